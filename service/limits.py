"""How much work is taken in, and what is put off first when there is too much?"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum

from service.settings import Limits

TICK_S, PATIENCE_S, LATE_TICKS = 0.005, 0.15, 4
MOST_ADDRESSES = 50_000


class Priority(IntEnum):
    """What is put off later has the greater number (trust.md §5.7)."""

    REPORT = 1
    LOOKUP = 2
    SUBMIT = 4


class TokenBuckets:
    """A bucket of `burst` tokens for each key, filled at `rate` a second; rate 0 lets all pass."""

    def __init__(self, rate: float, burst: int, seconds: Callable[[], float]) -> None:
        self.rate, self.burst, self.seconds = rate, float(max(burst, 1)), seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take a token; False where none is left. The longest unused keys are forgotten."""
        if self.rate <= 0:
            return True
        now = self.seconds()
        left, before = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - before) * self.rate)
        passed = left >= 1
        self._left[key] = (left - 1 if passed else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return passed


class Lateness:
    """How late does a loop run that does everything that is ready before its clock ticks again?

    A late tick is a burst, or one long piece of work, that the loop will have done with. Only where
    LATE_TICKS in a row and none for PATIENCE_S came on time does a queue stand, and whatever joins
    it is answered too late: so Nichols and Jacobson, Controlling Queue Delay (2012), tell good
    queues from bad. It stands until every tick has come on time for as long.
    """

    def __init__(self, on_time_s: float) -> None:
        self.on_time_s = on_time_s
        self._ticked = self._on_time = self._late = -1.0  # when it last was so; -1.0: never
        self._late_ticks, self._stands = 0, False
        self._last_s = 0.0  # by how much the last tick was late: what is read now waited for it

    def tick(self, now: float) -> None:
        """Note that the clock has ticked."""
        first, self._last_s = self._ticked < 0, self.late_s(now)
        if first or self._last_s <= self.on_time_s:
            self._on_time, self._late_ticks = now, 0
            self._stands = self._stands and now - self._late <= PATIENCE_S
        else:
            self._late, self._late_ticks = now, self._late_ticks + 1
            long = now - self._on_time > PATIENCE_S
            self._stands = self._stands or (long and self._late_ticks >= LATE_TICKS)
        self._ticked = now

    def late_s(self, now: float) -> float:
        """Return by how many seconds the next tick is overdue; 0 before the first."""
        return 0.0 if self._ticked < 0 else max(0.0, now - self._ticked - TICK_S)

    def waited_s(self, now: float) -> float:
        """Return how long what is read now may have waited: the last round, or this one so far."""
        return max(self._last_s, self.late_s(now))

    @property
    def stands(self) -> bool:
        """Say whether a queue stands."""
        return self._stands


class Admission:
    """Says at once whether a request is taken in: by how late the loop runs and how much waits."""

    def __init__(self, limits: Limits, waiting: Callable[[], int]) -> None:
        self.limits, self.waiting = limits, waiting
        self.in_flight = 0
        self.lateness = Lateness(limits.standing_s)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to tick in the running loop."""
        self._loop = asyncio.get_running_loop()
        self.lateness = Lateness(self.limits.standing_s)
        self._tick()

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop = self._timer = None

    def _tick(self) -> None:
        if self._loop is not None:
            self.lateness.tick(self._loop.time())
            self._timer = self._loop.call_later(TICK_S, self._tick)

    def late_s(self) -> float:
        """Return by how many seconds the loop's tick is overdue; 0 before the start."""
        return 0.0 if self._loop is None else self.lateness.late_s(self._loop.time())

    def takes(self, priority: Priority) -> bool:
        """Say whether a request of this priority is taken in now."""
        bars = self.limits
        share = priority / Priority.SUBMIT
        if self.in_flight >= bars.in_flight * share:
            return False
        if priority is Priority.SUBMIT and self.waiting() >= bars.waiting:
            return False
        return self._loop is None or in_time(bars, self.lateness, priority, self._loop.time())


def in_time(bars: Limits, lateness: Lateness, priority: Priority, now: float) -> bool:
    """Say whether a request taken in now can be answered in time; less is enough in a queue."""
    if lateness.stands:
        return lateness.waited_s(now) <= bars.standing_s * priority
    return lateness.late_s(now) <= bars.late_s * priority
