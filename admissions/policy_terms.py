"""Which closed sets of words may a policy pack use?"""

from enum import StrEnum


class Unit(StrEnum):
    """What a stated value counts or is."""

    DATE = "date"  # a day, no time
    MOMENT = "moment"  # a time of the clock in Asia/Shanghai
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    PER_CENT = "per cent"
    RANK = "rank"
    FLAG = "flag"
    CODE = "code"
    TEXT = "text"
    LIST = "list"


class GapNumber(StrEnum):
    """What the source leaves open: its numbered gaps, and days it gives no number to."""

    G1 = "G1"  # III.2 小升初 is missing
    G2 = "G2"  # 推优生: a heading without text
    G3 = "G3"  # IV.(五) is missing
    G4 = "G4"  # older and deferred children
    G5 = "G5"  # three differing lists of papers
    G6 = "G6"  # 特殊情况
    G7 = "G7"  # 接收困难
    G8 = "G8"  # 相对就近
    G9 = "G9"  # 长期居住
    UNNUMBERED = "-"


class Prohibition(StrEnum):
    """What no pack may allow; each must be named with its source (S3, S9, S15, S38, S44–S46)."""

    EXAM = "exam"
    INTERVIEW = "interview"
    COMPETITION = "competition"
    GUEST_STUDENT_FEE = "guest_student_fee"  # 借读费
    SCHOOL_CHOICE_FEE = "school_choice_fee"  # 择校费
    REGISTRATION_FEE = "registration_fee"  # 报名费
    DONATION = "donation"  # 捐资助学费、与入学挂钩的助学款


# A field, paper or code with one of these words in its name cannot exist anywhere in admissions.
FORBIDDEN_WORDS = frozenset({
    "score", "scores", "mark", "marks", "exam", "exams", "test", "tests", "interview", "contest",
    "competition", "award", "awards", "prize", "talent", "fee", "fees", "tuition", "payment",
    "price", "donation", "donations", "sponsor", "income", "salary", "wage", "employer", "job",
    "occupation", "post", "vaccination", "vaccine", "kindergarten", "fertility",
    "family_planning", "over_age", "religion", "ethnicity", "party",
})  # fmt: skip


def forbidden_in(name: str) -> frozenset[str]:
    """Return the forbidden words that a name in lower case with underscores is made of."""
    return frozenset(word for word in FORBIDDEN_WORDS if f"_{word}_" in f"_{name}_")


class Category(StrEnum):
    """The three classes of children of the plan (S53, S54, S56)."""

    ONE = "one"
    TWO = "two"
    THREE = "three"


class OlderChild(StrEnum):
    """What happens to a child born before the range (G4)."""

    HOLD = "hold"  # registers; a person decides
    ALLOW = "allow"
    REFUSE = "refuse"


class WindowName(StrEnum):
    """The periods of a cycle; those the table of moves names, and three that bind otherwise."""

    REGISTER = "register"  # 注册、录入
    REVIEW_PAPERS = "review_papers"  # 街道、乡镇审核
    VERIFY = "verify"  # 学校初验
    FOLLOW_UP = "follow_up"  # after the verification days
    REVIEW = "review"  # 区教委审核
    NOTICE = "notice"  # 发放入学通知书
    ARRIVAL = "arrival"  # 报到
    TRANSFER = "transfer"  # 跨区手续
    OBJECTION = "objection"  # 公示期: derived
    ROLL_FROZEN = "roll_frozen"  # 不得手工录入: derived (S35)


class Owner(StrEnum):
    """Who owes a dated duty."""

    CITY = "city"
    BUREAU = "bureau"
    EXAM_CENTRE = "exam_centre"
    PRIMARY_SCHOOL = "primary_school"
    JUNIOR_SCHOOL = "junior_school"
    KINDERGARTEN = "kindergarten"
    SUBDISTRICT = "subdistrict"


class Printer(StrEnum):
    """Who prints the registration form (S61; Yanshan 2015 differs)."""

    GUARDIAN = "guardian"
    SCHOOL = "school"


class LateHandling(StrEnum):
    """What happens to who comes after the last day (S60 against S29)."""

    TWO_PEOPLE = "two_people"  # an approved amendment (S70)
    NOT_BEFORE_NEXT_YEAR = "not_before_next_year"


class JuniorProcedure(StrEnum):
    """How primary graduates go on where the source's section is missing (G1)."""

    PAIRED_ONLY = "paired_only"  # 对口直升 (S10); who has no pair goes to the bureau (S29)
