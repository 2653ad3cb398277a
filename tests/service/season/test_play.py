"""The synthetic season, every twelfth home: nobody is lost, every difference is explained."""

from pathlib import Path

import pytest

from admissions.people import check_entry, normalise
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


def test_planners_have_asked_before_the_season_and_one_forecast_can_be_judged_already(store: Store):
    kept = {one.id: one for one in store.read(BUREAU, forecasts)}

    assert {one.origin for one in kept.values()} == {2025, 2022}
    assert kept[BIGGER].scenario_id == SCENARIO
    assert kept[BIGGER].data_sha256 == kept[BASE].data_sha256  # only the scenario differs
    assert (
        kept[BIGGER].document["totals"]["nonlocal"]["2031"]
        < (kept[BASE].document["totals"]["nonlocal"]["2031"])
    )
