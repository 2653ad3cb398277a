"""Do the zones and the schools belong to each other, on paper and on the ground?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from zones.cells import ids_of
from zones.finding import Finding, Kind, Severity
from zones.level import Level
from zones.survey import Survey


def school_findings(survey: Survey) -> Iterator[Finding]:
    """Yield what does not fit between the plan and the schools; nothing if none were given."""
    if survey.schools is None:
        return
    known = {school.school_id: school for school in survey.schools.itertuples(index=False)}
    zones_of: dict[str, list[int]] = defaultdict(list)
    lists = survey.rows.text("school_ids")
    for row in survey.active:
        for school in sorted(set(ids_of(lists[row]))):
            zones_of[school].append(row)
            yield from _named(survey, row, school, known)
    if survey.rows.has("school_ids"):
        for school in known.values():
            concerned = any(_fits(survey, row, school) for row in survey.active)
            if concerned and school.school_id not in zones_of:
                yield _orphan(school)
    yield from _on_the_ground(survey, known, zones_of)


def _fits(survey: Survey, row: int, school: Any) -> bool:
    """Say whether zone and school are of one level; a zone without a level fits every school."""
    return survey.levels[row] not in tuple(Level) or survey.levels[row] == str(school.level)


def _named(survey: Survey, row: int, school: str, known: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with one school id of one zone."""
    if school not in known:
        yield Finding(
            kind=Kind.UNKNOWN_SCHOOL, severity=Severity.ERROR, schools=(school,),
            what=f"school {school} is not in the list of schools",
            repair="correct the id (several are separated by ';') or add the school",
            **survey.at(row),
        )  # fmt: skip
    elif not _fits(survey, row, known[school]):
        yield Finding(
            kind=Kind.WRONG_LEVEL, severity=Severity.ERROR, schools=(school,),
            what=f"a {survey.levels[row]} zone names school {school}, a {known[school].level} one",
            repair="correct the level of the zone or of the school", **survey.at(row),
        )  # fmt: skip


def _orphan(school: Any) -> Finding:
    gate = shapely.get_coordinates(school.gates)[0]
    return Finding(
        kind=Kind.ORPHAN_SCHOOL, severity=Severity.WARNING, where=f"school {school.school_id}",
        what=f"no zone names school {school.school_id} ({school.name})",
        repair="name it in the school_ids of a zone, or leave it out of the list if it takes no"
        " children by zone",
        schools=(school.school_id,), level=str(school.level), x_m=float(gate[0]),
        y_m=float(gate[1]),
    )  # fmt: skip


def _on_the_ground(
    survey: Survey, known: dict[str, Any], zones_of: dict[str, list[int]]
) -> Iterator[Finding]:
    """Yield schools that stand outside all their zones, or in the zone of others."""
    active = np.array(survey.active, dtype=np.int64)
    tree = shapely.STRtree(survey.solid[active])
    for name in sorted(zones_of.keys() & known.keys()):
        school, own = known[name], zones_of[name]
        own = [row for row in own if _fits(survey, row, school)]
        gates = shapely.points(shapely.get_coordinates(school.gates))
        under = {int(active[zone]) for zone in tree.query(gates, predicate="intersects")[1]}
        others = [row for row in sorted(under - set(own)) if _fits(survey, row, school)]
        if own and not under & set(own):
            yield _outside(survey, school, own, gates)
        if others:
            yield _in_other(survey, school, own, others)


def _outside(survey: Survey, school: Any, own: list[int], gates: Any) -> Finding:
    distance = min(float(shapely.distance(survey.solid[row], gates).min()) for row in own)
    names = tuple(sorted({survey.name(row) for row in own}))
    return Finding(
        kind=Kind.SCHOOL_OUTSIDE_ZONE, severity=Severity.WARNING, zones=names,
        where=f"school {school.school_id}", schools=(school.school_id,), level=str(school.level),
        what=f"school {school.school_id} ({school.name}) stands {distance:.0f} m outside its zone"
        f" {', '.join(names)}",
        repair="correct the gate's position or the zone's school_ids, if this is not meant",
        x_m=float(gates[0].x), y_m=float(gates[0].y),
    )  # fmt: skip


def _in_other(survey: Survey, school: Any, own: list[int], others: list[int]) -> Finding:
    names = tuple(sorted({survey.name(row) for row in others}))
    homes = ", ".join(sorted({survey.name(row) for row in own}))
    gate = shapely.get_coordinates(school.gates)[0]
    return Finding(
        kind=Kind.SCHOOL_IN_OTHER_ZONE, severity=Severity.WARNING, zones=names,
        where=f"school {school.school_id}", schools=(school.school_id,), level=str(school.level),
        what=f"school {school.school_id} ({school.name}) of zone {homes} stands in zone"
        f" {', '.join(names)}, which does not name it",
        repair="name the school there too, or correct its position, if this is not meant",
        x_m=float(gate[0]), y_m=float(gate[1]),
    )  # fmt: skip
