"""How do located homes become the children of a case? Claims, options, twins, brothers."""

import numpy as np
import pandas as pd

from capacity.case import Case
from geo.faults import FaultList
from service.inputs import Inputs
from service.options import Distances, among


def require_known_schools(inputs: Inputs) -> None:
    """Refuse homes and zones that name schools which do not exist; raises BadInput."""
    homes, plan = inputs.homes, inputs.plan
    known = set(inputs.schools["school_id"])
    faults = FaultList()
    for zone, named in zip(plan.zone_id, plan.school_ids, strict=True):
        for school in sorted(set(named) - known):
            level = inputs.other_schools.get(school)
            what = f"names school {school}, " + (
                "which is not in the list" if level is None else f"which is a {level} school"
            )
            faults.add(
                f"{inputs.zones_name}, zone {zone}",
                what,
                "correct school_ids, or the list of schools",
            )
    for column in ("siblings_at", "barred"):
        for row, named in homes[column].items():
            for school in sorted(set(named) - known):
                what = f"{column} names school {school}, which is unknown"
                faults.add(f"{inputs.homes_name} row {row}", what, "correct the id, or clear it")
    for row, barred, own in zip(
        homes.index, homes["barred"], inputs.answers.school_ids, strict=True
    ):
        if own and set(own) <= set(barred):
            faults.add(
                f"{inputs.homes_name} row {row}",
                f"every school of the child's own zone ({', '.join(own)}) is barred",
                "clear barred, or write zone_id = none if a person decided that it has no zone",
            )
    faults.refuse_if_any()


def children_of(
    inputs: Inputs, distances: Distances, run: np.ndarray, whole: np.ndarray
) -> tuple[Case, np.ndarray]:
    """Build the case of the children `run` (rows of the homes); also who was measured by air."""
    homes, answers = inputs.homes.iloc[run], inputs.answers
    schools = inputs.schools
    index = {name: number for number, name in enumerate(schools["school_id"])}
    claims = [tuple(index[name] for name in answers.school_ids[row]) for row in run.tolist()]
    claim_child = np.repeat(np.arange(len(run)), [len(own) for own in claims])
    claim_school = np.array([school for own in claims for school in own], dtype=np.int64)
    options = distances.options(claim_child, claim_school, whole)
    child = np.repeat(np.arange(len(run)), np.diff(options.start))
    pair = child * len(index) + options.school
    barred_child, barred_school = _pairs(homes["barred"], index)
    sibling_child, sibling_school = _pairs(homes["siblings_at"], index)
    claim = claim_child * len(index) + claim_school
    own = among(sibling_child * len(index) + sibling_school, claim)
    sibling = np.zeros(len(run), dtype=np.int64)
    sibling[sibling_child[own]] = 1
    names = tuple(sorted(set(homes["twins"]) - {""}))
    twin = {name: number for number, name in enumerate(names)} | {"": -1}
    ids = tuple(homes["child_id"])
    return Case(
        school_ids=tuple(schools["school_id"]),
        places=schools["places"].to_numpy(dtype=np.int64),
        child_ids=ids,
        tier=homes["tier"].to_numpy(dtype=np.int64),
        preference=homes["preference"].to_numpy(dtype=np.int64),
        sibling=sibling,
        points=homes["points"].to_numpy(dtype=np.int64),
        lottery_no=homes["lottery_no"].to_numpy(dtype=np.int64),
        twins=np.array([twin[name] for name in homes["twins"]], dtype=np.int64),
        beyond=options.beyond,
        option_start=options.start,
        option_school=options.school,
        option_m=options.metres,
        claimed=among(pair, claim),
        barred=among(pair, barred_child * len(index) + barred_school),
        siblings_at={name: at for name, at in zip(ids, homes["siblings_at"], strict=True) if at},
        held=_held(inputs),
        twin_names=names,
    ), options.by_air


def _pairs(column: pd.Series, index: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    lists = list(column)
    child = np.repeat(np.arange(len(lists)), [len(own) for own in lists])
    school = np.array([index[name] for own in lists for name in own], dtype=np.int64)
    return child, school


def _held(inputs: Inputs) -> dict[str, str]:
    answers = inputs.answers
    waiting = np.flatnonzero(~answers.decided).tolist()
    ids = list(inputs.homes["child_id"])
    return {ids[row]: str(answers.state[row]) for row in waiting}
