"""What does the note on a home say, in words of both languages?"""

import re

from geo.geocode import Reason
from service.report_html import Html, Pair, clauses, same, say, text
from service.report_words import WORDS

_MARKS = ("\N{FULLWIDTH SEMICOLON}", "; ")
_ADDRESS = re.compile(r"address \w+: (.+)")
_REASONS = {str(reason): f"address_{reason.name.lower()}" for reason in Reason}


def note_words(note: str, note_zh: str = "") -> Pair:
    """Return a note in words: codes joined by `;`, reasons of an address, or a text as it is.

    Where the run gives the Chinese itself, `note` is taken to be its English.
    """
    if note_zh:
        return Pair(text(note_zh), text(note))
    return clauses((_part(part.strip()) for part in note.split(";") if part.strip()), _MARKS)


def _part(part: str) -> Pair:
    found = _ADDRESS.fullmatch(part)
    code = part if found is None else _REASONS.get(found[1])
    key = f"note_{code}"
    return say(key) if key in WORDS else same(part)


def what_disagrees(what: str) -> Html:
    """Return the words for what a disagreement is about; an unknown one keeps its code."""
    return (say(f"what_{what}") if f"what_{what}" in WORDS else same(what)).html
