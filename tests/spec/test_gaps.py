"""G1–G9: what the source leaves open is a named parameter, off or with a stated default."""

from tests.service.calls import assign_words, refused
from tests.service.town import Town, crowded_town

from .season import document, rows, rules, run, schools


def test_g1_no_junior_school_without_junior_zones(tmp_path):
    """G1 小升初条文缺失：没有初中片区，就不能运行初中分配。"""
    town = crowded_town()
    town.schools[0]["level"] = "junior"
    words = assign_words(tmp_path, town.write(tmp_path), "--level", "junior")

    refused(tmp_path, words)


def test_g2_no_rule_favours_a_child_called_excellent(tmp_path):
    """G2 推优生仅有标题：不存在这种儿童，也不存在这种学位。"""
    options = crowded_town().write(tmp_path)
    words = rules(tmp_path, 'comparators = ["excellence", "proximity", "lottery"]')

    refused(tmp_path, assign_words(tmp_path, options, *words), "is not known")


def test_g6_no_special_case_unless_a_person_writes_one(tmp_path):
    """G6 特殊情况未定义：没有人写明，就没有特殊情况；写明的注明由人决定。"""
    town = crowded_town()
    plain = rows(run(tmp_path / "plain", town))
    town.homes[0]["zone_id"] = "East"
    written = rows(run(tmp_path / "written", town))

    assert {row["basis"] for row in plain.values()} == {"polygon"}
    assert (written["An"]["basis"], written["An"]["school_id"]) == ("person", "B")
    assert "person_disagrees" in written["An"]["note"]


def test_g7_a_school_is_in_difficulty_when_its_zone_outnumbers_its_places(tmp_path):
    """G7 接收困难未定义：片区儿童多于学位即为困难，恰好相等则不是。"""
    town = crowded_town()
    full = document(run(tmp_path / "full", town), "report.json")
    town.schools[0]["places"] = 3
    even = document(run(tmp_path / "even", town), "report.json")

    assert [report["counts"]["moved"] for report in (full, even)] == [1, 0]


def test_g8_what_near_means_is_printed_with_its_numbers(tmp_path):
    """G8 相对就近未定义：每个参数都有名称，与结果一同公布。"""
    printed = document(run(tmp_path, crowded_town()), "ruleset.json")

    assert printed == {
        "format": "ruleset/1", "rule": "relative proximity R0-R5 (overflow-rule/1)",
        "order": "zone_first", "cost": "identity", "band_m": 500, "tier_names": {},
        "comparators": ["preference", "sibling", "proximity", "lottery"],
    }  # fmt: skip


def test_g8_a_limit_of_distance_is_off_unless_the_district_sets_it(tmp_path):
    """G8：调出距离上限默认不设；设了就写进规则，并且遵守。"""
    town = crowded_town()
    assert schools(tmp_path / "off", town)["Cheng"] == "B"

    bundle = run(tmp_path / "on", town, *rules(tmp_path, "cap_m = 109"), code=1)

    assert document(bundle, "ruleset.json")["cap_m"] == 109
    assert document(bundle, "report.json")["short"]["schools"] == ["A"]


def test_g9_long_residence_is_never_derived(tmp_path):
    """G9 长期居住未定义：由核验者逐人给出；积分默认不起作用。"""
    town = crowded_town()
    plain = schools(tmp_path / "plain", town)
    town.homes[2]["points"] = 100
    unused = schools(tmp_path / "unused", town)
    named = rules(tmp_path, 'comparators = ["points", "proximity", "lottery"]')
    used = schools(tmp_path / "used", town, *named)

    assert plain == unused
    assert (plain["Cheng"], used["Cheng"]) == ("B", "A")


def test_g4_age_is_not_judged_here(tmp_path):
    """G4 超龄、延缓入学未定义：名单中的儿童即为适龄，出生日期不起作用。"""
    plain = run(tmp_path / "plain", Town(homes=crowded_town().homes))
    town = Town(homes=crowded_town().homes)
    town.homes[0]["birth"] = "1999-01-01"

    born = run(tmp_path / "born", town)

    assert (plain / "manifest.json").read_bytes() == (born / "manifest.json").read_bytes()
