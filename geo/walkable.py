"""May a child walk along this way? The walking filter: our own table, not a library's.

Based on the OSM wiki's tables of default access (OSM_tags_for_routing/Access_restrictions) and
on what OSMnx's "walk" filter leaves out: it drops every cycleway and every road whose pavement is
mapped separately, which cuts real networks into pieces. A change of any table is a new
`FILTER_NAME`; the manifest of an artefact carries the name and the digest of the tables.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from itertools import product

FILTER_NAME = "walking-1"

# Walkable unless `foot` or `access` says otherwise.
OPEN_WAYS = frozenset(
    {
        "bridleway", "corridor", "crossing", "cycleway", "elevator", "footway", "living_street",
        "path", "pedestrian", "platform", "primary", "primary_link", "residential", "road",
        "secondary", "secondary_link", "service", "steps", "tertiary", "tertiary_link", "track",
        "trail", "trunk", "trunk_link", "unclassified",
    }
)  # fmt: skip
# Walkable only where `foot` allows it or a pavement is recorded.
WAYS_ON_PERMISSION = frozenset({"bus_guideway", "busway", "motorway", "motorway_link"})
FOOT_ALLOWED = frozenset({"designated", "destination", "discouraged", "permissive", "yes"})
FOOT_REFUSED = frozenset(
    {"agricultural", "customers", "delivery", "forestry", "military", "no", "permit", "private",
     "use_sidepath"}
)  # fmt: skip
ACCESS_REFUSED = frozenset(
    {"agricultural", "emergency", "forestry", "military", "no", "permit", "private", "residents"}
)
SIDEWALK_PRESENT = frozenset({"both", "left", "right", "yes"})
FOOTWAY_UNBUILT = frozenset({"abandoned", "construction", "disused", "proposed"})
# The tags that the rules read; every reader must keep these and may drop the rest.
TAGS_READ = ("highway", "foot", "access", "footway", "sidewalk", "motorroad", "service")


def refusal(tags: Mapping[str, str]) -> str | None:
    """Return None where one may walk, else the reason as `key=value`.

    Order: kind of way, `footway`, `foot`, then kind on permission, `motorroad`, `access`,
    `service`. A right on foot (`foot=yes`) outweighs `access=private`; nothing outweighs a way
    that is not built. `sidewalk=separate` does not close the road: it may be its only link.
    """
    highway = tags.get("highway", "")
    if highway not in OPEN_WAYS and highway not in WAYS_ON_PERMISSION:
        return f"highway={highway}"
    if tags.get("footway", "") in FOOTWAY_UNBUILT:
        return f"footway={tags['footway']}"
    foot = tags.get("foot", "")
    if foot in FOOT_REFUSED:
        return f"foot={foot}"
    if foot in FOOT_ALLOWED:
        return None
    return _closed_without_right(highway, tags)


def _closed_without_right(highway: str, tags: Mapping[str, str]) -> str | None:
    pavement = tags.get("sidewalk", "") in SIDEWALK_PRESENT
    if highway in WAYS_ON_PERMISSION and not pavement:
        return f"highway={highway}"
    if tags.get("motorroad") == "yes" and not pavement:
        return "motorroad=yes"
    if tags.get("access", "") in ACCESS_REFUSED:
        return f"access={tags['access']}"
    if tags.get("service") == "private":
        return "service=private"
    return None


def refusal_of_merged(tags: Mapping[str, str]) -> str | None:
    """Return the reason against an edge merged from several ways, whose tags may be lists.

    OSMnx writes `['residential', 'steps']` where it merged ways of unlike tags. Which values
    went together is lost, so the edge is walkable only if every combination is.
    """
    names = [name for name in TAGS_READ if tags.get(name)]
    for values in product(*(_values(tags[name]) for name in names)):
        reason = refusal(dict(zip(names, values, strict=True)))
        if reason is not None:
            return reason
    return None if names else "highway="


def _values(text: str) -> Iterator[str]:
    if not (text.startswith("[") and text.endswith("]")):
        yield text
        return
    try:
        items = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        yield text
        return
    yield from (str(item) for item in items)


def filter_digest() -> str:
    """Return the SHA-256 of the tables, so that an artefact shows which filter made it."""
    tables = (
        OPEN_WAYS, WAYS_ON_PERMISSION, FOOT_ALLOWED, FOOT_REFUSED, ACCESS_REFUSED,
        SIDEWALK_PRESENT, FOOTWAY_UNBUILT,
    )  # fmt: skip
    text = FILTER_NAME + "".join("\n" + ",".join(sorted(table)) for table in tables)
    return hashlib.sha256(text.encode()).hexdigest()
