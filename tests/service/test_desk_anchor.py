"""What is kept with an application is what an overflow run would find of the same home."""

from functools import cache

import numpy as np
import pytest

from admissions.homes import HomeFacts
from service.located import Answers, answer_homes

from .test_desk import PLAIN, SOURCES, decided_homes, desk, opened, pair_of


def anchored(row: int) -> HomeFacts:
    home = decided_homes()[0].iloc[row]
    pair = pair_of(home) if home["x"] else (None, None, None)
    return desk().anchor(home["address"], *pair)


@pytest.mark.parametrize("state", ["contested", "outside", "shared", "unique", "not_located"])
def test_the_facts_are_those_of_a_run(state):
    _, answers = decided_homes()
    rows = np.flatnonzero(answers.state == state)[:60].tolist()
    assert rows

    for row in rows:
        facts = anchored(row)

        assert facts.zone_state == state
        assert facts.zone_ids == tuple(filter(None, answers.zone_ids[row].split(";")))
        assert (facts.school_ids, facts.basis) == (answers.school_ids[row], answers.basis[row])
        assert (facts.source, facts.precision) == (answers.source[row], answers.precision[row])
        near = answers.line_distance_m[row]
        assert facts.line_distance_m == (near if np.isfinite(near) else None)
        located = state != "not_located"
        assert (facts.x_m, facts.y_m) == (tuple(answers.xy[row]) if located else (None, None))


def test_walks_are_whole_metres_to_every_candidate():
    facts = desk().anchor(PLAIN)

    # Zone Z04 has two schools; the slow way asks Dijkstra from the home itself.
    slow = opened().sources.walk(facts.x_m, facts.y_m, ("P04", "P05"))
    assert (facts.zone_state, facts.zone_ids) == ("shared", ("Z04",))
    assert dict(facts.walk_m) == dict(slow)
    assert (facts.crs, facts.plan_digest) == ("EPSG:4548", opened().sources.plan.content_hash)


def test_a_contested_home_claims_nothing_but_knows_its_walks():
    _, answers = decided_homes()
    contested = np.flatnonzero(answers.state == "contested")[0]

    facts = anchored(int(contested))

    assert facts.school_ids == ()
    assert len(facts.walk_m) >= 2


def test_a_home_that_is_not_located_has_no_walks():
    facts = desk().anchor("火星路1号")

    assert (facts.x_m, facts.y_m, dict(facts.walk_m)) == (None, None, {})
    assert (facts.zone_state, facts.building_id) == ("not_located", "")


BUILDINGS = {
    "its address": ((PLAIN,), "B0366"),
    "the estate alone": (("永新小区",), ""),
    "its address and a pair at it": ((PLAIN, 116.1079867, 39.9407674, "WGS84"), "B0366"),
    "its address and a pair elsewhere": ((PLAIN, 116.09, 39.93, "WGS84"), ""),
    "a pair alone": (("", 116.1079867, 39.9407674, "WGS84"), ""),
}


@pytest.mark.parametrize(("asked", "building"), BUILDINGS.values(), ids=BUILDINGS.keys())
def test_the_building_is_known_only_by_an_address_that_nothing_contradicts(asked, building):
    assert desk().anchor(*asked).building_id == building


@cache
def by_list() -> tuple[str, Answers]:
    """Return an address that only the list knows, and what a run finds of it."""
    frame = decided_homes()[0].iloc[:1].copy()
    address = f"{opened().sources.address_list.rows[0].place}998号楼"
    frame[["address", "x", "y", "datum"]] = [address, "", "", ""]
    sample = opened()
    return address, answer_homes(frame, sample.district, sample.sources.plan, SOURCES)


def test_an_address_of_the_list_that_cannot_be_placed_is_not_located_as_in_a_run():
    address, answers = by_list()

    facts = desk().anchor(address)

    assert facts.zone_state == answers.state[0] == "not_located"
    assert (facts.basis, facts.school_ids) == (answers.basis[0], answers.school_ids[0])
    assert facts.zone_ids == ("Z03",)


def test_the_facts_are_kept_and_read_as_they_were():
    facts = desk().anchor(PLAIN)

    assert hash((facts.zone_ids, facts.school_ids)) is not None
    assert all(isinstance(metres, int) for metres in facts.walk_m.values())
    assert isinstance(facts.x_m, float)
