"""How is a list shown? A plain table with headings in words; a long one scrolls by itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.words import stage_word

_LONG = 30  # rows from which a table scrolls by itself


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
    if len(frame) > _LONG:
        st.dataframe(frame, hide_index=True)
    else:
        st.table(frame, hide_index=True, border="horizontal")


def facts(pairs: Iterable[tuple[str, Any]]) -> None:
    """Show pairs of a name and a value, two columns wide; pairs without a value are left out."""
    frame = pd.DataFrame([(name, str(value)) for name, value in pairs if value not in {"", None}])
    if len(frame):
        st.table(frame, hide_index=True, hide_header=True, border="horizontal")


def stage_rows(visit: Visit, counts: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return counts by stage under the stages' words."""
    return [{"stage": stage_word(stage, visit.language), "count": count} for stage, count in counts]
