"""Which long work can be queued, and what is each piece of it given?"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from admissions.store.jobs import Job
from admissions.store.store import Store
from service.progress import Progress


class LeaseLost(RuntimeError):
    """Another worker has this job by now: stop, and write nothing more."""


class JobProgress(Progress):
    """Says each step where the bureau sees it; `tell` renews the lease or raises LeaseLost."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(quiet=True)
        self._tell = tell

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Write down the step as it begins."""
        self._tell(what)
        yield

    def note(self, message: str) -> None:
        """Write down what the user must see."""
        self._tell(message)


@dataclass(frozen=True, slots=True)
class Work:
    """What a job function is given: the store, the job, and where it says how far it is."""

    store: Store
    job: Job
    progress: Progress


JobFunction = Callable[[Work], dict[str, Any]]
Registry = Mapping[str, JobFunction]  # kind -> what does it; its result holds ids and counts
