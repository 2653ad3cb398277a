"""Which words does the report say, in Chinese and in English? The catalogue, checked when read."""

import tomllib
from importlib.resources import files

Words = dict[str, tuple[str, str]]


def read_words(source: str) -> Words:
    """Read a catalogue: `key = ["中文", "English"]`, markup allowed, `{names}` to be filled in.

    Raises ValueError if an entry is not two texts, so that no page is ever half translated.
    """
    words: Words = {}
    for key, entry in tomllib.loads(source).items():
        if not (isinstance(entry, list) and len(entry) == 2 and all(_said(side) for side in entry)):
            message = f"report words: {key!r} needs a Chinese and an English text"
            raise ValueError(message)
        # A Chinese measure word stays on the line of its number.
        words[key] = (entry[0].replace("} ", "}\N{NO-BREAK SPACE}"), entry[1])
    return words


def _said(side: object) -> bool:
    return isinstance(side, str) and bool(side.strip())


WORDS = read_words(files("service").joinpath("static/report_words.toml").read_text("utf-8"))
