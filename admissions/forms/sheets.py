"""What does each printed sheet say? Strings ready to be shown; nothing here is looked up.

Every text is printed as it is given. `made_at` is an aware moment, written into the file as the
time of its making; `qr_payload` is a path of verification with a short code, without personal data.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Words:
    """One statement in Chinese and, smaller, in English; an empty `en` prints Chinese only."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: an office and its telephone (S78)."""

    office: Words
    phone: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value of a decision, such as 步行距离: 640 m."""

    label: Words
    value: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper to bring on the days of verification (S63): as original, as copy, or both."""

    words: Words
    original: bool
    copy: bool


DECLARATION = Words(
    "本人已仔细阅读有关规定，保证所填信息真实、准确。因信息不实，或未按规定选择区县参加信息采集而对儿童入学产生影响的，"
    "由监护人承担。",
    "I declare that what is entered is true and exact. The guardian bears the effect on the "
    "child's admission of untrue entries or of registering in the wrong district.",
)


@dataclass(frozen=True, slots=True)
class FormData:
    """The form (报名表, S61) that a guardian prints, signs and brings; S58's declaration stands."""

    made_at: datetime
    title: Words
    authority: Words
    registration_no: str
    printed_on: str
    child_name: str
    id_kind: Words
    id_number: str
    born: str
    guardian_name: str
    relation: Words
    guardian_phone: str
    hukou_kind: Words
    hukou_address: str
    residence_kind: Words
    residence_address: str
    anchor: Words
    category: Words
    zone_schools: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    verify_days: Words
    verify_place: str
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str
    notes: tuple[Fact, ...] = ()
    declaration: Words = DECLARATION


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """The receipt of a registration (回执): what was received when, tied to a checkpoint.

    `checkpoint_digest`: the digest of the audit log at which this registration is in it; a family
    that keeps it can show later that nothing before it was changed.
    """

    made_at: datetime
    title: Words
    authority: Words
    registration_no: str
    masked_name: str
    received_at: str
    facts: tuple[Fact, ...]
    checkpoint_no: str
    checkpoint_digest: str
    next_steps: tuple[Words, ...]
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str


@dataclass(frozen=True, slots=True)
class NoticeData:
    """The admission notice (入学通知书, S40), dated and issued by a school."""

    made_at: datetime
    title: Words
    authority: Words
    notice_no: str
    dated: str
    child_name: str
    registration_no: str
    school: str
    school_address: str
    report_at: Words
    report_place: str
    papers: tuple[PaperLine, ...]
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str


class DecisionKind(StrEnum):
    """What a decision letter tells."""

    DECLINED = "declined"  # 不接收 (S66)
    RETURNED = "returned"  # 审核未通过 (S69)
    PLACED = "placed"  # 统筹安排 (S29, S55, S56)


@dataclass(frozen=True, slots=True)
class DecisionData:
    """A decision with its reason in plain words, its numbers, and the ways to object (S66, S69).

    `certificate_digest` is empty where no computed placement stands behind the decision.
    """

    made_at: datetime
    kind: DecisionKind
    authority: Words
    letter_no: str
    dated: str
    guardian_name: str
    child_name: str
    registration_no: str
    decision: Words
    reason: Words
    facts: tuple[Fact, ...]
    certificate_digest: str
    next_steps: tuple[Words, ...]
    remedies: tuple[Words, ...]
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str


@dataclass(frozen=True, slots=True)
class DeskCodeData:
    """The paper with which a guardian sets a new password, given to nobody else.

    `masked_name` is the guardian's; `access_code` is good until `good_until`, for one use.
    """

    made_at: datetime
    title: Words
    authority: Words
    registration_no: str
    masked_name: str
    access_code: str
    good_until: Words
    steps: tuple[Words, ...]
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str


@dataclass(frozen=True, slots=True)
class MoveChild:
    """One child of a list of children who move (S36)."""

    registration_no: str
    child_name: str
    id_number: str
    school_left: str
    ground: str


@dataclass(frozen=True, slots=True)
class MoveLetterData:
    """A school's letter of introduction (介绍信) with the approved list (S36, S37)."""

    made_at: datetime
    authority: Words
    letter_no: str
    dated: str
    addressed_to: str
    school: str
    bearer_name: str
    bearer_document: str
    children: tuple[MoveChild, ...]
    collect_until: str
    approved_by: str
    approved_on: str
    contacts: tuple[Contact, ...]
    qr_payload: str
    code: str
