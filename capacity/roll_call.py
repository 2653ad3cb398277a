"""Has everybody one admitted place, and no school too many? The plain counts of a result."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from capacity.canonical import canonical_json, sha256_hex

Document = Mapping[str, Any]


def check_digests(
    ruleset: Document, given: Document, result: Document, digests: Mapping[str, str] | None = None
) -> list[str]:
    """Check that the three documents name each other, and that a preview seed is what it says."""
    digests = digests or {
        "ruleset": sha256_hex(canonical_json(ruleset)),
        "input": sha256_hex(canonical_json(given)),
    }
    ruleset_sha256 = digests["ruleset"]
    faults = []
    if result["ruleset_sha256"] != ruleset_sha256 or given["ruleset_sha256"] != ruleset_sha256:
        faults.append("the ruleset is not the one that the input and the result name")
    if result["input_sha256"] != digests["input"]:
        faults.append("the input is not the one that the result names")
    if result["rule"] != ruleset["rule"]:
        faults.append(f"the result follows another rule: {result['rule']}")
    preview = hashlib.sha256(b"jiujin-preview/1" + bytes.fromhex(result["input_sha256"]))
    is_preview = result["seed"]["value"] == preview.hexdigest()
    if is_preview != (result["seed"]["kind"] == "preview"):
        faults.append("the seed is not of the kind that is stated")
    return faults


def call_the_roll(given: Document, result: Document) -> list[str]:
    """Check by counting: everyone once, at an admitted school, within the places (P1, P2)."""
    children = {child["id"]: child for child in given["children"]}
    return [
        *_everyone_once(given, children, result),
        *_admitted(children, result["assign"]),
        *_twins_together(children, result),
        *_within_places(given, result),
    ]


def _everyone_once(given: Document, children: Document, result: Document) -> list[str]:
    faults = []
    if result["status"] == "placed" and set(children) != set(result["assign"]):
        unlike = sorted(set(children) ^ set(result["assign"]))
        faults.append(f"not placed or not known: {', '.join(unlike[:5])}")
    if set(given.get("held", {})) & set(children):
        faults.append("a child is both held for a person and in the run")
    return faults


def _admitted(children: Document, assign: Mapping[str, str]) -> list[str]:
    faults = []
    for name, school in sorted(assign.items()):
        child = children.get(name)
        if child is None or school not in [option[0] for option in child["opts"]]:
            faults.append(f"{name}: {school} is not among the schools listed for the child")
        elif school in child.get("barred", ()):
            faults.append(f"{name}: {school} is barred for the child")
    return faults


def _twins_together(children: Document, result: Document) -> list[str]:
    """Check that twins share a school; groups that no school could take are named as `apart`."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name, child in children.items():
        if child.get("twins") and name in result["assign"]:
            groups[child["twins"]].add(result["assign"][name])
    apart = set(result.get("apart", ()))
    parted = {group for group, schools in groups.items() if len(schools) > 1}
    faults = [
        f"twins {group} are parted or wrongly named apart" for group in sorted(parted ^ apart)
    ]
    for name, school in sorted(result.get("pinned", {}).items()):
        twins = children.get(name, {}).get("twins")
        if not twins or result["assign"].get(name, school) != school:
            faults.append(f"{name} is pinned to {school} without cause")
    return faults


def _within_places(given: Document, result: Document) -> list[str]:
    """Check the places; a school where twins were rejoined may hold one child more."""
    places = {school["id"]: school["places"] for school in given["schools"]}
    rejoined = set(result.get("pinned", {}).values())
    faults = [
        f"{school} was given {more} places more without twins to rejoin there"
        for school, more in sorted(result.get("extra_places", {}).items())
        if more != 1 or school not in rejoined
    ]
    for school, count in sorted(Counter(result["assign"].values()).items()):
        limit = places.get(school, 0) + (school in rejoined)
        if count > limit:
            faults.append(f"{school} holds {count} children and has {limit} places")
    return faults
