"""How is each file of the sample written, the same bytes on every machine?"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

import shapely

from samples.mentougou_maker.arrangement import polygons
from samples.mentougou_maker.blocks import block_features
from samples.mentougou_maker.ground import CRS, DIGITS, Point, beside, to_lonlat
from samples.mentougou_maker.homes import home_rows, register_rows
from samples.mentougou_maker.lattice import Side, lattice
from samples.mentougou_maker.legal_list import list_rows
from samples.mentougou_maker.mountains import VILLAGES
from samples.mentougou_maker.network import network
from samples.mentougou_maker.rolls import (
    birth_rows,
    development_rows,
    event_rows,
    plan_rows,
    registration_rows,
    roll_rows,
)
from samples.mentougou_maker.streets import has_street, village_lanes
from samples.mentougou_maker.tables import NOTE, NOTE_LONG, SCHOOLS, ZONES, School, Zone

GATE_M = 9.0
"""How far a gate stands back from the middle of its street."""


def table(rows: Iterable[dict[str, str]]) -> str:
    """Write rows as CSV: header, commas, LF."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def _layer(name: str, features: Iterable[dict[str, Any]]) -> str:
    """Write a FeatureCollection in WGS84, one feature on each line."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = f'"type":"FeatureCollection","name":"{name}","note":"{NOTE_LONG}"'
    return f'{{{head},"features":[\n{lines}\n]}}\n'


def _zone_feature(zone: Zone) -> dict[str, Any]:
    ring = shapely.get_coordinates(polygons()[zone.key].exterior).tolist()
    return {
        "type": "Feature",
        "properties": {
            "zone_id": zone.zone_id,
            "name": zone.name,
            "level": zone.level,
            "school_ids": ";".join(zone.schools),
            "valid_from": zone.valid_from,
            "valid_to": zone.valid_to or None,
            "note": NOTE,
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def gates(school: School) -> list[Point]:
    """Place a school's gates: on the streets around its cell, or on its village's spine."""
    if isinstance(school.at, str):
        spine = village_lanes(next(v for v in VILLAGES if v.name == school.at))[0]
        return [beside(spine[k], spine[k + 1], 0.5, -GATE_M) for k in (1, 3)][: school.gates]
    i, j = school.at
    around: list[tuple[Side, float]] = [
        ((i, j, "east"), GATE_M),
        ((i + 1, j, "north"), GATE_M),
        ((i, j + 1, "east"), -GATE_M),
        ((i, j, "north"), -GATE_M),
    ]
    open_sides = [(side, left) for side, left in around if has_street(side)][: school.gates]
    lines = [(lattice().side(side), left) for side, left in open_sides]
    return [beside(corner, middle, 1.0, left) for (corner, middle, _), left in lines]


def _school_feature(school: School) -> dict[str, Any]:
    points = [list(point) for point in to_lonlat(gates(school))]
    single = len(points) == 1
    return {
        "type": "Feature",
        "properties": {
            "school_id": school.school_id,
            "name": school.name,
            "level": school.level,
            "classes": school.classes,
            "class_size": school.class_size,
            "places": school.places,
            "note": NOTE,
        },
        "geometry": {
            "type": "Point" if single else "MultiPoint",
            "coordinates": points[0] if single else points,
        },
    }


def blocks() -> str:
    """Write the planning blocks of the primary schools' zones."""
    primary = {it.school_id: gates(it) for it in SCHOOLS if it.level == "primary"}
    return _layer("blocks", block_features(primary))


def streets() -> str:
    """Write the network as OpenStreetMap XML: nodes, then ways."""
    whole = network()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {NOTE_LONG} Not OpenStreetMap data. -->",
        '<osm version="0.6" generator="samples/make_mentougou.py (synthetic)">',
    ]
    for number, (lon, lat) in enumerate(to_lonlat(whole.places), start=1):
        lines.append(f'<node id="{number}" lat="{lat:.{DIGITS}f}" lon="{lon:.{DIGITS}f}"/>')
    for number, (ids, tags) in enumerate(whole.ways, start=1):
        lines.append(f'<way id="{number}">')
        lines += [f'<nd ref="{ref}"/>' for ref in ids]
        every = {**tags, "source": "synthetic"}
        lines += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in sorted(every.items())]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>", ""])


def district() -> str:
    """Write district.toml; its reader knows no further keys, so the note is a comment."""
    return (
        f"# {NOTE_LONG}\n"
        'name = "门头沟区"\n'
        f'crs = "{CRS}"\n'
        "# west, south, east, north in degrees: a generous box, to catch wrong coordinates\n"
        "bounds_wgs84 = [115.38, 39.78, 116.22, 40.20]\n"
    )


def rules() -> str:
    """Write rules.toml: the rule as it is without the file, and names for the three tiers."""
    return (
        f"# {NOTE_LONG}\n"
        'order = "zone_first"\n'
        'comparators = ["preference", "sibling", "proximity", "lottery"]\n'
        'cost = "identity"\n'
        "\n"
        "# the three classes of the 2013 plan (S53, S54, S56)\n"
        "[tier_names]\n"
        '1 = "本区常住户口"\n'
        '2 = "京籍，户口不在本区，房产在本区且长期居住"\n'
        '3 = "非京籍，在本区实际居住"\n'
    )


def installation() -> str:
    """Write installation.toml: what `jiujin db setup` makes a new database of."""
    return (
        f"# {NOTE_LONG}\n"
        '[district]\nid = "mtg"\nname = "门头沟区"\n\n'
        '[cycle]\nid = "2026-primary"\nyear = 2026\nlevel = "primary"\n'
        'policy = "beijing_current"\n\n'
        '[admin]\nlogin = "admin"\ndisplay_name = "系统管理员（合成）"\n\n'
        '[[subdistricts]]\nid = "dayu"\nname = "大峪街道（合成）"\n\n'
        '[[other_districts]]\nid = "sjs"\nname = "石景山区"\n'
    )


def files() -> dict[str, str]:
    """Return the text of every file of samples/mentougou, by name."""
    return {
        "district.toml": district(),
        "rules.toml": rules(),
        "installation.toml": installation(),
        "zones.geojson": _layer("zones", map(_zone_feature, ZONES)),
        "schools.geojson": _layer("schools", map(_school_feature, SCHOOLS)),
        "blocks.geojson": blocks(),
        "homes.csv": table(home_rows()),
        "register.csv": table(register_rows()),
        "address_list.csv": table(list_rows()),
        "streets.osm": streets(),
        "rolls.csv": table(roll_rows()),
        "births.csv": table(birth_rows()),
        "developments.csv": table(development_rows()),
        "events.csv": table(event_rows()),
        "plans.csv": table(plan_rows()),
        "registrations.csv": table(registration_rows()),
    }
