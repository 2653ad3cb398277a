"""What may be counted about the service? Routes, statuses and times; no person and no id."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BARS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The counters of one process, by route template and status."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "jiujin_requests", "Requests answered", ["route", "method", "status"],
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "jiujin_request_seconds", "Seconds to the answer", ["route"], buckets=_BARS_S,
            registry=self.registry,
        )  # fmt: skip
        self._of_route: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._put_off = Counter(
            "jiujin_put_off", "Requests answered 503 at once", ["priority"],
            registry=self.registry,
        )  # fmt: skip
        self._waiting = Gauge("jiujin_writes_waiting", "Writes that wait", registry=self.registry)
        self._late = Gauge("jiujin_loop_late_seconds", "Overdue tick", registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer. `route` is a template such as /api/v1/applications/{id}."""
        at = (route, method, status)
        counted = self._of_route.get(at)
        if counted is None:
            counted = (self._requests.labels(route, method, str(status)),
                       self._seconds.labels(route))  # fmt: skip
            self._of_route[at] = counted
        counted[0].inc()
        counted[1].observe(seconds)

    def put_off(self, priority: str) -> None:
        """Count one request that was not taken in."""
        self._put_off.labels(priority).inc()

    def text(self, *, waiting: int, late_s: float) -> bytes:
        """Return everything in Prometheus's text format."""
        self._waiting.set(waiting)
        self._late.set(late_s)
        return generate_latest(self.registry)
