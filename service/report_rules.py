"""What would other rules have done with the same children and places? The comparison."""

from collections.abc import Mapping
from typing import Any

from service.report_html import (
    Head,
    Html,
    both,
    cell,
    figure,
    name,
    paragraph,
    row,
    section,
    table,
)
from service.report_moves import kilometres
from service.report_words import WORDS

OURS = "relative_proximity"
BAR_WIDTH = 80


def rules_section(report: Mapping[str, Any]) -> Html:
    """Return the comparison with other rules, the one applied first."""
    found = sorted(report["alternatives"], key=lambda entry: entry["rule"] != OURS)
    if not found:
        return section("rules", paragraph("rules_none"))
    ours = next((entry["moved_extra_m"] for entry in found if entry["rule"] == OURS), 0)
    most = max(entry["moved_extra_m"] for entry in found)
    columns = ("moved", "unplaced", "rule_extra", "ratio", "longest", "total", "complaints")
    heads = [Head("col_rule"), *(Head(f"col_{column}", numeric=True) for column in columns)]
    rows = [_rule_row(entry, ours, most) for entry in found]
    lead = paragraph("rules_lead", kind="lead")
    return section("rules", lead, table("rules", heads, rows, kind="wide"))


def _rule_row(entry: Mapping[str, Any], ours: int, most: int) -> Html:
    extra = entry["moved_extra_m"]
    cells = [
        figure(entry["moved"]),
        figure(entry["unplaced"]),
        cell(kilometres(extra), kind="n"),
        cell(Html(_bar(extra, most) + _ratio(extra, ours)), kind="n ratio"),
        cell(both("metres", n=entry["longest_m"]), kind="n"),
        cell(kilometres(entry["total_m"]), kind="n"),
        figure(entry["complaints"]),
    ]
    return row(_rule_name(entry["rule"]), cells, kind="ours" if entry["rule"] == OURS else "")


def _rule_name(rule: str) -> Html:
    if f"rule_{rule}" not in WORDS:
        return name(rule)
    mark = f' <small class="tag">{both("this_run")}</small>' if rule == OURS else ""
    return Html(
        f'{both(f"rule_{rule}")}{mark} <small class="gloss">{both(f"rule_{rule}_text")}</small>'
    )


def _ratio(extra: int, ours: int) -> str:
    """Write extra / ours with two digits; nothing is compared with no walk at all."""
    if ours <= 0 or extra < 0:
        return "—"
    hundredths = (200 * extra + ours) // (2 * ours)
    return f"{hundredths // 100:,}.{hundredths % 100:02} ×"


def _bar(extra: int, most: int) -> str:
    width = max(extra, 0) * BAR_WIDTH // max(most, 1)
    return (
        f'<svg class="bar short" viewBox="0 0 {BAR_WIDTH} 10" aria-hidden="true">'
        f'<rect class="stays" x="0" y="1" width="{width}" height="8"/></svg>'
    )
