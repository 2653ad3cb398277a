"""What time is it? The one clock of an installation, in Asia/Shanghai; tests move their own."""

from collections.abc import Callable
from datetime import datetime, timedelta

from admissions.calendar import SHANGHAI

Clock = Callable[[], datetime]


def server_clock() -> datetime:
    """Return the server's time in Asia/Shanghai; nobody else's clock counts (S60)."""
    return datetime.now(SHANGHAI)


def clock_from(at: datetime) -> Clock:
    """Return a clock that shows `at` now and goes on from there: for demos and rehearsals."""
    ahead = at - server_clock()
    return lambda: server_clock() + ahead


class MovableClock:
    """A clock that moves only when told: for demos and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(SHANGHAI)

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.at

    def move_to(self, at: datetime) -> None:
        """Set the time, also backwards (a server whose clock was wrong)."""
        self.at = at.astimezone(SHANGHAI)

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by
