"""What came out, in one sentence, and what has to be done next? The top of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.report_children import states_of
from service.report_html import Html, Pair, both, clauses, number, say, section, tenths, text

PARTS = ("in_zone", "moved", "no_zone", "held")


def headline(report: Mapping[str, Any]) -> Pair:
    """Return the outcome as one sentence; parts that are zero are left out."""
    counts = report["counts"]
    if report["status"] == "short":
        return say("headline_short", n=report["short"]["short"])
    if counts["children"] == 0:
        return say("headline_empty")
    parts = (say(f"h_{part}", n=counts[part]) for part in PARTS if counts[part])
    children = say("h_children", n=counts["children"])
    return say("headline", children=children, rest=clauses(parts))


def figures(report: Mapping[str, Any]) -> Html:
    """Return the counts as one divided bar with its figures below; nothing if none is placed."""
    counts = report["counts"]
    if report["status"] == "short" or not counts["children"]:
        return Html("")
    shown = [part for part in PARTS if counts[part] or part in ("in_zone", "moved")]
    bar = "".join(
        f'<span class="{part}" style="flex-grow:{counts[part]}"></span>'
        for part in shown
        if counts[part]
    )
    items = "".join(_figure(part, counts[part], counts["children"]) for part in shown)
    return Html(
        f'<div class="stats"><div class="stacked" aria-hidden="true">{bar}</div>'
        f'<p class="hidden" id="stats-name">{both("stats_name")}</p>'
        f'<dl aria-labelledby="stats-name">{items}</dl></div>'
    )


def _figure(part: str, count: int, children: int) -> str:
    tiny = 0 < 2000 * count < children
    share = both("percent_least" if tiny else "percent_of_all", n=tenths(100 * count, children))
    return (
        f'<div><dt><i class="swatch {part}" aria-hidden="true"></i>{both(f"stat_{part}")}</dt>'
        f"<dd><strong>{number(count)}</strong> <small>{share}</small></dd></div>"
    )


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: how much it matters (stop, check, info, go), its words and its place."""

    weight: str
    code: str
    title: Pair
    words: Pair
    link: str = ""

    def html(self) -> Html:
        """Return the list item."""
        link = f' <a href="#{self.link}">{both("todo_see")}</a>' if self.link else ""
        return Html(
            f'<li class="{self.weight}"><p class="weight">{both(f"todo_{self.weight}")}</p>'
            f"<div><h3>{self.title.html}</h3><p>{self.words.html}{link}</p></div></li>"
        )


def todo_section(report: Mapping[str, Any]) -> Html:
    """Return what to do next, the gravest first; the run's own notes stand among them."""
    found = [*_to_decide(report), *_to_check(report)]
    noted = {note["code"] for note in report["notes"]}
    found = [todo for todo in found if todo.code not in noted] + _notes(report["notes"], found)
    weights = ("stop", "check", "info")
    found.sort(key=lambda todo: weights.index(todo.weight))
    if report["status"] != "short":
        found.append(_todo("go", "verify", link="proof"))
    return section("todo", f'<ol class="todo">{"".join(todo.html() for todo in found)}</ol>')


def _todo(weight: str, key: str, *, link: str = "", code: str = "", **values: Any) -> Todo:
    words = say(f"todo_{key}_text", **values)
    return Todo(weight, code or key, say(f"todo_{key}", **values), words, link)


def _to_decide(report: Mapping[str, Any]) -> list[Todo]:
    found = []
    if report["status"] == "short":
        found.append(_todo("stop", "short", link="short"))
    if report["counts"]["held"]:
        states = states_of(report["held"])
        found.append(_todo("stop", "held", n=report["counts"]["held"], states=states, link="held"))
    if report["seed"]["kind"] == "preview":
        found.append(_todo("stop", "preview_seed"))
    return found


def _to_check(report: Mapping[str, Any]) -> list[Todo]:
    distances, district = report["distances"], report["district"]
    found = []
    if distances["measure"] == "straight_line":
        found.append(_todo("check", "straight_line_all", code="straight_line"))
    elif distances["straight_line_children"]:
        found.append(_todo("check", "straight_line", n=distances["straight_line_children"]))
    found += [
        _todo("check", key, n=distances[key])
        for key in ("unreachable", "off_street")
        if distances[key]
    ]
    if not district["declared"]:
        found.append(_todo("check", "crs_not_declared", crs=district["crs"]))
    apart = sum(entry["what"] == "location" for entry in report["disagreements"])
    for key, count in (
        ("disagreements", len(report["disagreements"]) - apart),
        ("locations", apart),
    ):
        if count:
            found.append(_todo("check", key, n=count, link="disagreements-table"))
    if report["counts"]["no_zone"]:
        found.append(_todo("check", "no_zone", n=report["counts"]["no_zone"], link="moved"))
    return found


def _notes(notes: Sequence[Mapping[str, str]], own: Sequence[Todo]) -> list[Todo]:
    """Return the run's notes; where one speaks of what the page knows too, it takes its place."""
    known = {todo.code: todo for todo in own}
    found = []
    for note in sorted(notes, key=lambda note: (note["code"], note["text_zh"])):
        words = Pair(text(note["text_zh"]), text(note["text_en"]))
        other = known.get(note["code"])
        if other is None:
            found.append(Todo("info", note["code"], words, Pair(Html(""), Html(""))))
        else:
            found.append(Todo(other.weight, note["code"], other.title, words, other.link))
    return found
