"""How is bad input reported? One Fault per defect: where it is, what is wrong, how to repair it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One defect of an input: `where` (file, row or feature), `what` is wrong, its `repair`."""

    where: str
    what: str
    repair: str

    def __str__(self) -> str:
        """Say the defect in one line."""
        return f"{self.where}: {self.what}. Repair: {self.repair}"


class BadInput(ValueError):
    """The input was refused as a whole; `faults` holds every defect that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def one(cls, where: str, what: str, repair: str) -> "BadInput":
        """Refuse for a single defect."""
        return cls([Fault(where, what, repair)])


@dataclass(slots=True)
class FaultList:
    """Collects faults so that all are reported together."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str, repair: str) -> None:
        """Note one defect."""
        self.faults.append(Fault(where, what, repair))

    def reading(self, read: Callable[[], T]) -> T | None:
        """Return what `read` returns; a refusal is noted, so that other files are read too."""
        try:
            return read()
        except BadInput as refused:
            self.faults.extend(refused.faults)
            return None

    def refuse_if_any(self) -> None:
        """Raise BadInput if anything was noted."""
        if self.faults:
            raise BadInput(self.faults)
