"""What does a newcomer see first? The main job on the sample, checked; a season; its pages."""

import shutil
import sys
from datetime import datetime
from pathlib import Path

from admissions.store.clock import clock_from
from admissions.store.keys import KeyRing, new_key_ring, write_key_ring
from admissions.store.store import open_store
from geo.faults import BadInput
from service.cli_serve import context_of, serve_whole
from service.main_job import Sources, run_main_job
from service.progress import Progress
from service.season.frame import CYCLE, DISTRICT
from service.season.frame import DAY as SAMPLE_DAY
from service.season.play import play
from service.season.visitors import lines, open_doors
from service.settings import Settings
from service.verify import verdict_lines, verify_bundle

MARK, DATABASE, FILES = "synthetic-season", "season.db", "district"


def run_demo(sample: Path, out: Path, *, port: int | None) -> None:
    """Run assign and verify on the sample, then a season; then serve it, if a `port` is given.

    Replaces an earlier demo.
    """
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
    keys = _new_season_folder(folder)
    played = play(sample, folder / DATABASE, keys, progress)
    _say([*played.lines(), f"open {out / 'report.html'} in a browser"])
    if port is not None:
        shutil.copytree(sample, folder / FILES)  # a plan put in force is written there
        _serve(folder, keys, played.ended, port)


def _serve(folder: Path, keys: KeyRing, ended: datetime, port: int) -> None:
    """Serve the season as it was left, its clock going on from there."""
    url = f"sqlite:///{folder / DATABASE}"
    store = open_store(url, keys, clock_from(ended))
    visitors = open_doors(store)
    settings = Settings(url, folder / "keys.json", folder / FILES, DISTRICT, CYCLE,
                        base_url=f"http://127.0.0.1:{port}", sms=f"file:{folder / 'sms.jsonl'}",
                        embedded_worker=True, second_factor=False)  # fmt: skip
    context = context_of(settings, store, SAMPLE_DAY)
    _say([f"open http://127.0.0.1:{port} in a browser; stop with Ctrl-C", *lines(visitors)])
    serve_whole(context, host="127.0.0.1", port=port)


def _season_folder(out: Path) -> Path:
    """Return an empty place for the season; an earlier demo's is removed, nothing else."""
    folder = out.with_name(out.name + "-season")
    if folder.exists() and not (folder / MARK).is_file():
        raise BadInput.one(str(folder), "is there and no earlier demo", "choose another --out")
    return folder


def _new_season_folder(folder: Path) -> KeyRing:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("合成数据 synthetic data of jiujin demo\n", encoding="utf-8")
    keys = new_key_ring()
    write_key_ring(keys, folder / "keys.json")
    return keys


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
