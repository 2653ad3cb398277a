"""How is a list shown? A plain table with headings in words; a long one scrolls by itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.words import stage_word

_LONG = 30  # rows from which a table scrolls by itself
_FIGURE = re.compile(r"[+\-−]?(?:0|[1-9]\d{0,6}|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?%?")
_DIGITS = 4  # as a table without a style has them
_NONE = frozenset({"", "–", "-"})
_RIGHT = [{"selector": "", "props": [("text-align", "right !important")]}]


def table(visit: Visit, rows: Iterable[Mapping[str, Any]], columns: Sequence[str],
          named: Mapping[str, str] | None = None) -> None:  # fmt: skip
    """Show rows under the columns' words, or those `named`; say so where there is nothing."""
    found = [[row[name] for name in columns] for row in rows]
    if not found:
        st.info(visit.say("shell.nothing"))
        return
    own = named or {}
    heads = [own.get(name) or visit.say(f"columns.{name}") for name in columns]
    frame = pd.DataFrame(found, columns=heads)
    right = [head for head, *cells in zip(heads, *found, strict=True) if figures(cells)]
    if len(frame) > _LONG:
        st.dataframe(frame, hide_index=True, column_config={
            head: st.column_config.Column(alignment="right") for head in right
        })  # fmt: skip
    elif right:
        styled = frame.style.format(precision=_DIGITS).set_table_styles(
            dict.fromkeys(right, _RIGHT)
        )
        st.table(styled, hide_index=True, border="horizontal")
    else:
        st.table(frame, hide_index=True, border="horizontal")


def figures(cells: Sequence[Any]) -> bool:
    """Say whether a column of texts is of figures, which stand on the right as numbers do.

    Figures are 12, 1,200, -1.2%; what begins with a zero or has more than seven digits in a row is
    a number that somebody bears, and no figure. A dash or nothing stands for a figure not to be
    had.
    """
    told = [cell for cell in cells if cell not in _NONE and cell is not None]
    texts = all(isinstance(cell, str) for cell in told)
    return bool(told) and texts and all(_FIGURE.fullmatch(cell) for cell in told)


def facts(pairs: Iterable[tuple[str, Any]]) -> None:
    """Show pairs of a name and a value, two columns wide; pairs without a value are left out."""
    frame = pd.DataFrame([(name, str(value)) for name, value in pairs if value not in {"", None}])
    if len(frame):
        st.table(frame, hide_index=True, hide_header=True, border="horizontal")


def stage_rows(visit: Visit, counts: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return counts by stage under the stages' words."""
    return [{"stage": stage_word(stage, visit.language), "count": count} for stage, count in counts]
