"""Which sheets are printed: the form, the receipt, the notice, the decision, the letter?"""

from admissions.forms.codes import check_code, qr, short_code
from admissions.forms.coverage import UncoveredText
from admissions.forms.render import (
    Fonts,
    admission_notice,
    decision_letter,
    move_letter,
    receipt,
    registration_form,
    uncovered,
)
from admissions.forms.sheets import (
    Contact,
    DecisionData,
    DecisionKind,
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
    "Contact", "DecisionData", "DecisionKind", "Fact", "Fonts", "FormData", "MoveChild",
    "MoveLetterData", "NoticeData", "PaperLine", "ReceiptData", "UncoveredText", "Words",
    "admission_notice", "check_code", "decision_letter", "move_letter", "qr", "receipt",
    "registration_form", "short_code", "uncovered",
]  # fmt: skip
