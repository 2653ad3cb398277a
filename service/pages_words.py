"""In which words does the service speak? Catalogues in Chinese and English; no word elsewhere."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent / "web_words"

Say = Callable[..., str]


@cache
def catalogue(language: str, folder: Path = _FOLDER) -> Mapping[str, str]:
    """Return every phrase of a language by its dotted key, of one folder of catalogues."""
    with (folder / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def sayer(language: str, folder: Path = _FOLDER) -> Say:
    """Return the function by which pages speak: key and values; KeyError for an unknown key."""
    phrases = catalogue(language, folder)

    def say(key: str, **values: object) -> str:
        phrase = phrases[key]
        return phrase.format(**values) if values else phrase

    return say
