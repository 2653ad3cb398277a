"""What does a newcomer see first? The main job on the sample, checked; then a whole season."""

import shutil
import sys
from pathlib import Path

from admissions.store.keys import new_key_ring, write_key_ring
from geo.faults import BadInput
from service.main_job import Sources, run_main_job
from service.progress import Progress
from service.season.frame import DAY as SAMPLE_DAY
from service.season.play import play
from service.verify import verdict_lines, verify_bundle

MARK = "synthetic-season"


def run_demo(sample: Path, out: Path, *, serve: bool) -> None:
    """Run assign and verify on the sample district, then a season; replaces an earlier demo."""
    folder = _season_folder(out)
    sources = Sources(
        zones=sample / "zones.geojson", schools=sample / "schools.geojson",
        homes=sample / "homes.csv", streets=sample / "streets.osm",
        register=sample / "register.csv", address_list=sample / "address_list.csv",
        rules=sample / "rules.toml", day=SAMPLE_DAY,
    )  # fmt: skip
    progress = Progress()
    done = run_main_job(sources, out, progress, overwrite=True)
    _say(done.lines())
    verdict = verify_bundle(out)
    _say(verdict_lines(verdict))
    if verdict.faults:
        raise SystemExit(1)
    played = _play(sample, folder, progress)
    _say([*played, f"open {out / 'report.html'} in a browser"])
    if serve:
        _say(["the web app is not built yet; the results are in the folders above"])


def _season_folder(out: Path) -> Path:
    """Return an empty place for the season; an earlier demo's is removed, nothing else."""
    folder = out.with_name(out.name + "-season")
    if folder.exists() and not (folder / MARK).is_file():
        raise BadInput.one(str(folder), "is there and no earlier demo", "choose another --out")
    return folder


def _play(sample: Path, folder: Path, progress: Progress) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("合成数据 synthetic data of jiujin demo\n", encoding="utf-8")
    keys = new_key_ring()
    write_key_ring(keys, folder / "keys.json")
    return play(sample, folder / "season.db", keys, progress).lines()


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
