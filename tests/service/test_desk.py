"""The desk answers as the look-up does, from files read once, and keeps nothing of a question."""

import csv
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.faults import BadInput
from service.desk import Desk, DeskSources
from service.homes import read_homes
from service.located import answer_homes
from service.lookup_job import Asked, Opened, answer_asked, look_up, open_files
from service.progress import Progress

SAMPLE = Path(__file__).parents[2] / "samples" / "mentougou"
DAY = date(2026, 6, 15)
SOURCES = DeskSources.in_folder(SAMPLE, DAY)
PLAIN = "门头沟区大峪街道永新小区6号楼"


@cache
def desk() -> Desk:
    return Desk.load(SOURCES, Progress(quiet=True))


@cache
def opened() -> Opened:
    return open_files(SOURCES.of_zones(), SOURCES.streets)


@cache
def homes() -> tuple[dict[str, str], ...]:
    with (SAMPLE / "homes.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def pair_of(row: dict[str, str]) -> tuple[float, float, str]:
    return float(row["x"]), float(row["y"]), row["datum"]


def same_as_looked_up(asked: Asked) -> dict:
    """Assert that the desk's answer is, word for word, the one of the slow way; return it."""
    expected = answer_asked(opened(), asked)

    found = desk().ask(asked.address, asked.x, asked.y, asked.datum).document()

    assert found == expected
    return found


def test_addresses_without_a_pair_are_answered_as_looked_up():
    words_only = [row for row in homes() if not row["x"]]

    for row in words_only:
        same_as_looked_up(Asked(row["address"], None, None, None))

    lost = [row for row in words_only if np.isnan(desk().ask(row["address"]).place.x_m)]
    assert len(lost) == 11 + 7  # fit two estates of one name, are in no register: its README


def test_addresses_of_homes_with_a_pair_are_answered_as_looked_up():
    for row in homes()[::20]:
        same_as_looked_up(Asked(row["address"], None, None, None))


@pytest.mark.parametrize("datum", ["WGS84", "GCJ02", "BD09", "CGCS2000", "EPSG:4548"])
def test_pairs_in_every_datum_are_answered_as_looked_up(datum):
    chosen = [row for row in homes() if row["datum"] == datum][:40]
    assert chosen

    for row in chosen:
        same_as_looked_up(Asked(row["address"], *pair_of(row)))
        same_as_looked_up(Asked("", *pair_of(row)))


@cache
def decided_homes() -> tuple[pd.DataFrame, object]:
    frame = read_homes(SAMPLE / "homes.csv").copy()
    frame["zone_id"] = ""  # what a person decided is not the desk's
    sample = opened()
    return frame, answer_homes(frame, sample.district, sample.sources.plan, SOURCES)


@pytest.mark.parametrize("state", ["contested", "outside", "shared", "unique", "not_located"])
def test_homes_of_every_state_are_answered_as_looked_up(state):
    frame, answers = decided_homes()
    rows = np.flatnonzero(answers.state == state)[:25].tolist()
    assert rows

    for row in rows:
        home = frame.iloc[row]
        pair = pair_of(home) if home["x"] else (None, None, None)
        found = same_as_looked_up(Asked(home["address"], *pair))
        assert found["state"] == state or found["basis"] == "address_list"


def test_a_home_on_a_line_gets_the_schools_of_both_sides():
    frame, answers = decided_homes()
    on_a_line = np.flatnonzero((answers.line_distance_m < 0.5) & (answers.state == "contested"))
    home = frame.iloc[on_a_line[0]]

    found = desk().ask("", *pair_of(home))

    assert len(found.answer.zone_ids) >= 2
    assert {each.zone_id for each in found.answer.candidates} == set(found.answer.zone_ids)
    assert found.en.startswith("It is not certain")


@pytest.mark.parametrize(
    "address",
    ["火星路1号", "大峪", "1号", "；；", "大峪街道永新小区6号楼对面", "=1+1", "增产路2号",
     "𠮷" * 400, "永新小区", "北京市海淀区中关村大街1号", f"  {PLAIN} ",
     f"\x00{PLAIN}"],
)  # fmt: skip
def test_odd_addresses_are_answered_as_looked_up(address):
    same_as_looked_up(Asked(address, None, None, None))


def test_an_estate_with_one_point_is_no_home_yet():
    found = same_as_looked_up(Asked("大峪街道丽湾西园", None, None, None))

    assert found["state"] == "not_located"
    assert found["note"] == "address found only to the compound"


def test_a_pair_beside_an_estate_named_without_its_building_is_taken_as_it_is():
    found = same_as_looked_up(Asked("大峪街道丽湾西园", 116.09, 39.93, "WGS84"))

    assert found["note"] == ""


def test_a_pair_far_from_its_address_is_told_so():
    asked = Asked(PLAIN, 116.09, 39.93, "WGS84")

    found = same_as_looked_up(asked)

    assert "the pair lies" in found["note"]


def test_a_pair_in_another_datum_than_said_names_the_datum_that_fits():
    row = next(row for row in homes() if row["datum"] == "GCJ02" and row["building_id"])

    found = same_as_looked_up(Asked(row["address"], float(row["x"]), float(row["y"]), "WGS84"))

    assert "GCJ02" in found["note"]


REFUSED = {
    "nothing": Asked("", None, None, None),
    "blank": Asked("  ", None, None, None),
    "half a pair": Asked(PLAIN, 116.1, None, "WGS84"),
    "no datum": Asked("", 116.1, 39.9, None),
    "a datum alone": Asked(PLAIN, None, None, "WGS84"),
    "an unknown datum": Asked("", 116.1, 39.9, "地球"),
    "swapped": Asked("", 39.9, 116.1, "WGS84"),
    "metres for degrees": Asked("", 423_000.0, 4_422_000.0, "WGS84"),
    "far away": Asked("", 121.5, 31.2, "WGS84"),
    "not a number": Asked("", float("nan"), 39.9, "WGS84"),
    "endless": Asked("", float("inf"), 39.9, "WGS84"),
    "an old system": Asked("", 423_000.0, 4_422_000.0, "EPSG:2433"),
    "half a character": Asked("\ud800", None, None, None),
}


@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED.keys())
def test_faulty_questions_are_refused_in_the_same_words(asked):
    with pytest.raises(BadInput) as expected:
        look_up_again(asked)

    with pytest.raises(BadInput) as found:
        desk().ask(asked.address, asked.x, asked.y, asked.datum)

    assert found.value.faults == expected.value.faults
    with pytest.raises(BadInput):
        desk().anchor(asked.address, asked.x, asked.y, asked.datum)


