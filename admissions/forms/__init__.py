"""Which sheets are printed: form, receipt, notice, decision, letter, a desk's code?"""

from admissions.forms.codes import check_code, qr, short_code
from admissions.forms.coverage import UncoveredText
from admissions.forms.render import (
    Fonts,
    admission_notice,
    decision_letter,
    desk_code,
    move_letter,
    receipt,
    registration_form,
    uncovered,
)
from admissions.forms.sheets import (
    Contact,
    DecisionData,
    DecisionKind,
    DeskCodeData,
    Fact,
    FormData,
    MoveChild,
    MoveLetterData,
    NoticeData,
    PaperLine,
    ReceiptData,
    Words,
)

__all__ = [
    "Contact", "DecisionData", "DecisionKind", "DeskCodeData", "Fact", "Fonts", "FormData",
    "MoveChild", "MoveLetterData", "NoticeData", "PaperLine", "ReceiptData", "UncoveredText",
    "Words", "admission_notice", "check_code", "decision_letter", "desk_code", "move_letter", "qr",
    "receipt", "registration_form", "short_code", "uncovered",
]  # fmt: skip
