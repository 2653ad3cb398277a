"""How does one call of redraw go, from blocks and schools to a folder of plans?"""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from geo.faults import BadInput, FaultList
from service.bundle import require_free, write_bundle
from service.progress import Progress
from service.redraw_files import redraw_files
from service.redraw_sources import Gathered, RedrawSources, gather_redraw
from zones.redraw.draft import MM, WEIGHTS
from zones.redraw.frontier import Frontier, draw
from zones.redraw.groups import MOST_SCHOOLS
from zones.redraw.holds import HOLDS
from zones.redraw.search import TRIES_A_SECOND
from zones.redraw.solve import Effort, NoStart, warm_up

LONGEST_S = 86_400.0
_SAY_EVERY_S = 2.0
_USUAL_S = 60.0
_MOST_TRIES = int(LONGEST_S * TRIES_A_SECOND)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks of the plans.

    `tries`: how much the search does, the same on every machine. `seconds`: a clock that may stop
    it sooner; given alone, as much is tried as an idle processor does in that time.
    """

    seconds: float | None = None
    seed: int = 1
    weights: dict[str, float] = field(default_factory=dict)
    longest_m: float | None = None
    tries: int | None = None

    @property
    def nominal_s(self) -> float:
        """Return about how long the search takes on an idle processor."""
        if self.tries is not None:
            return self.tries / TRIES_A_SECOND
        return _USUAL_S if self.seconds is None else self.seconds

    def check(self) -> None:
        """Refuse numbers that mean nothing. Raises BadInput."""
        faults = FaultList()
        if self.seconds is not None and not 0 < self.seconds <= LONGEST_S:
            faults.add("--seconds", f"{self.seconds:g} is no time from 0 to {LONGEST_S:g}",
                       "give seconds such as 60")  # fmt: skip
        if self.tries is not None and not 0 < self.tries <= _MOST_TRIES:
            faults.add("--tries", f"{self.tries} is not from 1 to {_MOST_TRIES}",
                       "give a number such as 24000000")  # fmt: skip
        if not 0 <= self.seed < 2**63:
            faults.add("--seed", f"{self.seed} is not from 0 to 2^63 - 1", "give one such as 1")
        if self.longest_m is not None and not 0 < self.longest_m < 1e7:
            faults.add("--longest", f"{self.longest_m:g} is no walk in metres", "give e.g. 3000")
        faults.refuse_if_any()


def weights_of(texts: list[str] | None) -> dict[str, float]:
    """Read NAME=NUMBER, one for each option. Raises BadInput with every fault."""
    found, faults = {}, FaultList()
    for text in texts or ():
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if name not in WEIGHTS or not 0 <= value <= 1e6:
            known = ", ".join(WEIGHTS)
            faults.add(
                "--weight", f"{text!r} is not NAME=NUMBER with a known name",
                f"write --weight moved=500; names: {known}; numbers from 0 to 1000000",
            )  # fmt: skip
        found[name] = value
    faults.refuse_if_any()
    return {"walk": 1.0} | found if found else {}


def holds_of(names: list[str] | None) -> frozenset[str]:
    """Read what no plan may break. Raises BadInput with every fault."""
    faults = FaultList()
    for name in names or ():
        if name not in HOLDS:
            faults.add("--hold", f"{name!r} is not known", f"write one of {', '.join(HOLDS)}")
    faults.refuse_if_any()
    return frozenset(names or ())


def most_schools_of(most: int | None) -> int | None:
    """Check over how many schools a group may be split. Raises BadInput."""
    if most is not None and not 1 <= most <= MOST_SCHOOLS:
        raise BadInput.one("--most-schools", f"{most} is not from 1 to {MOST_SCHOOLS}",
                           "give e.g. 1, so that no estate is split")  # fmt: skip
    return most


@dataclass(slots=True)
class Clock:
    """The user's time: what is left of it, 0 once the user has said stop."""

    seconds: float
    now: Callable[[], float] = time.monotonic
    began: float = 0.0
    stopped: bool = False

    def __post_init__(self) -> None:
        """Start."""
        self.began = self.now()

    def left(self) -> float:
        """Return the seconds that remain; below 0 once they are over."""
        return -float("inf") if self.stopped else self.seconds - (self.now() - self.began)

    def ended_by(self, *, cut_short: bool) -> str:
        """Name what ended the search: its own count of tries, the clock, or the user."""
        if self.stopped:
            return "user"
        return "clock" if cut_short else "tries"


