"""The synthetic season, every twelfth home: nobody is lost, every difference is explained."""

from pathlib import Path

import pytest

from admissions.people import check_entry, normalise
from admissions.roles import Actor, Role
from admissions.store.applications import Application, application_query, as_application
from admissions.store.cycles import places_of
from admissions.store.desk_lists import stage_counts
from admissions.store.forecasts import forecasts
from admissions.store.keys import KeyRing
from admissions.store.runs import bundle_of, lines_of
from admissions.store.store import Store, open_store
from service.progress import Progress
from service.season.forecasts import BASE, BIGGER, SCENARIO
from service.season.frame import BUREAU, CYCLE, POLICY
from service.season.people import families
from service.season.play import Played, play
from service.season.summer import RUN
from service.season.visitors import open_doors

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "mentougou"
KEYS = KeyRing(bytes(32), {"k1": bytes(range(32))}, "k1")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    database = tmp_path_factory.mktemp("season") / "season.db"
    return play(SAMPLE, database, KEYS, Progress(quiet=True), every=12)


@pytest.fixture(scope="module")
def store(played: Played):
    found = open_store(f"sqlite:///{played.database}", KEYS)
    yield found
    found.close()


def test_every_child_of_the_sample_is_somewhere_and_nearly_all_on_the_roll(played):
    ends = {"on_roll", "withdrawn", "lapsed", "no_show"}

    assert sum(played.stages.values()) == len(families(SAMPLE / "homes.csv")[::12])
    assert set(played.stages) <= ends
    assert played.on_roll == played.stages["on_roll"]


def test_every_difference_from_the_sealed_result_has_its_amendment(played):
    assert played.unexplained == 0


def children_of(store: Store, account: str) -> list[Application]:
    guardian = Actor(account, Role.GUARDIAN)
    return store.read(guardian, lambda tx: [
        as_application(row) for row in tx.conn.execute(application_query(tx))])  # fmt: skip


def stories(store: Store) -> dict[str, set[str]]:
    """Return for each story of the demo whether the run moved the children of its family."""
    lines = {it.application_id: it for it in store.read(BUREAU, lambda tx: lines_of(tx, RUN))}
    return {
        of.shows: {lines[one.id].reason["moved"] for one in children_of(store, of.account_id)
                   if one.id in lines}
        for of in open_doors(store) if of.shows.startswith("a family")
    }  # fmt: skip


def test_a_season_in_which_nobody_is_moved_shows_no_family_that_was(store: Store):
    found = stories(store)

    assert found["a family placed in its own zone"] == {"0"}
    assert "a family whose child was moved to a nearby school" not in found


def test_no_school_has_more_children_than_places(store):
    places = store.read(BUREAU, lambda tx: places_of(tx, CYCLE))

    assert all(0 <= of.taken <= of.planned + of.extra for of in places.values())
    taken = sum(of.taken for of in places.values())
    counts = store.read(BUREAU, lambda tx: stage_counts(tx, CYCLE))
    assert taken == sum(counts.values()) - counts.get("withdrawn", 0) - counts.get("lapsed", 0)


def test_the_run_is_kept_whole_with_a_reason_for_each_child_and_no_name(store: Store):
    lines = store.read(BUREAU, lambda tx: lines_of(tx, RUN))
    bundle = store.read(BUREAU, lambda tx: bundle_of(tx, RUN))

    assert lines
    assert all(line.reason["reason"] for line in lines)
    assert bundle.startswith(b"PK")


def test_no_document_number_telephone_or_name_stands_in_the_database_file(played):
    raw = b"".join(path.read_bytes() for path in played.database.parent.glob("season.db*"))
    people = families(SAMPLE / "homes.csv")[::12]

    found = [
        text for one in people
        for text in (one.entry.id_number, one.entry.guardian_phone, one.entry.residence_address)
        if text.encode() in raw
    ]  # fmt: skip

    assert found == []


def test_the_families_are_the_same_every_time_and_right_by_the_pack():
    people = families(SAMPLE / "homes.csv")

    assert people == families(SAMPLE / "homes.csv")
    assert len({one.entry.id_number for one in people}) == len(people) == 2600
    for one in people[::50]:
        check_entry(normalise(one.entry), POLICY)


@pytest.mark.long
def test_the_whole_sample_plays_to_its_end(tmp_path):
    whole = play(SAMPLE, tmp_path / "season.db", KEYS, Progress(quiet=True))

    assert sum(whole.stages.values()) == 2600
    assert whole.unexplained == 0
    store = open_store(f"sqlite:///{whole.database}", KEYS)
    found = stories(store)
    store.close()
    assert "1" in found["a family whose child was moved to a nearby school"]
    assert found["a family placed in its own zone"] == {"0"}


def test_planners_have_asked_before_the_season_and_one_forecast_can_be_judged_already(store: Store):
    kept = {one.id: one for one in store.read(BUREAU, forecasts)}

    assert {one.origin for one in kept.values()} == {2025, 2022}
    assert kept[BIGGER].scenario_id == SCENARIO
    assert kept[BIGGER].data_sha256 == kept[BASE].data_sha256  # only the scenario differs
    assert (
        kept[BIGGER].document["totals"]["nonlocal"]["2031"]
        < (kept[BASE].document["totals"]["nonlocal"]["2031"])
    )
