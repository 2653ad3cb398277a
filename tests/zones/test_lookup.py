"""Is one address told its zone, all its schools, the line nearby, and what decided?"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.zones.shapes import EAST, NORTH, plan, square
from zones.addresses import read_address_list
from zones.decision import Basis
from zones.lookup import Answer, LookupSources, Said, lookup
from zones.lookup_words import say
from zones.matches import MatchState

PLAN = plan({"east": square(1), "west": square(0)}, {"east": ("B", "C"), "west": ("A",)})
NAMES = {"A": "甲小学", "B": "乙小学", "C": "丙小学"}


def metres_east(x_m: float, _: float, schools: tuple[str, ...]) -> Mapping[str, int | None]:
    """Stand in for walking: metres from the corner to all schools but C, which none can reach."""
    return {school: None if school == "C" else int(x_m - EAST) for school in schools}


SOURCES = LookupSources(PLAN, NAMES, walk=metres_east)


def asked(x: float, address: str = "", sources: LookupSources = SOURCES) -> Answer:
    return lookup(sources, x_m=EAST + x, y_m=NORTH + 50, address=address)


@pytest.fixture
def with_list(tmp_path: Path) -> LookupSources:
    path = tmp_path / "list.csv"
    path.write_text("zone_id,place,numbers\nwest,石龙路,1-35单\neast,石龙路,12\n", encoding="utf-8")
    return replace(SOURCES, address_list=read_address_list(path, PLAN.index_of))


def test_a_home_inside_a_zone_is_told_its_school_and_the_walk() -> None:
    answer = asked(45)

    assert (answer.state, answer.basis) == (MatchState.UNIQUE, Basis.POLYGON)
    assert [(each.school_id, each.name, each.metres) for each in answer.candidates] == [
        ("A", "甲小学", 45)
    ]
    assert answer.said == (Said.ONE_ZONE, Said.BY_POLYGON, Said.NO_PROMISE)


def test_a_home_in_a_multi_school_zone_is_told_all_of_them() -> None:
    answer = asked(150)

    assert [each.school_id for each in answer.candidates] == ["B", "C"]
    assert [each.metres for each in answer.candidates] == [150, None]
    assert answer.said[0] is Said.SHARED_ZONE


def test_a_home_near_a_line_is_told_to_bring_the_deed() -> None:
    answer = asked(88)

    assert Said.NEAR_LINE in answer.said
    assert (answer.line_zone_id, answer.line_distance_m) == ("east", pytest.approx(12))
    assert "about 12 m from the line to zone east; bring the deed" in say(answer, "en")
    assert "距招生服务片 east 的边界约 12 米，请携带房产证" in say(answer)


def test_a_home_near_the_outer_line_is_told_so_too() -> None:
    assert Said.NEAR_OUTER_LINE in asked(195).said


def test_a_home_on_a_line_is_given_the_schools_of_both_sides_and_no_promise() -> None:
    answer = asked(100)

    assert (answer.state, answer.basis) == (MatchState.CONTESTED, Basis.UNDECIDED)
    assert [(each.zone_id, each.school_id) for each in answer.candidates] == [
        ("east", "B"), ("east", "C"), ("west", "A")
    ]  # fmt: skip
    assert answer.said == (Said.CONTESTED, Said.NO_PROMISE)


def test_the_list_decides_and_a_map_that_differs_is_mentioned(with_list: LookupSources) -> None:
    answer = asked(40, "石龙路12号", with_list)

    assert (answer.zone_ids, answer.basis, answer.list_rows) == (
        ("east",), Basis.ADDRESS_LIST, (3,)
    )  # fmt: skip
    assert answer.said == (Said.SHARED_ZONE, Said.BY_LIST, Said.LIST_DISAGREES, Said.NO_PROMISE)


def test_the_list_answers_an_address_that_has_no_coordinates(with_list: LookupSources) -> None:
    answer = lookup(with_list, address="石龙路5号")

    assert (answer.state, answer.zone_ids) == (MatchState.UNIQUE, ("west",))
    assert [each.metres for each in answer.candidates] == [None]
    assert answer.line_distance_m is None


def test_a_lettered_number_is_left_to_the_bureau(with_list: LookupSources) -> None:
    answer = asked(150, "石龙路甲5号", with_list)

    assert answer.zone_ids == ("east", "west")
    assert Said.LIST_UNCLEAR in answer.said


def test_an_address_that_cannot_be_found_is_not_guessed() -> None:
    answer = lookup(SOURCES, address="火星路1号")

    assert answer.said == (Said.NOT_LOCATED,)
    assert answer.candidates == ()


def test_a_home_outside_is_told_so() -> None:
    assert asked(300).said == (Said.OUTSIDE,)


def test_without_a_distance_function_no_distances_are_told() -> None:
    answer = asked(45, sources=LookupSources(PLAN, {}))

    assert [(each.name, each.metres) for each in answer.candidates] == [("A", None)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("said", list(Said))
def test_every_sentence_exists_in_both_languages(said: Said, language: str) -> None:
    sentence = say(replace(asked(45), said=(said,)), language)

    assert sentence
    assert "{" not in sentence


def test_the_answer_is_told_in_plain_words() -> None:
    assert say(asked(45)).splitlines() == [
        "该住址属于招生服务片 west，对应学校：甲小学（步行约 45 米）。",
        "依据：招生服务片地图。",
        "本查询仅说明服务片归属，不代表录取承诺；查询内容不会保存。",
    ]
    assert say(asked(150), "en").splitlines()[0] == (
        "This address is in the multi-school zone east; its schools: 乙小学 (about 150 m on foot),"
        " 丙小学."
    )


def test_nothing_of_the_question_is_kept() -> None:
    before = dict(vars(PLAN))

    answer = lookup(SOURCES, x_m=EAST + 45.25, y_m=NORTH + 50, address="石龙路5号")

    assert {key: vars(PLAN)[key] for key in before} == before
    assert "石龙路" not in str(answer)
    assert "425045" not in str(answer)
    assert np.isfinite(answer.line_distance_m or np.nan)
