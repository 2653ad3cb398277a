"""Does each moved child get a sentence that is true and that a parent can read?"""

from typing import Any

import pytest

from service.report_html import Pair
from service.report_reasons import reason_sentences

SCHOOLS = {
    "W": {"school_id": "W", "name": "西校"},
    "E": {"school_id": "E", "name": "东校"},
    "N": {"school_id": "N", "name": ""},
}
METRES = {"cost": "identity"}


def _child(reason: str, **more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "own_school": "W",
        "school": "E",
        "other_school": "E",
        "reason": reason,
    }
    whole |= {"own_school_m": 500, "metres": 740}
    return {**whole, **more}


def _said(child: dict[str, Any], rule: dict[str, Any] | None = None, shared: str = "") -> Pair:
    found = reason_sentences(child, SCHOOLS, rule or METRES, frozenset(shared))
    plain = [text.replace("<bdi>", "").replace('<bdi lang="zh-CN">', "") for text in
             (found.zh, found.en)]  # fmt: skip
    zh, en = (text.replace("</bdi>", "").replace("\u00a0", " ") for text in plain)
    return Pair(zh, en)  # type: ignore[arg-type]


def test_a_child_moved_by_proximity_learns_why_and_how_much_was_lacking() -> None:
    child = _child("moved_by_proximity", stays_if_places_more=3, stays_if_other_were_farther_by=240)

    assert _said(child).zh == (
        "本校容不下本片全部儿童\uff1b留下的同等条件儿童若改去东校\uff0c多走的路都不比该儿童少。"
        "本校再有 3 个学位\uff0c即可留在本校。若到东校再远 240 米以上\uff0c也可留在本校。"
    )
    assert _said(child).en.endswith(
        "With 3 more places there, this child would stay. "
        "Were 东校 more than 240 m farther away, this child would stay as well."
    )


def test_a_child_sent_to_a_nearer_school_is_not_told_of_a_further_walk() -> None:
    said = _said(_child("moved_by_proximity", own_school_m=748, metres=647))

    assert "该儿童到东校反而近 101 米" in said.zh
    assert "多走" not in said.zh
    assert "is 101 m nearer for this child" in said.en


def test_a_school_exactly_as_far_is_not_called_nearer() -> None:
    assert "反而近" not in _said(_child("moved_by_proximity", metres=500)).zh


def test_one_more_place_is_a_place() -> None:
    assert "With 1 more place there" in _said(_child("moved_by_lot", stays_if_places_more=1)).en


@pytest.mark.parametrize(
    "rule", [{"cost": "squared"}, {"cost": "banded"}, {"cost": "identity", "tail_m": 3000}]
)
def test_no_claim_about_metres_where_the_rule_does_not_minimise_metres(
    rule: dict[str, Any],
) -> None:
    said = _said(_child("moved_by_proximity"), rule)

    assert "多走的路都不比" not in said.zh
    assert "按本规则计算" in said.zh


def test_in_a_zone_of_several_schools_the_missing_place_may_be_at_any_of_them() -> None:
    child = _child("claim_comes_later", stays_if_places_more=2)

    assert "本片一所学校再有 2 个学位\uff0c即可留在本片" in _said(child, shared="WN").zh
    assert "本校再有 2 个学位\uff0c即可留在本校" in _said(child).zh


def test_a_hair_breadth_is_not_called_zero_metres() -> None:
    said = _said(_child("moved_by_proximity", stays_if_other_were_farther_by=0))

    assert "再远一点" in said.zh
    assert " 0 " not in said.zh


def test_no_counterfactual_is_made_up_where_none_was_found() -> None:
    said = _said(_child("moved_by_proximity"))

    assert "若到" not in said.zh
    assert "再有" not in said.zh


def test_the_other_school_is_named_where_it_is_not_the_one_given() -> None:
    child = _child("moved_by_proximity", other_school="N", stays_if_other_were_farther_by=5)

    assert "若到N再远 5 米以上" in _said(child).zh


def test_a_child_of_no_zone_and_twins_are_told_where_they_go() -> None:
    assert "安排到东校" in _said(_child("no_zone", own_school=None)).zh
    assert "一起安排在东校" in _said(_child("twins_together")).zh


def test_a_reason_the_page_does_not_know_is_shown_as_its_code() -> None:
    assert "new_reason" in _said(_child("new_reason")).zh
