"""How is one address answered, from what was typed to what is said? Nothing is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.distance import Gates, Measure
from geo.district import District
from geo.faults import BadInput
from geo.gazetteer import Gazetteer
from geo.network import Streets
from geo.register import Register, read_register
from geo.streets import read_streets
from service.located import read_legal_list
from service.locating import locate_by
from service.options import Distances
from service.zone_job import ZoneSources, plan_of_day
from zones.lookup import Answer, LookupSources, Walk, lookup
from zones.lookup_words import say
from zones.school import read_schools


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: an address, a pair with its datum, or both (then the pair is the place)."""

    address: str
    x: float | None
    y: float | None
    datum: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What look-ups are answered from, read once; `sources.walk` measures from the place asked."""

    district: District
    assumed: str
    schools: pd.DataFrame
    register: Register | None
    gazetteer: Gazetteer | None
    streets: Streets | None
    sources: LookupSources


def look_up(sources: ZoneSources, asked: Asked, streets_path: Path | None) -> dict[str, Any]:
    """Answer one address or point; raises BadInput for bad files or a pair without its datum."""
    require_question(asked)
    return answer_asked(open_files(sources, streets_path), asked)


def open_files(sources: ZoneSources, streets_path: Path | None) -> Opened:
    """Read everything that look-ups need; raises BadInput."""
    if sources.schools is None:
        raise AssertionError
    district, assumed = sources.in_district()
    reading = sources.reading_schools()
    schools = read_schools(sources.schools, district, reading=reading, need_places=False)
    plan = plan_of_day(sources, district)
    streets = None if streets_path is None else read_streets(streets_path, district)
    register = None if sources.register is None else read_register(sources.register, district)
    return Opened(
        district=district, assumed=assumed, schools=schools, streets=streets, register=register,
        gazetteer=None if register is None else Gazetteer(register),
        sources=LookupSources(
            plan=plan,
            names=dict(zip(schools["school_id"], schools["name"], strict=True)),
            address_list=read_legal_list(sources.address_list, plan),
            walk=_walk(schools, streets),
            tolerance_m=sources.tolerance_m,
        ),
    )  # fmt: skip


def answer_asked(opened: Opened, asked: Asked) -> dict[str, Any]:
    """Answer one question from files that are open; raises BadInput for a faulty pair."""
    x_m, y_m, note = _place(asked, opened)
    answer = lookup(opened.sources, x_m=x_m, y_m=y_m, address=asked.address)
    on_foot = opened.streets is not None
    words = {language: say(answer, language, on_foot=on_foot) for language in ("zh", "en")}
    return answer_document(answer, words, on_foot=on_foot, assumed=opened.assumed, note=note)


def answer_document(
    answer: Answer, words: Mapping[str, str], *, on_foot: bool, assumed: str, note: str
) -> dict[str, Any]:
    """Return an answer for machines, with the lines that a person reads; `words` by language."""
    lines = [*([f"note: {assumed}"] if assumed else []), *([note] if note else [])]
    if not on_foot and answer.candidates:
        lines.append("note: distances are straight lines; give --streets for walks")
    return {
        **asdict(answer), "words": dict(words), "assumed": assumed, "note": note,
        "measure": str(Measure.WALKING if on_foot else Measure.STRAIGHT_LINE),
        "lines": [*lines, words["zh"], words["en"]],
    }  # fmt: skip


def require_question(asked: Asked) -> None:
    """Refuse a question that asks nothing, or a pair without its datum; raises BadInput."""
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


def asked_frame(asked: Asked) -> pd.DataFrame:
    """Return what was typed as a table of homes with one row."""
    row = {
        "home_id": "lookup",
        "address": asked.address,
        "x": "" if asked.x is None else repr(asked.x),
        "y": "" if asked.y is None else repr(asked.y),
        "datum": asked.datum or "",
    }
    return pd.DataFrame([row])


def _place(asked: Asked, opened: Opened) -> tuple[float, float, str]:
    """Return the place in district metres (NaN if unknown) and what to know of it."""
    found = locate_by(opened.gazetteer, asked_frame(asked), opened.district)
    return float(found.xy[0, 0]), float(found.xy[0, 1]), str(found.note[0])


def _walk(schools: pd.DataFrame, streets: Streets | None) -> Walk:
    """Return the distance function of a look-up: walks on streets, or straight lines."""
    gates = Gates.of(list(schools["gates"]))
    index = {name: number for number, name in enumerate(schools["school_id"])}

    def walk(x_m: float, y_m: float, wanted: tuple[str, ...]) -> dict[str, int | None]:
        table = Distances(np.array([[x_m, y_m]]), gates, streets).table
        millimetres = table.to_all(np.array([0]))[0]
        found = {name: int(millimetres[index[name]]) for name in wanted if name in index}
        return {name: (mm + 500) // 1000 if mm >= 0 else None for name, mm in found.items()}

    return walk
