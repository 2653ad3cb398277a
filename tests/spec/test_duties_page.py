"""S41, S74–S76: the duties that are not the program's own are asked for, by day and by name."""

from datetime import date

import pytest

from admissions.actions.expected import ExpectedRow, import_expected
from admissions.people_kinds import IdKind
from tests.admissions.season import BUREAU, CITY, CYCLE, MU, WEST, numbered

DUTIES = f"/api/v1/cycles/{CYCLE}/duties"


def duty(site, actor, clause):
    """Return the one duty of a clause, as somebody reads it."""
    (found,) = [it for it in site.get(actor, DUTIES).json()["duties"]
                if it["cite"].split()[0] == clause]  # fmt: skip
    return found


@pytest.mark.parametrize("actor", [BUREAU, WEST, CITY], ids=lambda it: it.role)
@pytest.mark.parametrize(("clause", "owners", "words"), [
    ("S41", ["primary_school"], "毕业年级"),
    ("S75", ["primary_school", "kindergarten"], "幼儿园大班"),
    ("S76", ["bureau"], "广播"),
])  # fmt: skip
def test_s41_s75_s76_the_desks_are_told_who_owes_what_by_which_day(
    site, actor, clause, owners, words
):
    """S41、S75、S76 毕业年级教育、园所宣传、媒体宣传：各岗位都能看到由谁、在哪天前完成。"""
    found = duty(site, actor, clause)

    assert found["owners"] == owners
    assert words in found["zh"]
    assert date(2013, 4, 1) < date.fromisoformat(found["on"]) < date(2013, 8, 1)
    assert found["stated_default"]  # 原文未写日期，程序如实说明


def test_s41_s75_s76_a_family_is_not_asked_to_do_them(site):
    """S41、S75、S76 这些是单位的职责，不向家长布置。"""
    assert site.get(MU, DUTIES).status_code == 403


def test_s74_the_list_of_the_not_yet_registered_stands_beside_the_duty(site):
    """S74 核对未登记名单：名单上登记了的孩子随即不再列出，姓名只露姓。"""
    child = numbered(8)
    site.season.do(BUREAU, import_expected, cycle_id=CYCLE, district_id="mtg", source="微笑幼儿园",
                   rows=[ExpectedRow(child.child_name, IdKind.ID_CARD, child.id_number,
                                     child.born)])  # fmt: skip
    missing = f"/api/v1/cycles/{CYCLE}/expected/missing"
    before = site.get(BUREAU, missing).json()["children"]
    site.season.registered(MU, child)

    assert [it["masked_name"] for it in before] == ["张**"]
    assert site.get(BUREAU, missing).json()["children"] == []
    assert duty(site, BUREAU, "S74")["owners"] == ["primary_school", "kindergarten", "bureau"]
