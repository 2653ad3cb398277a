"""How is one address answered, from what was typed to what is said? Nothing is kept."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.district import District
from geo.faults import BadInput
from service.located import read_legal_list
from service.locating import locate
from service.options import Distances
from service.zone_job import ZoneSources, plan_of_day
from zones.lookup import LookupSources, Walk, lookup
from zones.lookup_words import say
from zones.school import read_schools


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: an address, a pair with its datum, or both (then the pair is the place)."""

    address: str
    x: float | None
    y: float | None
    datum: str | None


def look_up(sources: ZoneSources, asked: Asked, streets_path: Path | None) -> dict[str, Any]:
    """Answer one address or point; raises BadInput for bad files or a pair without its datum."""
    _require_question(asked)
    if sources.schools is None:
        raise AssertionError
    district, assumed = sources.in_district()
    reading = sources.reading_schools()
    schools = read_schools(sources.schools, district, reading=reading, need_places=False)
    plan = plan_of_day(sources, district)
    x_m, y_m, note = _place(asked, sources, district)
    answer = lookup(
        LookupSources(
            plan=plan,
            names=dict(zip(schools["school_id"], schools["name"], strict=True)),
            address_list=read_legal_list(sources.address_list, plan),
            walk=_walk(schools, streets_path, district),
            tolerance_m=sources.tolerance_m,
        ),
        x_m=x_m, y_m=y_m, address=asked.address,
    )  # fmt: skip
    measure = "straight_line" if streets_path is None else "walking"
    words = {
        language: say(answer, language, on_foot=streets_path is not None)
        for language in ("zh", "en")
    }
    lines = [*([f"note: {assumed}"] if assumed else []), *([note] if note else [])]
    if streets_path is None and answer.candidates:
        lines.append("note: distances are straight lines; give --streets for walks")
    return {
        **asdict(answer), "words": words, "measure": measure, "assumed": assumed, "note": note,
        "lines": [*lines, words["zh"], words["en"]],
    }  # fmt: skip


def _require_question(asked: Asked) -> None:
    try:
        asked.address.encode()
    except UnicodeEncodeError as error:
        raise BadInput.one("--address", "is not text in UTF-8", "type it again") from error
    pair = (asked.x is not None, asked.y is not None)
    if asked.datum and not any(pair):
        raise BadInput.one(
            "--datum", "no pair is given for it", "give --x and --y, or leave it out"
        )
    if not asked.address.strip() and not any(pair):
        raise BadInput.one("lookup", "nothing was asked", "give --address, or --x --y --datum")
    if any(pair) and not (all(pair) and asked.datum):
        raise BadInput.one(
            "lookup", "a pair needs x, y and its datum", "add --datum WGS84, GCJ02, BD09 or EPSG:…"
        )


def _place(asked: Asked, sources: ZoneSources, district: District) -> tuple[float, float, str]:
    """Return the place in district metres (NaN if unknown) and what to know of it."""
    row = {
        "home_id": "lookup",
        "address": asked.address,
        "x": "" if asked.x is None else repr(asked.x),
        "y": "" if asked.y is None else repr(asked.y),
        "datum": asked.datum or "",
    }
    found = locate(pd.DataFrame([row]), district, sources.register)
    return float(found.xy[0, 0]), float(found.xy[0, 1]), str(found.note[0])


def _walk(schools: pd.DataFrame, streets_path: Path | None, district: District) -> Walk:
    """Return the distance function of a look-up: walks on streets, or straight lines."""
    from geo.distance import Gates
    from geo.streets import read_streets

    streets = None if streets_path is None else read_streets(streets_path, district)
    gates = Gates.of(list(schools["gates"]))
    index = {name: number for number, name in enumerate(schools["school_id"])}

    def walk(x_m: float, y_m: float, wanted: tuple[str, ...]) -> dict[str, int | None]:
        table = Distances(np.array([[x_m, y_m]]), gates, streets).table
        millimetres = table.to_all(np.array([0]))[0]
        found = {name: int(millimetres[index[name]]) for name in wanted if name in index}
        return {name: (mm + 500) // 1000 if mm >= 0 else None for name, mm in found.items()}

    return walk
