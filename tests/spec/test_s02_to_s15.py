"""S2–S15: the right to a place near home, zone children first, no exam, no fee."""

import pytest

from tests.service.town import X0, Y0, Town, crowded_town

from .season import document, rows, rules, run, schools


def test_s02_every_child_is_schooled_or_the_shortage_is_shown(tmp_path):
    """S2 依法保障适龄儿童入学：人人有学位；学位不足时如实指出缺多少、缺在哪里。"""
    town = crowded_town()
    placed = document(run(tmp_path / "enough", town), "report.json")
    town.schools[1]["places"] = 2
    short = document(run(tmp_path / "short", town, code=1), "report.json")

    assert placed["counts"]["placed"] == placed["counts"]["children"] == 5
    assert (short["short"]["short"], short["short"]["schools"]) == (1, ["A", "B"])


MARKS = ("exam_score", "成绩", "面试", "竞赛证书", "certificate", "家长职务", "捐资助学")


@pytest.mark.parametrize("column", MARKS)
def test_s03_s09_no_mark_changes_a_placement(tmp_path, column):
    """S3 免试；S9 严禁面试、考试登记：表中即使写有成绩、证书，结果一字不变。"""
    plain = run(tmp_path / "plain", crowded_town())
    town = crowded_town()
    for number, home in enumerate(town.homes):
        home[column] = 100 - number
    marked = run(tmp_path / "marked", town)

    assert (plain / "manifest.json").read_bytes() == (marked / "manifest.json").read_bytes()


def test_s03_no_document_of_a_run_has_a_field_for_marks(tmp_path):
    """S3 免试：规则、输入、结果、名单中不存在分数栏。"""
    bundle = run(tmp_path, crowded_town())
    words = ("score", "exam", "mark", "grade", "成绩", "考试", "面试")

    fields = set(rows(bundle)["An"]) | set(document(bundle, "ruleset.json"))
    fields |= set(document(bundle, "input.json")["children"][0])

    assert [field for field in fields if any(word in field.lower() for word in words)] == []


def test_s04_a_child_goes_to_the_school_of_its_zone(tmp_path):
    """S4 就近入学：片区学校有学位，就进片区学校，即使另一所学校更近。"""
    town = Town()
    town.schools[0].update(x=town.schools[0]["x"] - 5)
    town.schools[1].update(x=town.schools[0]["x"] + 100)  # B's gate is at the line
    town.add_home("An", 95, 50)

    row = rows(run(tmp_path, town))["An"]

    assert (row["school_id"], row["moved"], row["reason"]) == ("A", "0", "zone_has_room")


def test_s05_anybody_can_check_that_it_was_fair(tmp_path):
    """S5 公正、公平、公开：任何人都能复核结果，改动一人即被发现。"""
    from service.verify import verify_bundle

    bundle = run(tmp_path, crowded_town())
    assert verify_bundle(bundle).faults == ()

    listed = (bundle / "placements.csv").read_text(encoding="utf-8")
    (bundle / "placements.csv").write_text(listed.replace(",A,", ",B,", 1), encoding="utf-8")

    assert verify_bundle(bundle).faults


def test_s07_a_registered_child_keeps_its_claim_wherever_the_row_stands(tmp_path):
    """S7 本市户籍均须就近登记：按住址进入所在片区，与登记先后无关。"""
    town = crowded_town()
    first = schools(tmp_path / "first", town)
    town.homes.reverse()

    assert schools(tmp_path / "second", town) == first


def test_s08_children_of_the_zone_come_first(tmp_path):
    """S8 小学首先接收服务区内学生：外片区的第一类儿童不能挤走本片区的第三类儿童。"""
    town = crowded_town()  # three in West for two places
    for home in town.homes[3:]:
        home["tier"] = 3
    town.schools[1]["places"] = 2  # exactly the two of East
    far = {"school_id": "C", "name": "远小学", "places": 1, "x": X0 + 190, "y": Y0 + 90}
    town.schools.append(far)

    zone_first = schools(tmp_path / "zone", town)
    tier_first = schools(tmp_path / "tier", town, *rules(tmp_path, 'order = "tier_first"'))

    assert zone_first == {"An": "A", "Bai": "A", "Cheng": "C", "Deng": "B", "E": "B"}
    assert tier_first["Cheng"] == "B"


def test_s08_zone_first_can_only_be_given_up_by_name(tmp_path):
    """S8：先片区、后类别是默认顺序；另一顺序须在规则中写明并公布。"""
    bundle = run(tmp_path, crowded_town())

    assert document(bundle, "ruleset.json")["order"] == "zone_first"


@pytest.mark.parametrize(("east", "school"), [(20, "A"), (180, "B")], ids=["hukou", "residence"])
def test_s11_the_chosen_address_decides(tmp_path, east, school):
    """S11 户口所在地或实际居住地：选定的那一处住址决定片区。"""
    town = Town()
    town.add_home("An", east, 50)

    assert schools(tmp_path, town) == {"An": school}


def test_s13_preference_decides_among_equals(tmp_path):
    """S13 同等条件下照顾：同一类别中，受照顾的儿童留在片区学校。"""
    town = crowded_town()
    assert schools(tmp_path / "without", town)["Cheng"] == "B"
    town.homes[2]["preference"] = 1

    placed = schools(tmp_path / "with", town)

    assert placed["Cheng"] == "A"
    assert placed["Bai"] == "B"  # the next to lose least by moving


def test_s13_preference_counts_for_nothing_against_another_tier(tmp_path):
    """S13 仅限同等条件：第二类的照顾对象不能排在第一类之前。"""
    town = crowded_town()
    town.homes[2].update(preference=1, tier=2)

    assert schools(tmp_path, town)["Cheng"] == "B"


@pytest.mark.parametrize("column", ["fee", "借读费", "捐资助学费", "赞助"])
def test_s15_no_payment_changes_a_placement(tmp_path, column):
    """S15 禁收借读费、捐资助学费：缴费栏不存在，写了也不起作用。"""
    plain = run(tmp_path / "plain", crowded_town())
    town = crowded_town()
    town.homes[2][column] = 50_000

    paid = run(tmp_path / "paid", town)

    assert (plain / "manifest.json").read_bytes() == (paid / "manifest.json").read_bytes()


def test_s15_no_rule_can_name_a_payment(tmp_path):
    """S15：规则中不能出现费用。"""
    from tests.service.calls import assign_words, refused

    options = crowded_town().write(tmp_path)
    words = rules(tmp_path, 'comparators = ["fee", "proximity", "lottery"]')

    refused(tmp_path, assign_words(tmp_path, options, *words), "'fee' is not known")
