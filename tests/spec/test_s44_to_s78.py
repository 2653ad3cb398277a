"""S44–S78: what may not count, what is published, what is kept, and 相对就近 itself."""

import re
from pathlib import Path

import pytest

from tests.service.town import Town, crowded_town

from .season import ask, document, rows, rules, run, schools


@pytest.mark.parametrize("rule", ["exam", "test", "interview", "competition", "donation", "考试"])
def test_s44_s45_s46_no_rule_can_name_what_is_forbidden(tmp_path, rule):
    """S44、S45、S46 禁考试、竞赛成绩、助学款：写进规则即被拒绝。"""
    from tests.service.calls import assign_words, refused

    options = crowded_town().write(tmp_path)
    words = rules(tmp_path, f'comparators = ["{rule}", "proximity", "lottery"]')

    refused(tmp_path, assign_words(tmp_path, options, *words), "is not known")


SECRETS = ("张三丰", "13800138000", "11010519491231002X", "月季园小区3号楼2单元501室")


def everything(bundle: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(bundle.iterdir()))


def test_s48_s59_what_is_written_holds_no_personal_data(tmp_path):
    """S48 公示录取名单；S59 不得公开信息：结果中没有姓名、电话、证件号、住址。"""
    town = crowded_town()
    for home in town.homes:
        home.update(zip(("姓名", "电话", "证件号", "address"), SECRETS, strict=True))
    town.add_home("Far", 150, 150, address=SECRETS[3])
    town.add_home("Lost", 0, 0, x="", y="", datum="", address=SECRETS[3])

    written = everything(run(tmp_path, town))

    assert [secret for secret in SECRETS if secret.encode() in written] == []


def test_s48_the_list_holds_ids_schools_and_reasons_only(tmp_path):
    """S48 名单只含编号、学校与理由。"""
    listed = rows(run(tmp_path, crowded_town()))
    pattern = re.compile(r"name|phone|address|birth|姓名|电话|地址|身份证")

    assert [column for column in listed["An"] if pattern.search(column)] == []


def test_s48_the_plan_of_places_is_told(tmp_path):
    """S48 公示招生计划：每所学校的学位数与录取数。"""
    report = document(run(tmp_path, crowded_town()), "report.json")

    assert {school["school_id"]: school["places"] for school in report["schools"]} == {
        "A": 2, "B": 4,
    }  # fmt: skip


def test_s52_s30_a_child_is_moved_to_another_zone_with_a_reason_or_not_at_all(tmp_path):
    """S30、S52 控制跨片流动：每名调出的儿童都有理由和差额。"""
    cheng = rows(run(tmp_path, crowded_town()))["Cheng"]

    assert cheng["reason"] == "moved_by_proximity"
    assert (cheng["stays_if_other_farther_m"], cheng["stays_if_places_more"]) == ("60", "1")


def test_s55_the_second_class_overflow_is_placed_relatively_near(tmp_path):
    """S55 第二类接收困难时相对就近：多走的路最少的儿童调出，而不是离校最远的。"""
    town = Town()
    town.add_home("An", 5, 98, tier=2)  # 48 m to A, 191 m to B: would lose 143 m
    town.add_home("Bai", 50, 50, tier=2)  # 40 m to A, 140 m to B: would lose 100 m
    town.add_home("Cheng", 12, 50, tier=2)  # 2 m to A, 178 m to B: would lose 176 m

    assert schools(tmp_path, town) == {"An": "A", "Bai": "B", "Cheng": "A"}


def test_s55_the_first_class_keeps_its_zone_before_the_second(tmp_path):
    """S53、S54、S55 类别顺序：学位不足时第二类先调出，即使第一类离另一所学校更近。"""
    town = crowded_town()
    for home, tier in zip(town.homes[:3], (2, 1, 1), strict=True):
        home["tier"] = tier

    assert schools(tmp_path, town)["An"] == "B"


def test_s56_the_third_class_comes_after_the_second_and_is_placed_relatively_near(tmp_path):
    """S56 第三类：实际居住地片区，困难时相对就近，排在第二类之后。"""
    town = crowded_town()
    for home, tier in zip(town.homes[:3], (3, 3, 2), strict=True):
        home["tier"] = tier

    placed = schools(tmp_path, town)

    # Cheng, who would lose least, is of class 2 and stays; An would lose 160 m, Bai 100 m.
    assert (placed["Cheng"], placed["An"], placed["Bai"]) == ("A", "A", "B")


def test_s57_one_child_has_one_place(tmp_path):
    """S57 只能在一个区县：同一名单中，一名儿童不会得到两个学位。"""
    from tests.service.calls import refused_town

    refused_town(tmp_path, lambda town: town.homes[1].update(child_id="An"), ("An",))


def test_s62_anybody_can_ask_for_the_zone_of_an_address(tmp_path):
    """S62 公示服务区：任何人可查住址所属片区与对口学校，并知道这不是录取承诺。"""
    asked = ask(tmp_path, crowded_town(), 20, 50)

    assert asked.code == 0
    assert "West" in asked.out
    assert "西小学" in asked.out
    assert "不代表录取承诺" in asked.out


def test_s66_every_child_turned_away_is_told_why(tmp_path):
    """S66 告知未录原因：被片区学校调出的儿童都有理由，且能说出怎样才会留下。"""
    listed = rows(run(tmp_path, crowded_town()))

    assert all(row["reason"] for row in listed.values())
    moved = [row for row in listed.values() if row["moved"] == "1"]
    assert all(row["stays_if_places_more"] for row in moved)


def test_s51_the_demand_of_children_without_local_hukou_is_forecast_as_its_own_stream(tmp_path):
    """S51 统计和预测非户籍儿童入学需求：单列一路，自有依据，政策门槛是情景开关。"""
    import json

    from tests.service.calls import call

    sample = Path(__file__).resolve().parents[2] / "samples" / "mentougou" / "rolls.csv"
    what_if = tmp_path / "stricter.toml"
    what_if.write_text("nonlocal_entry = 0.8\n", encoding="utf-8")
    words = ("forecast", "run", "--rolls", sample, "--years", "1", "--on", "2026-05-20", "--json")

    base = json.loads(call(*words, "--out", tmp_path / "base").out)["totals"]
    less = json.loads(call(*words, "--scenario", what_if, "--out", tmp_path / "less").out)["totals"]

    assert base["all"]["2026"] == base["local"]["2026"] + base["nonlocal"]["2026"]
    assert less["nonlocal"]["2026"] < base["nonlocal"]["2026"]
    assert less["local"] == base["local"]


def test_s70_a_result_cannot_be_changed_unseen(tmp_path):
    """S70 非特殊情况无权更改：结果公布摘要后，任何改动都会被发现。"""
    from service.verify import verify_bundle

    town = crowded_town()
    published = verify_bundle(run(tmp_path / "one", town)).digest
    town.homes[2]["preference"] = 1
    other = run(tmp_path / "two", town)

    assert verify_bundle(other).faults == ()
    assert verify_bundle(other, expect=published).faults


def test_s71_the_figures_are_made_by_the_run_itself(tmp_path):
    """S71 自动生成统计数据：人数、留片、调出、待定各项相加等于总数。"""
    town = crowded_town()
    town.add_home("Far", 150, 150)
    town.add_home("Decided", 150, 150, zone_id="none")

    counts = document(run(tmp_path, town), "report.json")["counts"]

    assert counts == {
        "children": 7, "placed": 6, "held": 1, "in_zone": 4, "moved": 1, "no_zone": 1,
    }  # fmt: skip
