"""How is a text kept from running as a formula in a spreadsheet? One apostrophe, reversibly.

A text cell that starts with = + - @ tab or CR (or their full-width forms) would run as a formula
in a spreadsheet. Such a cell gets one apostrophe in front; a cell that already starts with
apostrophes and then such a sign gets one more, so that `plain_text` gives every cell back.
A number written out as text (-5, +8610) runs as nothing and is left as it is.
Standard library only: the check of a bundle reads its lists with it.
"""

import re

_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?", re.ASCII)


def safe_text(text: str) -> str:
    """Put one apostrophe before text that a spreadsheet could run as a formula."""
    runs = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return "'" + text if runs else text


def plain_text(text: str) -> str:
    """Undo `safe_text`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
