"""Why was this child moved, and what would have let it stay, in words a parent can read?"""

from collections.abc import Mapping
from typing import Any

from service.report_html import Pair, clauses, say
from service.report_moves import Schools, named
from service.report_words import WORDS


def reason_sentences(
    child: Mapping[str, Any], schools: Schools, rule: Mapping[str, Any], shared: frozenset[str]
) -> Pair:
    """Return the reason and the counterfactuals of one moved child.

    `shared` holds the schools whose zone names several: there one more place at any of them
    would have kept the child in its zone, not surely at the school named as its own.
    """
    parts = [_reason(child, named(child["school"], schools), rule)]
    places = child.get("stays_if_places_more")
    if places is not None and places > 0:
        zone = child.get("own_school") in shared
        parts.append(say("if_places_zone" if zone else "if_places", n=places))
    farther = child.get("stays_if_other_were_farther_by")
    if farther is not None and farther >= 0:
        other = named(child.get("other_school") or child["school"], schools)
        parts.append(say("if_farther" if farther else "if_farther_even", other=other, n=farther))
    return clauses(parts, ("", " "))


def _reason(child: Mapping[str, Any], school: Pair, rule: Mapping[str, Any]) -> Pair:
    """Say the reason; "no stayer would have walked less" is proved only for plain metres (P4)."""
    reason = child["reason"]
    key = f"why_{reason}"
    if key not in WORDS:
        return say("why_other", reason=reason)
    if key != "why_moved_by_proximity":
        return say(key, school=school)
    if rule["cost"] != "identity" or rule.get("tail_m"):
        return say("why_moved_by_proximity_general", school=school)
    nearer = child.get("own_school_m", 0) - child["metres"]
    if nearer > 0:
        return say("why_moved_by_proximity_nearer", school=school, n=nearer)
    return say(key, school=school)
