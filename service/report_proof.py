"""How was this computed, and how does anybody check it? Method, digests and parameters."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.report_html import (
    Head,
    Html,
    Pair,
    both,
    cell,
    listed,
    name,
    paragraph,
    row,
    same,
    say,
    section,
    table,
    text,
)
from service.report_moves import tier_name
from service.report_words import WORDS

DIGESTS = ("ruleset", "input", "result")
PRINTED = frozenset(
    ["format", "rule", "order", "comparators", "cost", "band_m", "cap_m", "tail_m", "tier_names"]
)


def proof_section(report: Mapping[str, Any]) -> Html:
    """Return the section on the method, the check and the rule's parameters."""
    return section(
        "proof",
        f"<h3>{both('proof_steps')}</h3>",
        _method(report),
        f"<h3>{both('verify_title')}</h3>",
        paragraph("verify_text"),
        '<pre class="command" tabindex="0"><code>jiujin verify DIR</code></pre>',
        paragraph("digests_lead"),
        _digests(report["digests"]),
        f"<h3>{both('rule_title')}</h3>",
        _parameters(report["rule"], report["seed"]),
        _streets(report["distances"].get("streets") or {}),
    )


def _method(report: Mapping[str, Any]) -> str:
    date, district, measure = report["date"], report["district"], report["distances"]["measure"]
    steps = [
        both("step_zones", date=say("undated") if date == "undated" else same(date)),
        both(f"distance_{measure}"),
        both("step_claims"),
        both("step_move"),
        both("step_lot"),
        both("crs_declared" if district["declared"] else "crs_assumed", crs=district["crs"]),
    ]
    return f'<ol class="steps">{"".join(f"<li>{step}</li>" for step in steps)}</ol>'


def _digests(digests: Mapping[str, str]) -> Html:
    order = [key for key in DIGESTS if key in digests] + sorted(set(digests) - set(DIGESTS))
    rows = []
    for key in order:
        title = both(f"digest_{key}") if key in DIGESTS else name(key)
        rows.append(row(title, [cell(_broken(digests[key]), kind="digest")]))
    heads = [Head("col_document"), Head("col_digest")]
    return table("digests", heads, rows, kind="narrow")


def _broken(digest: object) -> Html:
    """Let a long hexadecimal text break every eight characters; a copy of it stays whole."""
    whole = str(digest)
    parts = [text(whole[at : at + 8]) for at in range(0, len(whole), 8)]
    return Html(f"<code>{'<wbr>'.join(parts)}</code>")


def _parameters(rule: Mapping[str, Any], seed: Mapping[str, Any]) -> Html:
    known: list[tuple[str, Html]] = [
        ("order", _word("order", rule["order"]).html),
        ("comparators", listed(_word("comparator", c) for c in rule["comparators"]).html),
        ("cost", _word("cost", rule["cost"], n=rule.get("band_m", 0)).html),
        ("cap_m", _limit(rule.get("cap_m"))),
        ("tail_m", _limit(rule.get("tail_m"))),
        ("seed", _seed(seed)),
    ]
    names = {str(tier): own for tier, own in (rule.get("tier_names") or {}).items()}
    if names:
        tiers = (str(tier_name(int(t), names)) for t in sorted(names, key=int))
        known.append(("tier_names", Html("<br>".join(tiers))))
    rows = [row(both(f"par_{key}"), [cell(value)]) for key, value in known]
    rows += [row(name(k), [cell(name(rule[k]))]) for k in sorted(set(rule) - PRINTED)]
    heads = [Head("col_parameter"), Head("col_value")]
    return table("rule", heads, rows, kind="narrow")


def _word(kind: str, value: str, **values: Any) -> Pair:
    """Return the word for one value of a closed set; a value without a word keeps its code."""
    key = f"{kind}_{value}"
    return say(key, **values) if key in WORDS else same(value)


def _limit(metres: int | None) -> Html:
    return both("no_cap") if metres is None else both("metres", n=metres)


def _seed(seed: Mapping[str, Any]) -> Html:
    return Html(f"{_word('seed', seed['kind']).html}<br>{_broken(seed['value'])}")


def _streets(streets: Mapping[str, Any]) -> Html:
    if not streets:
        return Html("")
    rows = [row(name(key), [cell(name(value))]) for key, value in _flat(streets)]
    heads = [Head("col_parameter"), Head("col_value")]
    shown = table("streets", heads, rows, kind="narrow")
    return Html(f"<h3>{both('streets_title')}</h3>{shown}")


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield a manifest entry by entry, those of an inner table as `outer.inner`."""
    for key in sorted(values):
        value = values[key]
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, list | tuple):
            yield f"{above}{key}", ", ".join(map(str, value))
        elif value is not None:
            yield f"{above}{key}", str(value)
