"""How do the tests print a sheet and read it again?"""

import re
from collections.abc import Callable
from typing import Any

import pypdfium2  # type: ignore[import-untyped,unused-ignore]
import pytest

from admissions import forms
from tests.admissions.sheets_made_up import (
    decision,
    form,
    move,
    notice,
    paper_code,
    receipt_data,
)

Printed = tuple[Callable[..., Any], Callable[..., bytes], int]
SHEETS: dict[str, Printed] = {  # the most pages each may take
    "form": (form, forms.registration_form, 2),
    "receipt": (receipt_data, forms.receipt, 1),
    "notice": (notice, forms.admission_notice, 1),
    "decision": (decision, forms.decision_letter, 2),
    "move": (move, forms.move_letter, 1),
    "paper_code": (paper_code, forms.desk_code, 1),
}
EVERY_SHEET = pytest.mark.parametrize("kind", SHEETS)


def draw(kind: str, **changed: Any) -> bytes:
    made_up, print_sheet, _ = SHEETS[kind]
    return print_sheet(made_up(**changed))


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page as a reader of the file copies it, blanks taken out."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(re.sub(r"\s|\ufffe", "", text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return texts


def told(pdf: bytes, *texts: str) -> bool:
    read = "".join(pages_of(pdf))
    missing = [text for text in texts if re.sub(r"\s", "", text) not in read]
    assert missing == []
    return True
