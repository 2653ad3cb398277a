"""The season in figures: exact for whoever may see the children, safe for whoever gets the file."""

import csv

from tests.admissions.season import BUREAU, CYCLE, MU, WEST, numbered


def test_the_bureau_reads_exact_figures_and_a_school_its_own(site):
    site.season.submitted(MU, numbered(2))
    site.season.registered(MU, numbered(4))

    whole = site.get(BUREAU, f"/api/v1/cycles/{CYCLE}/statistics").json()
    own = site.get(WEST, f"/api/v1/cycles/{CYCLE}/statistics").json()

    assert [one["count"] for one in whole["days"]["registered"]] == [2]
    assert [one["count"] for one in whole["days"]["submitted"]] == [1]
    assert {one["school_id"]: one["by_category"] for one in whole["schools"]} == {
        "": {"": 1}, "west": {"one": 1},
    }  # fmt: skip
    assert [one["school_id"] for one in own["schools"]] == ["west"]


def test_the_file_leaves_small_counts_empty(site):
    site.season.submitted(MU, numbered(2))

    answer = site.get(BUREAU, f"/api/v1/cycles/{CYCLE}/statistics.csv")
    rows = list(csv.reader(answer.text.removeprefix("\ufeff").splitlines()))

    assert rows[0] == ["指标", "分组", "人数"]
    found = {row[1]: row[2] for row in rows[1:]}
    assert found["west / one"] == ""  # one child
    assert found["west / three"] == "0"
    assert found["total / total"] == ""


def test_an_empty_season_has_an_empty_file(site):
    answer = site.get(BUREAU, f"/api/v1/cycles/{CYCLE}/statistics.csv")

    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1


def test_a_school_may_not_hand_the_file_out(site):
    assert site.get(WEST, f"/api/v1/cycles/{CYCLE}/statistics.csv").status_code == 403
