"""Who acts, and within what bounds?"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The ends of the system (S72) and those who stand beside it; one account has one role."""

    GUARDIAN = "guardian"  # 家长端
    SCHOOL = "school"  # 学校端
    SUBDISTRICT = "subdistrict"  # 街道办事处、乡镇人民政府 (S24)
    BUREAU = "bureau"  # 区教委端
    EXAM_CENTRE = "exam_centre"  # 区考试中心 (S27, S34)
    CITY = "city"  # 市教委: sees, supports, decides nothing (S73)
    AUDITOR = "auditor"  # reads the logs, writes nothing
    ADMIN = "admin"  # makes accounts, sees no child
    SYSTEM = "system"  # the clock: what happens because a day has come


@dataclass(frozen=True, slots=True)
class Actor:
    """An account that acts: its role and the one district, school or sub-district it acts for."""

    account_id: str
    role: Role
    district_id: str = ""
    school_id: str = ""
    subdistrict_id: str = ""


SYSTEM = Actor("system", Role.SYSTEM)
