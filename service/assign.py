"""How does the main job run? Homes, zones, schools and streets in, a proved bundle out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capacity.canonical import canonical_json, sha256_hex
from capacity.case import Case, input_document
from capacity.explain import Explanation, explain
from capacity.lottery import Seed, SeedKind, preview_seed, public_seed, ranks
from capacity.result import result_document
from capacity.twins import TwinOutcome, check_twins, place_with_twins
from geo.distance import Gates
from geo.faults import BadInput
from service.case_of_homes import children_of, require_known_schools
from service.inputs import Inputs
from service.options import Distances
from service.placements import Homes
from service.progress import Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run and its documents."""

    inputs: Inputs
    case: Case
    rank: np.ndarray
    twins: TwinOutcome
    found: Explanation | None
    homes: Homes
    distances: Distances
    given: dict[str, Any]
    result: dict[str, Any]


def assign(inputs: Inputs, progress: Progress) -> Outcome:
    """Place every child whose home has its zones; hold the others for a person."""
    run = np.flatnonzero(inputs.answers.decided)
    if not len(run):
        raise BadInput.one(
            "homes", "not one home has a zone: nobody can be placed",
            "check that homes, zones and their datums belong together: jiujin zones match",
        )  # fmt: skip
    require_known_schools(inputs.homes, inputs.schools, inputs.plan)
    with progress.step("measuring the way to school"):
        distances = Distances(
            inputs.answers.xy[run], Gates.of(list(inputs.schools["gates"])), inputs.streets
        )
    whole = np.zeros(len(run), dtype=np.bool_)
    while True:
        with progress.step(f"placing {len(run):,} children"):
            case, by_air = children_of(inputs, distances, run, whole)
            check_twins(case)
            given = input_document(case, inputs.ruleset.digest())
            seed = _seed(inputs, case, given)
            rank = ranks(case.child_ids, seed, case.lottery_no)
            twins = place_with_twins(case, inputs.ruleset, rank)
        lacking = list(twins.placement.incomplete)
        if not lacking:
            break
        whole[lacking] = True
    found = None
    if twins.placement.shortage is None:
        with progress.step("explaining every placement"):
            found = explain(case, inputs.ruleset, rank, twins)
    result = result_document(case, inputs.ruleset, twins, seed, given=given)
    homes = Homes(_known(inputs), run, by_air, distances.table.measure)
    return Outcome(inputs, case, rank, twins, found, homes, distances, given, result)


def _seed(inputs: Inputs, case: Case, given: dict[str, Any]) -> Seed:
    """Take the given numbers, the published seed, or a repeatable preview, in this order."""
    if len(case) and case.lottery_no.min() >= 0:
        return Seed("", SeedKind.GIVEN_NUMBERS)
    if inputs.seed_text is not None:
        return public_seed(inputs.seed_text)
    return preview_seed(sha256_hex(canonical_json(given)))


def _known(inputs: Inputs) -> pd.DataFrame:
    """Return what is known of each child before placing, in the order of child ids."""
    homes, answers = inputs.homes, inputs.answers
    known = homes[["child_id", "home_id", "tier"]].copy()
    known["zone_ids"] = answers.zone_ids
    known["zone_state"] = answers.state
    known["basis"] = answers.basis
    distance = np.where(np.isfinite(answers.line_distance_m), answers.line_distance_m, -1)
    whole = np.rint(distance).astype(np.int64)
    known["line_distance_m"] = pd.arrays.IntegerArray(whole, mask=whole < 0)
    known["location_source"] = answers.source
    known["precision"] = answers.precision
    known["note"] = answers.note
    return known