def look_up_again(asked: Asked) -> None:
    from service.lookup_job import require_question

    require_question(asked)
    answer_asked(opened(), asked)


def test_the_whole_command_answers_alike():
    asked = Asked(PLAIN, None, None, None)

    found = look_up(SOURCES.of_zones(), asked, SOURCES.streets)

    assert found == desk().ask(PLAIN).document()


def test_a_desk_without_streets_and_register_answers_as_looked_up():
    bare = DeskSources(SOURCES.zones, SOURCES.schools, DAY, district=SOURCES.district)
    small, files = Desk.load(bare, Progress(quiet=True)), open_files(bare.of_zones(), None)

    for asked in (Asked("", *pair_of(homes()[0])), Asked(PLAIN, None, None, None)):
        found = small.ask(asked.address, asked.x, asked.y, asked.datum)
        assert found.document() == answer_asked(files, asked)
    assert small.ask("", *pair_of(homes()[0])).measure == "straight_line"
    assert small.suggest("永新") == []


def test_threads_share_one_desk():
    addresses = [row["address"] for row in homes()[:400]]
    alone = [desk().ask(address) for address in addresses]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(desk().ask, addresses))

    # Equal words are equal answers; NaN of places not located is not equal to itself.
    assert [(one.zh, one.en) for one in together] == [(one.zh, one.en) for one in alone]
    assert threading.active_count() < 50


def test_nothing_that_was_typed_stays_in_the_process():
    number = "".join(reversed("417309268"))  # made here: nobody else in this process has it
    asking = desk()

    asking.ask(f"绝密巷{number}号")
    asking.ask(f"{PLAIN}{number}室")
    asking.anchor(f"{PLAIN}{number}室")
    asking.suggest(f"绝密巷{number}号")
    gc.collect()

    held = [one for one in gc.get_objects() if isinstance(one, (dict, list, tuple, set))]
    assert not any(_holds(container, number) for container in held)


def _holds(container: object, text: str) -> bool:
    values = [*container, *container.values()] if isinstance(container, dict) else list(container)
    return any(isinstance(value, str) and text in value for value in values)
