"""What does a newcomer see first? The main job on the synthetic sample, checked."""

import sys
from datetime import date
from pathlib import Path

from service.main_job import Sources, run_main_job
from service.progress import Progress
from service.verify import verdict_lines, verify_bundle

SAMPLE_DAY = date(2026, 6, 15)


def run_demo(sample: Path, out: Path, *, serve: bool) -> None:
    """Run assign and verify on the sample district, replacing an earlier demo."""
    sources = Sources(
        zones=sample / "zones.geojson", schools=sample / "schools.geojson",
        homes=sample / "homes.csv", streets=sample / "streets.osm",
        register=sample / "register.csv", address_list=sample / "address_list.csv",
        rules=sample / "rules.toml", day=SAMPLE_DAY,
    )  # fmt: skip
    done = run_main_job(sources, out, Progress(), overwrite=True)
    sys.stdout.write("\n".join(done.lines()) + "\n")
    verdict = verify_bundle(out)
    sys.stdout.write("\n".join(verdict_lines(verdict)) + "\n")
    sys.stdout.write(f"open {out / 'report.html'} in a browser\n")
    if serve:
        sys.stdout.write("the web app is not built yet; the results are in the folder above\n")
    if verdict.faults:
        raise SystemExit(1)
