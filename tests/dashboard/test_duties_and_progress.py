"""Are duties told to whoever owes them, and is the season's way shown day by day?"""

from datetime import date

import pytest

from admissions.actions.expected import ExpectedRow, import_expected
from admissions.people_kinds import IdKind
from dashboard.views import progress
from tests.admissions.actions.autumn import at, confirmed
from tests.admissions.season import BUREAU, CITY, CYCLE, LIN, MU, WEST, numbered
from tests.dashboard.bench import errors, read


def test_the_bureau_reads_every_duty_with_day_owner_and_source(bench):
    bench.season.clock.move_to(at(4, 20))
    bench.sign_in(BUREAU)

    page = bench.open("duties")

    rows = page.table[0].value
    kindergartens = rows[rows["出处"] == "S75"].iloc[0]
    assert (kindergartens["日期"], kindergartens["日期依据"]) == ("2013-04-24", "暂定")
    assert kindergartens["责任方"] == "小学、幼儿园"
    assert {"S41", "S75", "S76"} <= {part for it in rows["出处"] for part in it.split("、")}
    assert "利用网络、广播等媒体宣传" in "\n".join(it.value for it in page.warning)  # in 4 days
    assert errors(page) == ""


def test_a_school_reads_the_duties_of_schools_and_no_list_of_children(bench):
    bench.sign_in(WEST)

    page = bench.open("duties")

    assert all("小学" in it or "初中" in it for it in page.table[0].value["责任方"])
    assert len(page.subheader) == 0  # the list of children not yet registered is the bureau's
    assert errors(page) == ""


@pytest.mark.parametrize(("day", "state"), [(23, "未到"), (24, "今天"), (25, "已过")])
def test_a_duty_is_ahead_on_its_day_and_past_the_day_after(bench, day, state):
    bench.season.clock.move_to(at(4, day))
    bench.sign_in(CITY)

    rows = bench.open("duties").table[0].value

    assert rows[rows["出处"] == "S75"].iloc[0]["状态"] == state


def test_who_is_known_and_not_registered_is_listed_with_a_masked_name(bench):
    child = numbered(8)
    bench.season.do(BUREAU, import_expected, cycle_id=CYCLE, district_id="mtg", source="微笑幼儿园",
                    rows=[ExpectedRow(child.child_name, IdKind.ID_CARD, child.id_number,
                                      child.born)])  # fmt: skip
    bench.sign_in(BUREAU)
    before = read(bench.open("duties"))

    bench.season.registered(MU, child)
    after = read(bench.open("duties"))

    assert "微笑幼儿园" in before
    assert child.child_name not in before
    assert "微笑幼儿园" not in after


def test_progress_counts_registration_confirmation_and_admission(bench):
    confirmed(bench.season)
    bench.season.clock.move_to(at(5, 10))
    bench.season.registered(LIN, numbered(6))
    bench.sign_in(BUREAU)

    page = bench.open("progress")

    assert errors(page) == ""
    assert [(it.label, it.value) for it in page.metric] == [
        ("已登记", "2"), ("监护人已确认", "1"), ("已确认接收", "1")]  # fmt: skip


def test_a_line_never_falls_and_covers_every_day_on_which_anything_moved():
    day = [date(2013, 5, n) for n in (6, 7, 9)]
    days = {
        "registered": (moved(day[0], 5), moved(day[2], 1)), "submitted": (moved(day[1], 3),),
        "confirmed": (),
    }  # fmt: skip

    found = progress._by_day(days)

    drawn = {stage: list(of["children"]) for stage, of in found.groupby("stage")}
    assert drawn == {"registered": [5, 5, 6], "submitted": [0, 3, 3], "confirmed": [0, 0, 0]}
    assert [row["day"] for row in progress._rows(days)] == ["2013-05-09", "2013-05-07",
                                                            "2013-05-06"]  # fmt: skip


def moved(day: date, count: int) -> progress.DayModel:
    return progress.DayModel(day=day, count=count)
