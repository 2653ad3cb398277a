"""What is a disclosure: which columns, for whom, what for, and until when?"""

from dataclasses import dataclass
from enum import StrEnum

from admissions.roles import Role


class ColumnKind(StrEnum):
    """What a column holds; it decides how a value is checked and written."""

    TEXT = "text"
    NUMBER = "number"  # a whole number
    DAY = "day"  # a date that is no birth
    MOMENT = "moment"  # an aware datetime, written in Asia/Shanghai
    DIGEST = "digest"  # SHA-256, 64 lower-case hexadecimal signs
    REGISTRATION = "registration"  # the opaque number a family received
    MASKED_NAME = "masked_name"  # by admissions.masking.mask_name
    PLACES = "places"  # the address list of a zone, public by law
    NAME = "name"
    ID_NUMBER = "id_number"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    BORN = "born"


PERSONAL_KINDS = frozenset(
    {
        ColumnKind.NAME, ColumnKind.ID_NUMBER, ColumnKind.TELEPHONE, ColumnKind.ADDRESS,
        ColumnKind.BORN,
    }
)  # fmt: skip


class TakenDown(StrEnum):
    """After what a disclosure is taken down (public) or destroyed by who received it."""

    OBJECTION = "objection"  # 公示期满: the window of objections has closed
    CYCLE = "cycle"  # 本年度招生工作结束
    HANDOVER = "handover"  # 移交、导入完成
    AUDIT = "audit"  # 审计结束


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in code, its headings, its kind, and whether a cell may be empty."""

    name: str
    zh: str
    en: str
    kind: ColumnKind = ColumnKind.TEXT
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A named export: nothing leaves the system in another form (S59).

    `audience`: the roles that may have it; an empty one means the public. `basis`: S-numbers.
    ValueError if a public one names a personal column or two columns share a name.
    """

    name: str
    zh: str
    en: str
    audience: frozenset[Role]
    columns: tuple[Column, ...]
    purpose: str
    basis: str
    taken_down_after: TakenDown

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            message = f"{self.name}: two columns share a name"
            raise ValueError(message)
        personal = [column.name for column in self.columns if column.kind in PERSONAL_KINDS]
        if self.public and personal:
            message = f"{self.name} is public and may not name {', '.join(personal)}"
            raise ValueError(message)

    @property
    def public(self) -> bool:
        """Say whether everybody may read it."""
        return not self.audience

    def open_to(self, role: Role) -> bool:
        """Say whether an account of this role may have it."""
        return self.public or role in self.audience
