"""When may the next request go out?"""

import threading
from collections.abc import Callable

Clock = Callable[[], float]
Sleep = Callable[[float], None]


class TokenBucket:
    """Lets `per_second` requests through on average, `burst` at once; waits with `sleep`.

    `clock` is monotonic seconds. Safe to share between threads: each caller reserves its own turn.
    """

    def __init__(self, per_second: float, burst: int, *, clock: Clock, sleep: Sleep) -> None:
        if not per_second > 0 or burst < 1:
            raise ValueError("a rate limit needs per_second > 0 and burst of at least 1")
        self._per_second, self._burst = per_second, burst
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._tokens = float(burst)
        self._counted_at = clock()

    def take(self) -> None:
        """Return when the next request may go out."""
        with self._lock:
            now = self._clock()
            passed = max(0.0, now - self._counted_at)
            self._tokens = min(self._burst, self._tokens + passed * self._per_second) - 1.0
            self._counted_at = now
            wait = -self._tokens / self._per_second
        if wait > 0:
            self._sleep(wait)
