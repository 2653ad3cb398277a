"""How is the whole synthetic season played? Into a new database, with a clock that is moved."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from admissions.store.amendments import amendment_counts
from admissions.store.clock import MovableClock
from admissions.store.desk_lists import stage_counts
from admissions.store.keys import KeyRing
from admissions.store.migrate import new_database
from admissions.store.runs import get_run, unexplained
from admissions.store.store import open_store
from service.desk import Desk, DeskSources
from service.main_job import Sources
from service.overflow_job import Season
from service.progress import Progress
from service.season.autumn import autumn
from service.season.forecasts import plan
from service.season.frame import BUREAU, CYCLE, DAY, DISTRICT, WINDOWS, Stage, set_up
from service.season.people import families
from service.season.spring import spring
from service.season.summer import RUN, summer


@dataclass(frozen=True, slots=True)
class Played:
    """What a season left behind: children by stage, what the run said, amendments, the roll.

    `ended`: the instant its clock stands at.
    """

    database: Path
    stages: dict[str, int]
    moved: int
    amendments: dict[str, int]
    unexplained: int
    on_roll: int
    roll_digest: str
    ended: datetime

    def lines(self) -> list[str]:
        """Return what a person reads."""
        told = ", ".join(f"{count:,} {stage}" for stage, count in self.stages.items())
        return [
            f"season played into {self.database}: {told}",
            f"{self.moved:,} children placed outside their zone by the sealed run",
            f"{sum(self.amendments.values())} amendments, {self.unexplained} unexplained",
            f"{self.on_roll:,} records exported into the roll, file digest {self.roll_digest}",
        ]


def play(
    sample: Path, database: Path, keys: KeyRing, progress: Progress, *, every: int = 1
) -> Played:
    """Play the season of the sample district; `every` > 1 takes only each nth home (tests)."""
    url = f"sqlite:///{database}"
    new_database(url)
    clock = MovableClock(WINDOWS["register"].opens)
    desk = Desk.load(DeskSources.in_folder(sample, DAY), progress)
    store = open_store(url, keys, clock)
    try:
        stage = Stage(store, clock, desk, sample, families(sample / "homes.csv")[::every])
        set_up(stage)
        plan(stage, progress)
        with progress.step(f"registration of {len(stage.families):,} children"):
            spring(stage)
        sources = Sources(
            zones=sample / "zones.geojson", schools=sample / "schools.geojson",
            homes=sample / "homes.csv", streets=sample / "streets.osm",
            register=sample / "register.csv", address_list=sample / "address_list.csv",
            rules=sample / "rules.toml", day=DAY,
        )  # fmt: skip
        summer(stage, Season(CYCLE, DISTRICT, sources), progress)
        export = autumn(stage, progress)
        return store.read(BUREAU, lambda tx: Played(
            database, stage_counts(tx, CYCLE), int(get_run(tx, RUN).report["counts"]["moved"]),
            amendment_counts(tx, CYCLE, DISTRICT),
            len(unexplained(tx, RUN)),
            export.children, export.digest, clock(),
        ))  # fmt: skip
    finally:
        store.close()
