"""How does a value come into the page? Escaped, in both languages, as numbers and tables."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from service.report_words import WORDS

ROWS_SHOWN = 500
"""Longer lists are cut here; the page then says which file holds all of them."""

ROWS_IN_SIGHT = 25
"""Longer tables scroll in a frame of their own; on paper they stand in full."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Html(str):
    """Text that is already markup; everything else is escaped on its way into the page."""

    __slots__ = ()


class Count(int):
    """A number in a sentence: `{n}` has thousands separators, `{n:child|children}` its noun."""

    def __format__(self, spec: str) -> str:
        """Write the number, or choose between the two nouns of `spec`."""
        if "|" in spec:
            return spec.split("|")[0 if self == 1 else 1]
        return number(self)


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in both languages, as markup."""

    zh: Html
    en: Html

    @property
    def html(self) -> Html:
        """Return both texts; the style sheet shows the one of the page's language."""
        if self.zh == self.en:
            return self.zh
        zh, en = f'<span class="zh" lang="zh-CN">{self.zh}</span>', self.en
        return Html(f'{zh}<span class="en" lang="en">{en}</span>')


def text(value: object) -> Html:
    """Escape a value of the report; control characters and halves of characters become �."""
    if isinstance(value, Html):
        return value
    return Html(escape(_UNPRINTABLE.sub("�", str(value)), quote=True))


def number(value: int) -> Html:
    """Write a whole number with thousands separators and a true minus sign."""
    return Html(f"{int(value):,}".replace("-", "−"))


def signed(value: int) -> Html:
    """Write a difference: its sign always shows, unless it is zero."""
    return Html(f"+{number(value)}" if value > 0 else number(value))


def tenths(value: int, whole: int) -> Html:
    """Write value / whole with one digit, by integer arithmetic (half goes up)."""
    rounded = (20 * abs(value) + whole) // (2 * whole)
    sign = "−" if value < 0 and rounded else ""
    return Html(f"{sign}{rounded // 10:,}.{rounded % 10}")


def name(value: object) -> Html:
    """Write a name or id of the district: apart from the text around it, its language marked."""
    shown = text(value)
    mark = ' lang="zh-CN"' if _CHINESE.search(shown) else ""
    return Html(f"<bdi{mark}>{shown}</bdi>")


def say(key: str, **values: Any) -> Pair:
    """Return the words of `key` with `values` filled in: numbers, names, markup or other Pairs."""
    zh, en = WORDS[key]
    return Pair(_filled(zh, values, "zh"), _filled(en, values, "en"))


def both(key: str, **values: Any) -> Html:
    """Return the words of `key` as markup that holds both languages."""
    return say(key, **values).html


def listed(items: Iterable[Pair]) -> Pair:
    """Join texts to a list: with 、in Chinese, with commas in English."""
    parts = list(items)
    return Pair(Html("、".join(p.zh for p in parts)), Html(", ".join(p.en for p in parts)))


def clauses(items: Iterable[Pair], mark: tuple[str, str] = ("\uff0c", ", ")) -> Pair:
    """Join clauses of a sentence, or sentences with the marks given."""
    parts = list(items)
    return Pair(Html(mark[0].join(p.zh for p in parts)), Html(mark[1].join(p.en for p in parts)))


def same(value: object) -> Pair:
    """Return a name, the same in both languages."""
    return Pair(name(value), name(value))


def _filled(words: str, values: dict[str, Any], language: str) -> Html:
    return Html(words.format(**{key: _value(value, language) for key, value in values.items()}))


def _value(value: Any, language: str) -> Any:
    if isinstance(value, Pair):
        return value.zh if language == "zh" else value.en
    if isinstance(value, int) and not isinstance(value, bool):
        return Count(value)
    return value if isinstance(value, Html) else name(value)


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its words, whether numbers stand in it, whether the reader can sort by it."""

    key: str
    numeric: bool = False
    sortable: bool = False

    def html(self) -> Html:
        """Return the header cell."""
        words = both(self.key)
        if self.sortable:
            words = Html(f'<button type="button" class="sort">{words}</button>')
        kind = ' class="n"' if self.numeric else ""
        state = ' aria-sort="none"' if self.sortable else ""
        return Html(f'<th scope="col" role="columnheader"{kind}{state}>{words}</th>')


def cell(content: object, *, sort: object = None, kind: str = "") -> Html:
    """Return a data cell; `sort` is what the column is sorted by where the text will not do."""
    key = "" if sort is None else f' data-v="{text(sort)}"'
    mark = f' class="{kind}"' if kind else ""
    return Html(f'<td role="cell"{mark}{key}>{text(content)}</td>')


def figure(value: int) -> Html:
    """Return a cell with a whole number."""
    return cell(number(value), kind="n")


def row(head: object, cells: Sequence[Html], *, anchor: str = "", kind: str = "") -> Html:
    """Return a table row; its first cell is the header of the row."""
    place = f' id="{anchor}"' if anchor else ""
    mark = f' class="{kind}"' if kind else ""
    first = f'<th scope="row" role="rowheader">{text(head)}</th>'
    return Html(f'<tr role="row"{place}{mark}>{first}{"".join(cells)}</tr>')


def table(key: str, heads: Sequence[Head], rows: Sequence[str], *, kind: str = "") -> Html:
    """Return a table with its caption (words `<key>_caption`) in a frame that can be scrolled.

    The roles are written out, since the style sheet turns some tables into cards on a phone.
    """
    caption = f'<caption class="hidden" id="{key}-caption">{both(f"{key}_caption")}</caption>'
    top = f'<thead role="rowgroup"><tr role="row">{"".join(h.html() for h in heads)}</tr></thead>'
    body = f'<tbody role="rowgroup">{"".join(rows)}</tbody>'
    tall = " tall" if len(rows) > ROWS_IN_SIGHT else ""
    frame = f'class="scroll{tall}" role="region" aria-labelledby="{key}-caption" tabindex="0"'
    opening = f'<table id="{key}-table" role="table" class="{kind}">'
    return Html(f"<div {frame}>{opening}{caption}{top}{body}</table></div>")


def cut_note(total: int, file: str) -> Html:
    """Say where the rest of a long list is, or nothing if the list is whole."""
    if total <= ROWS_SHOWN:
        return Html("")
    words = both("rows_cut", shown=ROWS_SHOWN, total=total, file=Html(f"<code>{file}</code>"))
    return Html(f'<p class="note">{words}</p>')


def section(key: str, *content: str) -> Html:
    """Return a section with its heading (words `<key>_title`)."""
    heading = f'<h2 id="{key}-h">{both(f"{key}_title")}</h2>'
    opening = f'<section id="{key}" aria-labelledby="{key}-h">'
    return Html(f"{opening}{heading}{''.join(content)}</section>\n")


def paragraph(key: str, *, kind: str = "", **values: Any) -> Html:
    """Return the words of `key` as a paragraph."""
    mark = f' class="{kind}"' if kind else ""
    return Html(f"<p{mark}>{both(key, **values)}</p>")
