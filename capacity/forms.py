"""Do the documents of a bundle have exactly the form of their formats? Standard library only.

Nothing unknown, nothing twice, nothing missing: what is not read here could be read elsewhere.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

HEX = re.compile(r"(?:[0-9a-f]{2}){16,64}")
DIGEST = re.compile(r"[0-9a-f]{64}")
COMPARATORS = ("preference", "sibling", "points", "proximity", "lottery")

Test = Callable[[Any], bool]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return _whole(value) and value >= 0


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _digest(value: Any) -> bool:
    return _text(value) and DIGEST.fullmatch(value) is not None


def _one_of(*allowed: str) -> Test:
    return lambda value: _text(value) and value in allowed


def _list_of(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _ids(value: Any) -> bool:
    return _list_of(_text)(value) and len(set(value)) == len(value)


def _table_of(test: Test) -> Test:
    return lambda value: (
        isinstance(value, dict) and all(_text(key) and test(item) for key, item in value.items())
    )


def _record(required: Mapping[str, Test], optional: Mapping[str, Test]) -> Test:
    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and set(required) <= set(value) <= set(required) | set(optional)
            and all(({**required, **optional})[key](item) for key, item in value.items())
        )

    return fits


def _option(value: Any) -> bool:
    return (
        isinstance(value, list | tuple) and len(value) == 2 and _text(value[0]) and _count(value[1])
    )


def _options(value: Any) -> bool:
    return _list_of(_option)(value) and len({option[0] for option in value}) == len(value)


def _comparators(value: Any) -> bool:
    return (
        _ids(value)
        and set(value) <= set(COMPARATORS)
        and value[-2:] == ["proximity", "lottery"]
    )  # fmt: skip


def _nonzero(value: Any) -> bool:
    return _whole(value) and value != 0


def _seed(value: Any) -> bool:
    kind = _one_of("public", "preview", "given_numbers")
    if not _record({"kind": kind, "value": _text}, {})(value):
        return False
    if value["kind"] == "given_numbers":
        return bool(value["value"] == "")
    return HEX.fullmatch(value["value"]) is not None


_RULESET = {
    "format": _one_of("ruleset/1"),
    "rule": _text,
    "order": _one_of("zone_first", "tier_first"),
    "comparators": _comparators,
    "cost": _one_of("identity", "banded", "squared"),
    "band_m": lambda value: _count(value) and value > 0,
    "tier_names": _table_of(_text),
}
_CHILD = _record(
    {"id": _text, "tier": _whole, "claims": _ids, "opts": _options},
    {
        "preference": _count, "points": _count, "siblings_at": _ids, "barred": _ids,
        "twins": _text, "lottery_no": _count, "beyond": _count,
    },
)  # fmt: skip
_INPUT = {
    "format": _one_of("input/1"),
    "ruleset_sha256": _digest,
    "schools": _list_of(_record({"id": _text, "places": _count}, {})),
    "children": _list_of(_CHILD),
    "held": _table_of(_text),
}
_RESULT = {
    "format": _one_of("result/1"),
    "code": _text,
    "rule": _text,
    "ruleset_sha256": _digest,
    "input_sha256": _digest,
    "seed": _seed,
    "status": _one_of("placed", "short"),
    "assign": _table_of(_text),
    "claims": _list_of(_record({"tier": _count, "thresholds": _table_of(_count)}, {})),
    "stages": _list_of(
        _record(
            {"tier": _whole, "kind": _one_of("tail", "cost"), "prices": _table_of(_nonzero)}, {}
        )
    ),
}
_SHORT = _record({"tier": _whole, "short": _count, "schools": _ids, "children": _ids}, {})
_EXTRA = _table_of(lambda value: _whole(value) and value == 1)


def check_forms(ruleset: Any, given: Any, result: Any) -> list[str]:
    """Return what in the three documents is not of its format; nothing else is checked here."""
    limits = {"cap_m": _count, "tail_m": _count}
    joined = {"pinned": _table_of(_text), "extra_places": _EXTRA, "apart": _ids}
    witness = _record({"tier": _whole, "at": _table_of(_text)}, {})
    ended = {"short": _SHORT, "stays": _table_of(_text), "meanwhile": _list_of(witness)}
    short = isinstance(result, dict) and result.get("status") == "short"
    faults = [
        *_misfits("ruleset.json", ruleset, _RULESET, limits),
        *_misfits("input.json", given, _INPUT, {}),
        *_misfits("result.json", result, _RESULT | (ended if short else {}), joined),
    ]
    return faults or _unknown_names(given, result)


def _misfits(
    name: str, document: Any, required: Mapping[str, Test], optional: Mapping[str, Test]
) -> list[str]:
    if not isinstance(document, dict):
        return [f"{name} is not an object"]
    unknown = sorted(set(document) - set(required) - set(optional))
    faults = [f"{name} has an unknown entry {key!r}" for key in unknown]
    faults += [f"{name} lacks {key!r}" for key in sorted(set(required) - set(document))]
    tests = {**required, **optional}
    return faults + [
        f"{name}: {key!r} is not of its form"
        for key in sorted(set(document) & set(tests))
        if not tests[key](document[key])
    ]


def _unknown_names(given: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """Check that every school and child named is one of the input's, each there once."""
    schools = [school["id"] for school in given["schools"]]
    children = [child["id"] for child in given["children"]]
    faults = [
        f"input.json names a {what} twice"
        for what, names in (("school", schools), ("child", children))
        if len(set(names)) < len(names)
    ]
    known = set(schools)
    named = {name for entry in result["claims"] for name in entry["thresholds"]}
    named |= {name for entry in result["stages"] for name in entry["prices"]}
    if result["status"] == "short":
        named |= set(result["short"]["schools"])
        strangers = sorted(
            (set(result["stays"]) | set(result["short"]["children"])) - set(children)
        )
        faults += [f"{name} is not a child of the input" for name in strangers[:5]]
    for child in given["children"]:
        options = {option[0] for option in child["opts"]}
        named |= options
        if not set(child["claims"]) <= options:
            faults.append(f"input.json: {child['id']} claims a school without a distance")
    if result["seed"]["kind"] == "given_numbers":
        numbers = [child.get("lottery_no") for child in given["children"]]
        if None in numbers or len(set(numbers)) < len(numbers):
            faults.append("input.json does not give every child its own lottery number")
    return faults + [f"{name} is not a school of the input" for name in sorted(named - known)]
