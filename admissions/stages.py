"""Which moves exist? The one table (stage, action) -> (stage, role) of every lifecycle.

The store enforces this table itself (admissions/store/triggers*.py): an event that is no row of
it cannot be written. `tests/admissions/test_stages.py` holds the source's moves by hand.
"""

from dataclasses import dataclass
from enum import StrEnum

from admissions.moves import MOVES
from admissions.roles import Role


class Machine(StrEnum):
    """What has a lifecycle of its own."""

    APPLICATION = "application"  # a child's registration, primary or junior
    TRANSFER = "transfer"  # 跨区、跨片 (S30, S33, S36, S37)
    PETITION = "petition"  # 信访 (S49, S77)
    AMENDMENT = "amendment"  # 特殊情况, a result changed by two people (S70, G6)
    RUN = "run"  # one overflow run of a district (S26, S29, S55, S56)


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: only `role` may do it, and only inside `window` where one is named."""

    machine: str
    stage: str
    action: str
    to: str
    role: Role
    window: str = ""


TABLE: tuple[Move, ...] = tuple(
    Move(machine, stage, action, to, Role(role), window)
    for machine, rows in MOVES.items()
    for stage, action, to, role, window in rows
)
BY_ACTION: dict[tuple[str, str, str], Move] = {
    (move.machine, move.stage, move.action): move for move in TABLE
}
