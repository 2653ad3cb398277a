"""Are real districts drawn anew as well as is known to be possible?"""

from pathlib import Path

import pandas as pd
import pytest
import shapely
from pyproj import CRS

from benchmarks.real.baltimore import METRES, TODAY, measured, read_blocks, read_places
from benchmarks.redrawing.instances import sap_problem, sap_reference
from geo.district import District
from tests.zones.redraw.grids import in_one_piece
from zones.redraw.blocks import blocks_of_frame
from zones.redraw.draft import Aim, Draft, draft_of, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import KEEP_ALL
from zones.redraw.sites import sites_of
from zones.redraw.solve import Effort, solve

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize("name", ["gys_40b", "zys_16a", "gy2s_22b"])
def test_a_county_in_henan_is_drawn_legally_and_near_its_optimum(
    name: str, public_data: Path
) -> None:
    problem, reference = sap_problem(public_data, name), sap_reference(public_data)[name][0]

    found = solve(problem, Effort(3.0), 1)

    assert in_one_piece(problem, found.zone)
    assert (problem.loads(found.zone) <= problem.places).all()
    assert found.value is not None
    assert found.bound is not None
    best = reference * 1e6  # children × km in children × mm
    assert found.bound <= best * (1 + 1e-6) <= found.value * (1 + 2e-6)
    assert found.value / best < 1.03


def baltimore(public_data: Path) -> Draft:
    """Return south-west Baltimore County with its planned places."""
    given, schools = read_blocks(public_data), read_places(public_data, planned=True)
    given["block_id"], given["school_id"] = given["PBID"], given[TODAY]
    columns = ["block_id", "children", "school_id", "geometry"]
    district = District("", CRS(METRES), None, declared=True)
    blocks = blocks_of_frame(given[columns], district, "blocks")
    gates = [shapely.MultiPoint([point]) for point in schools.geometry]
    frame = pd.DataFrame({"school_id": schools["school"], "name": schools["school"],
                          "places": schools["places"], "gates": gates})  # fmt: skip
    return draft_of(blocks, sites_of(frame, blocks))


def test_baltimore_needs_nobody_over_capacity_at_a_mean_of_less_than_1090_m(
    public_data: Path,
) -> None:
    draft = baltimore(public_data)

    found = solve(problem_of(draft, Aim("shortest_walk")), Effort(3.0), 1)

    assert verdict_of(draft, found.zone).legal
    assert found.gap is not None
    assert found.gap < 0.02
    assert 1055 < figures(draft, found.zone)["mean_walk_m"] < 1090


def test_no_committee_option_of_baltimore_moves_as_few_as_the_plan_that_keeps_all_it_can(
    public_data: Path,
) -> None:
    draft = baltimore(public_data)
    aim = Aim("fewest_moved", {"walk": 1.0, "moved": KEEP_ALL})

    found = figures(draft, solve(problem_of(draft, aim), Effort(3.0), 1).zone)

    blocks, schools = read_blocks(public_data), read_places(public_data, planned=True)
    names = [name for name in blocks.columns if name.startswith(("Opt", "NovOpt"))]
    options = [measured(blocks, schools, name) for name in names]
    assert len(options) == 22
    # Today 319 children are over capacity: at least as many must move.
    assert 319 <= found["children_moved"] < min(option.moved for option in options)
    assert found["children_over"] == 0
    assert min(option.over for option in options) > 0
