"""Lots are drawn once, for the input that was frozen before their value was known (F3)."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import insert

from admissions.actions import ceremony, overflow
from admissions.actions.ceremony import Announcement
from admissions.store.cycles import move_window, set_places
from admissions.store.events import append_event
from admissions.store.runs import get_run
from admissions.store.schema import ceremony_draw
from geo.faults import BadInput
from tests.admissions.actions.ceremony_steps import after, announce, draw, frozen, state
from tests.admissions.actions.june import code_of, finished, previewed, taken
from tests.admissions.ceremonies import (
    BEACON,
    CLOSES,
    MINUTE,
    RULESET,
    VALUE,
    announced,
    bound,
    kept,
    opened,
    ruled,
    secrets_of,
    with_seed,
)
from tests.admissions.season import (
    BUREAU,
    CITY,
    CYCLE,
    OPENS,
)
from tests.admissions.store.raw import TICK, rows

ROOT = "1" * 64  # of the input of `finished`


def test_the_seed_is_made_of_the_frozen_input_and_the_stored_commitments(either):
    frozen(either)
    either.clock.forward(MINUTE)

    text = "|".join(("zone-lottery/1", ROOT, RULESET, *secrets_of(), VALUE))
    assert opened(either) == hashlib.sha256(text.encode()).hexdigest()
    assert opened(either) == hashlib.sha256(text.encode()).hexdigest()  # asked again: the same


@pytest.mark.parametrize(("before", "code"), [(TICK, "beacon_not_yet"), (timedelta(), "")],
                         ids=["a tick before", "at its time"])  # fmt: skip
def test_lots_are_drawn_from_the_beacon_s_time_on(season, before, code):
    frozen(season)
    season.clock.forward(MINUTE - before)

    assert draw(season) == code


def test_the_database_itself_refuses_a_draw_before_the_beacon_s_time(either):
    frozen(either)
    early = {"ceremony_id": "L1", "input_root": ROOT, "ruleset_sha256": RULESET, "reveals": [],
             "beacon_value": VALUE, "seed": "e" * 64, "author": BUREAU.account_id}  # fmt: skip

    def put(tx):
        tx.conn.execute(insert(ceremony_draw), early | {"at": tx.now})

    assert code_of(either, BUREAU, put) == "draw_after_its_beacon"


def test_a_ceremony_draws_once(season):
    frozen(season)
    season.clock.forward(MINUTE)
    opened(season)

    assert draw(season, beacon_value="1 2 3") == "already_drawn"


def test_a_secret_that_was_not_committed_draws_nothing(season):
    frozen(season)
    season.clock.forward(MINUTE)

    with pytest.raises(BadInput, match="reveal 2 is not what was committed"):
        draw(season, reveals=[secrets_of()[0], "另一个秘密", secrets_of()[2]])

    assert rows(season, ceremony_draw) == []


def test_two_people_draw_nothing(season):
    taken(season, 2)
    announced(season)
    bound(season, count=2)
    season.clock.forward(2 * MINUTE)

    assert (state(season), draw(season)) == ("too_few", "too_few_commitments")


@pytest.mark.parametrize(("wait", "wanted"), [
    (timedelta(), "not_frozen"), (MINUTE, "to_open"), (2 * MINUTE - TICK, "to_open"),
    (2 * MINUTE, "not_frozen"),
], ids=["before commitments end", "as they end", "a tick early", "at the beacon"])  # fmt: skip
def test_the_input_freezes_between_commitments_and_beacon(season, wait, wanted):
    number = taken(season, 2)
    announced(season)
    bound(season)
    begun = season.clock()
    season.clock.forward(wait)
    season.clock.forward(-TICK if wait == timedelta() else timedelta())
    kept(season, "F1", ruled(finished({number: "west"})))
    season.clock.move_to(begun + 2 * MINUTE)

    assert state(season) == wanted
    assert draw(season) == ("" if wanted == "to_open" else "nothing_frozen")


def test_the_last_preview_before_the_beacon_is_the_one_drawn_for_even_if_discarded(season):
    number = frozen(season)
    other = ruled(finished({number: "west"}))
    season.clock.forward(TICK)
    kept(season, "F2", other)
    season.do(BUREAU, overflow.discard, run_id="F2")
    season.clock.forward(MINUTE)

    found = season.store.read(BUREAU, lambda tx: ceremony.standings(tx, CYCLE, "mtg"))

    assert found[0].frozen.run_id == "F2"


def test_lots_are_not_drawn_for_children_who_changed_since_the_input_froze(season):
    frozen(season)
    season.clock.forward(MINUTE)
    season.do(BUREAU, set_places, cycle_id=CYCLE, school_id="east", planned=9)

    assert draw(season) == "children_have_changed"


def test_nobody_draws_again_until_it_suits(season):
    frozen(season)
    waiting = announce(season, **after(season))
    season.clock.forward(MINUTE)
    to_open = announce(season, **after(season))
    opened(season)
    drawn = announce(season, **after(season))

    assert (waiting, to_open, drawn) == ("ceremony_stands",) * 3


def test_the_city_alone_replaces_a_ceremony_whose_secret_is_lost(season):
    frozen(season)
    waiting = announce(season, CITY, **after(season))
    season.clock.forward(MINUTE)

    assert (waiting, announce(season, CITY, **after(season))) == ("ceremony_stands", "")
    assert draw(season) == "ceremony_replaced"


@pytest.mark.parametrize("opened_before", [False, True], ids=["secrets closed", "drawn"])
def test_the_city_alone_draws_anew_for_children_who_changed_since(season, opened_before):
    frozen(season)
    season.clock.forward(MINUTE)
    if opened_before:
        opened(season)
    season.do(BUREAU, set_places, cycle_id=CYCLE, school_id="east", planned=9)

    assert announce(season, BUREAU, **after(season)) == "ceremony_stands"
    assert announce(season, CITY, **after(season)) == ""


@pytest.mark.parametrize("committed", [2, 3], ids=["too few", "nothing frozen"])
def test_the_bureau_announces_anew_what_came_to_nothing(season, committed):
    taken(season, 2)
    announced(season)
    bound(season, count=committed)
    season.clock.forward(2 * MINUTE)

    assert announce(season, **after(season)) == ""


def test_a_later_ceremony_decides_as_the_first_would(season):
    number = taken(season, 2)
    announced(season)
    season.clock.forward(MINUTE)
    announced(season, "L2")
    bound(season, "L2")
    season.clock.forward(MINUTE)
    kept(season, "F1", ruled(finished({number: "west"})))
    season.clock.forward(MINUTE)
    kept(season, "R1", with_seed(ruled(finished({number: "west"})), opened(season, "L2")))

    run = season.do(BUREAU, overflow.seal, run_id="R1")

    assert (run.stage, run.report["ceremony"]) == ("sealed", "L2")


def test_a_ceremony_of_may_decides_in_june(season):
    season.clock.move_to(OPENS)
    said = Announcement("L1", BEACON, CLOSES + timedelta(days=40))
    season.do(BUREAU, ceremony.announce, cycle_id=CYCLE, district_id="mtg", said=said)
    bound(season)
    number = taken(season, 2)
    kept(season, "F1", ruled(finished({number: "west"})))
    season.clock.move_to(said.beacon_at)
    kept(season, "R1", with_seed(ruled(finished({number: "west"})), opened(season)))

    assert season.do(BUREAU, overflow.seal, run_id="R1").stage == "sealed"


def test_where_registration_was_closed_earlier_the_ceremony_goes_on_earlier(season):
    number = taken(season, 2)
    season.clock.move_to(OPENS)
    season.do(BUREAU, ceremony.announce, cycle_id=CYCLE, district_id="mtg",
              said=Announcement("L1", BEACON, CLOSES + MINUTE))  # fmt: skip
    bound(season)
    closes = season.clock() + timedelta(days=1)
    season.do(BUREAU, move_window, cycle_id=CYCLE, district_id="mtg", name="register",
              opens=OPENS - timedelta(days=9), closes=closes)  # fmt: skip
    season.clock.move_to(closes - TICK)
    before = state(season)
    season.clock.move_to(closes)
    kept(season, "F1", ruled(finished({number: "west"})))
    found = season.store.read(BUREAU, lambda tx: ceremony.standings(tx, CYCLE, "mtg"))[0]

    assert (before, str(found.state), found.until) == ("committing", "waiting", closes)
    assert found.frozen.run_id == "F1"


@pytest.mark.parametrize("seed", [
    {}, {"kind": "preview", "value": "ab" * 32}, {"kind": "public", "value": "ab" * 32},
    {"kind": "given_numbers", "value": ""},
], ids=["no seed", "a stand-in", "public but not drawn", "given numbers"])  # fmt: skip
def test_a_run_by_lots_that_nobody_drew_is_not_sealed(season, seed):
    number = frozen(season)
    season.clock.forward(MINUTE)
    opened(season)
    done = ruled(finished({number: "west"}))
    done.report["seed"] = seed
    kept(season, "R1", done)

    assert code_of(season, BUREAU, overflow.seal, run_id="R1") == "seed_not_public"
    assert season.store.read(BUREAU, lambda tx: get_run(tx, "R1")).stage == "previewed"


@pytest.mark.parametrize(("root", "seed", "code"), [
    (ROOT, "", ""), ("9" * 64, "", "sealed_by_a_public_draw"),
    (ROOT, "e" * 64, "sealed_by_a_public_draw"),
], ids=["the one drawn", "another input", "another seed"])  # fmt: skip
def test_the_database_itself_seals_by_a_stored_draw_alone(either, root, seed, code):
    number = frozen(either)
    either.clock.forward(MINUTE)
    drawn = opened(either)
    done = with_seed(ruled(finished({number: "west"})), seed or drawn)
    kept(either, "R1", overflow.Finished(done.lines, root, "2" * 64, done.report, b"PK"))

    assert code_of(either, BUREAU, lambda tx: append_event(tx, "run", "R1", "seal")) == code


@pytest.mark.parametrize(("root", "rules", "code"), [
    (ROOT, RULESET, ""), ("9" * 64, RULESET, "seed_not_public"),
    (ROOT, "9" * 64, "seed_not_public"),
], ids=["the frozen ones", "another input", "other rules"])  # fmt: skip
def test_a_drawn_seed_seals_the_input_and_the_rules_it_was_drawn_for(season, root, rules, code):
    number = frozen(season)
    season.clock.forward(MINUTE)
    done = with_seed(finished({number: "west"}), opened(season))
    report = done.report | {"digests": {"ruleset": rules}}
    kept(season, "R1", overflow.Finished(done.lines, root, "2" * 64, report, b"PK"))

    assert code_of(season, BUREAU, overflow.seal, run_id="R1") == code


def test_where_nobody_is_placed_there_are_no_lots_to_draw(season):
    season.move_to("verify")
    previewed(season, {})

    assert season.do(BUREAU, overflow.seal, run_id="R1").stage == "sealed"


def test_nothing_is_announced_once_a_result_is_sealed(season):
    season.move_to("verify")
    previewed(season, {})
    season.do(BUREAU, overflow.seal, run_id="R1")

    assert announce(season, **after(season)) == "already_sealed"
