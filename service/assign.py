"""How does the main job run? Homes, zones, schools and streets in, a proved bundle out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capacity.canonical import canonical_json, sha256_hex
from capacity.case import Case, input_document
from capacity.explain import Explanation, explain, seat_prices
from capacity.lottery import Seed, SeedKind, preview_seed, public_seed, ranks
from capacity.result import result_document
from capacity.seat_values import seat_values
from capacity.twins import TwinOutcome, check_twins, place_with_twins
from geo.distance import Gates
from geo.faults import BadInput
from service.case_of_homes import children_of, require_known_schools
from service.inputs import Inputs
from service.options import Distances
from service.placements import Homes
from service.progress import Progress


@dataclass(frozen=True, slots=True)
class Settled:
    """A case whose options suffice, its canonical input/1 bytes, the lots and the placement."""

    case: Case
    by_air: np.ndarray
    input_json: bytes
    seed: Seed
    rank: np.ndarray
    twins: TwinOutcome


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run and its documents."""

    inputs: Inputs
    settled: Settled
    found: Explanation | None
    seat_value: np.ndarray  # per school: what one more place would save, or its last tier's price
    homes: Homes
    distances: Distances
    result: dict[str, Any]


def assign(inputs: Inputs, progress: Progress) -> Outcome:
    """Place every child whose home has its zones; hold the others for a person."""
    run = np.flatnonzero(inputs.answers.decided)
    if not len(run):
        raise BadInput.one(
            inputs.homes_name, "not one home has a zone: nobody can be placed",
            "check that homes, zones and their datums belong together: jiujin zones match",
        )  # fmt: skip
    require_known_schools(inputs)
    with progress.step("measuring the way to school"):
        distances = Distances(
            inputs.answers.xy[run], Gates.of(list(inputs.schools["gates"])), inputs.streets
        )
    with progress.step(f"placing {len(run):,} children"):
        settled = _settle(inputs, distances, run)
    found, value = None, np.zeros(len(settled.case.places), dtype=np.int64)
    if settled.twins.placement.shortage is None:
        with progress.step("explaining every placement"):
            run_again = (settled.case, inputs.ruleset, settled.rank, settled.twins)
            found = explain(*run_again)
            exact = seat_values(*run_again)
            value = seat_prices(settled.case, settled.twins.placement) if exact is None else exact
    digest = sha256_hex(settled.input_json)
    result = result_document(
        settled.case, inputs.ruleset, settled.twins, settled.seed, input_sha256=digest
    )
    homes = Homes(_known(inputs), run, settled.by_air, distances.table.measure)
    return Outcome(inputs, settled, found, value, homes, distances, result)


def _settle(inputs: Inputs, distances: Distances, run: np.ndarray) -> Settled:
    """Place; give all schools to the children whose listed ones cannot prove it, and again."""
    whole = np.zeros(len(run), dtype=np.bool_)
    while True:
        case, by_air = children_of(inputs, distances, run, whole)
        check_twins(case, inputs.homes_name)
        trial = place_with_twins(case, inputs.ruleset, np.arange(len(case)))
        lacking = trial.placement.incomplete
        if not lacking:
            given = input_document(case, inputs.ruleset.digest())
            input_json = canonical_json(given)
            seed = _seed(inputs, case, input_json)
            rank = ranks(case.child_ids, seed, case.lottery_no)
            twins = place_with_twins(case, inputs.ruleset, rank)
            lacking = twins.placement.incomplete
            if not lacking:
                return Settled(case, by_air, input_json, seed, rank, twins)
        whole[list(lacking)] = True


def _seed(inputs: Inputs, case: Case, input_json: bytes) -> Seed:
    """Take the given numbers, the published seed, or a repeatable preview, in this order."""
    if len(case) and case.lottery_no.min() >= 0:
        return Seed("", SeedKind.GIVEN_NUMBERS)
    if inputs.seed_text is not None:
        return public_seed(inputs.seed_text)
    return preview_seed(sha256_hex(input_json))


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
