"""How much work is taken in, and what is put off first when there is too much?"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum

from service.settings import Limits

TICK_S = 0.02
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


class Admission:
    """Says at once whether a request is taken in: by how late the loop runs and how much waits.

    In one process what waits is seen as lateness: the loop does everything that is ready before
    its clock ticks again. A tick overdue by more than the bar means that whatever is taken in now
    would be answered too late.
    """

    def __init__(self, limits: Limits, waiting: Callable[[], int]) -> None:
        self.limits, self.waiting = limits, waiting
        self.in_flight = 0
        self._ticked = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to tick in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._tick()

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop = self._timer = None

    def _tick(self) -> None:
        if self._loop is not None:
            self._ticked = self._loop.time()
            self._timer = self._loop.call_later(TICK_S, self._tick)

    def late_s(self) -> float:
        """Return by how many seconds the loop's tick is overdue; 0 before the start."""
        if self._loop is None:
            return 0.0
        return max(0.0, self._loop.time() - self._ticked - TICK_S)

    def takes(self, priority: Priority) -> bool:
        """Say whether a request of this priority is taken in now."""
        bars = self.limits
        share = priority / Priority.SUBMIT
        if self.in_flight >= bars.in_flight * share:
            return False
        if priority is Priority.SUBMIT and self.waiting() >= bars.waiting:
            return False
        return self.late_s() <= bars.late_s * priority
