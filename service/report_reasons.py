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
    own, school = (named(child.get(key), schools) for key in ("own_school", "school"))
    parts = [_reason(child["reason"], own, school, rule)]
    places = child.get("stays_if_places_more")
    if places is not None and places > 0:
        zone = child.get("own_school") in shared
        parts.append(say("if_places_zone" if zone else "if_places", own=own, n=places))
    farther = child.get("stays_if_other_were_farther_by")
    if farther is not None and farther >= 0:
        other = named(child.get("other_school") or child["school"], schools)
        parts.append(say("if_farther" if farther else "if_farther_even", other=other, n=farther))
    return clauses(parts, ("", " "))


def _reason(reason: str, own: Pair, school: Pair, rule: Mapping[str, Any]) -> Pair:
    """Say the reason; "no stayer would have walked less" is proved only for plain metres (P4)."""
    key = f"why_{reason}"
    if key == "why_moved_by_proximity" and (rule["cost"] != "identity" or rule.get("tail_m")):
        key = "why_moved_by_proximity_general"
    if key not in WORDS:
        return say("why_other", reason=reason)
    return say(key, own=own, school=school)
