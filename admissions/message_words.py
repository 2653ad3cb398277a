"""What does a text message say? The words of each template, filled with nothing personal."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")
_SLOT = re.compile(r"\{([a-z_]+)\}")
SLOTS = frozenset({"tail", "school", "reason", "from", "until", "contacts", "code"})
LANGUAGES = ("zh", "en")
TAIL = 4  # signs of the registration number that a message shows


class NoWords(LookupError):
    """There are no words for a template, or a value that they need is missing."""


@cache
def templates() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every template by language."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def message_text(template: str, values: Mapping[str, str], language: str = "zh") -> str:
    """Return the text of a message; raises NoWords.

    `values`: tail, school, reason, from, until, contacts, code, as far as the template needs them.
    """
    words = templates().get(template, {}).get(language)
    if words is None:
        message = f"no words for {template} in {language}"
        raise NoWords(message)
    missing = sorted(set(_SLOT.findall(words)) - values.keys())
    if missing:
        message = f"{template} needs {', '.join(missing)}"
        raise NoWords(message)
    return _SLOT.sub(lambda slot: values[slot[1]], words)