def run_redraw(
    sources: RedrawSources, wishes: Wishes, out: Path, progress: Progress, *, overwrite: bool
) -> dict[str, Any]:
    """Read, draw, check and write; returns the summary. Nothing is written for bad input.

    Ctrl-C, once, ends the search; the best plans so far are then written.
    """
    wishes.check()
    require_free(out, overwrite=overwrite)
    with progress.step("reading blocks and schools"):
        gathered = gather_redraw(sources)
    with progress.step("making the search ready"):
        warm_up()
    clock = Clock(float("inf") if wishes.seconds is None else wishes.seconds)
    with _stops(clock), progress.step(_expected(wishes)):
        frontier = drawn_by(gathered, wishes, clock, progress)
    cut = any(plan.solved.cut_short for plan in frontier.plans)
    run = {
        "seed": wishes.seed, "seconds": wishes.seconds,
        "tries": round(wishes.nominal_s * TRIES_A_SECOND),
        "stopped_by": clock.ended_by(cut_short=cut),
        "weights": wishes.weights, "longest_m": wishes.longest_m, "level": sources.level,
        "hold": sorted(sources.hold), "most_schools": sources.most_schools,
    }  # fmt: skip
    with progress.step("checking and writing the plans"):
        summary, files = redraw_files(gathered, frontier, run)
        write_bundle(out, files, check=_nothing_more)
    return summary


def _expected(wishes: Wishes) -> str:
    if wishes.seconds is None:
        return f"drawing plans, about {wishes.nominal_s:g} s on an idle processor"
    return f"drawing plans, at most {wishes.seconds:g} s"


def drawn_by(gathered: Gathered, wishes: Wishes, clock: Clock, progress: Progress) -> Frontier:
    """Draw the frontier; raises BadInput that names the blocks no school can reach."""
    longest = None if wishes.longest_m is None else round(wishes.longest_m * MM)
    try:
        return draw(
            gathered.draft, Effort(wishes.nominal_s, clock.left), wishes.seed,
            weights=wishes.weights, longest_mm=longest, listen=_Teller(progress, clock.now).tell,
        )  # fmt: skip
    except NoStart as error:
        names = [gathered.draft.blocks.block_id[at] for at in error.blocks[:20]]
        raise BadInput(
            fault
            for name in names
            for fault in BadInput.one(
                f"block {name}", "no school can reach it in one piece",
                "see its barriers, the pins around it, --longest and --gap",
            ).faults
        ) from error  # fmt: skip


@dataclass(slots=True)
class _Teller:
    """Says the best gap so far, at most every two seconds."""

    progress: Progress
    now: Callable[[], float]
    said: float = 0.0

    def tell(self, name: str, value: int | None, bound: int | None) -> None:
        if self.progress.quiet or self.now() - self.said < _SAY_EVERY_S:
            return
        self.said = self.now()
        gap = "no legal plan yet"
        if value is not None and bound is not None and value > 0:
            gap = f"at most {max(value - bound, 0) / value:.2%} from the best possible"
        sys.stderr.write(f"  {name}: {gap}\n")
        sys.stderr.flush()


def _nothing_more(_folder: Path) -> None:
    """Accept the folder: every plan was checked by `zones.redraw.verify` before."""


@contextmanager
def _stops(clock: Clock) -> Iterator[None]:
    """Let Ctrl-C end the search instead of the program, where signals can be heard at all."""

    def heard(_signal: int, _frame: FrameType | None) -> None:
        clock.stopped = True
        sys.stderr.write("stopping: the best plans so far will be written\n")

    try:
        before = signal.signal(signal.SIGINT, heard)
    except ValueError:  # not the main thread: a worker of the server, stopped otherwise
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
