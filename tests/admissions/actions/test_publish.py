"""What is public is masked, comes from what is sealed, and stands no longer than its period."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from admissions.actions import publish, review
from admissions.actions.publish import Notice
from admissions.calendar import SHANGHAI
from admissions.roles import SYSTEM
from admissions.store.transaction import NotThere, Refused
from geo.faults import BadInput
from tests.admissions.actions.autumn import at
from tests.admissions.actions.test_season import sealed, three_in_the_west
from tests.admissions.disclosed_rows import named, row_of
from tests.admissions.season import BUREAU, CITY, CYCLE, EXAM, OTHER_BUREAU, WEST, Season

WEST_LIST = Notice("P1", "西小学录取名单", "west")
ENDS = datetime(2013, 7, 13, tzinfo=SHANGHAI)  # published on 6 July, seven days


def confirmed_in_the_west(season: Season) -> list[str]:
    """Seal a run that keeps two children in the west and confirm all three."""
    numbers = three_in_the_west(season)
    sealed(season, numbers)
    for number in numbers:
        season.do(BUREAU, review.confirm, application_id=number)
    season.clock.move_to(at(7, 6))
    return numbers


def list_published(season: Season, notice: Notice = WEST_LIST):
    return season.do(BUREAU, publish.publish_admissions, cycle_id=CYCLE, notice=notice,
                     batch="第一批")  # fmt: skip


def reading(season: Season, publication_id: str = "P1"):
    return season.store.read(SYSTEM, lambda tx: publish.public_reading(tx, publication_id))


def plan_published(season: Season, publication_id: str = "P2", **changed: object):
    row = row_of(named("public_places_plan"), **changed)
    return season.do(BUREAU, publish.publish_list, cycle_id=CYCLE, disclosure="public_places_plan",
                     notice=Notice(publication_id, "2013年招生计划"), rows=[row])  # fmt: skip


def test_the_list_of_a_school_holds_number_masked_name_school_and_batch_alone(either):
    first, second, _ = confirmed_in_the_west(either)

    list_published(either)

    body = reading(either).body.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body))) == [
        ["登记编号", "姓名", "学校", "录取批次"],
        [first, "张**", "西小学", "第一批"],
        [second, "张**", "西小学", "第一批"],
    ]


def test_whom_to_ask_stands_under_every_notice(season):
    confirmed_in_the_west(season)
    list_published(season)

    told = [contact.telephone.value for contact in reading(season).contacts]

    assert told == ["69843537", "69840444"]


def test_no_list_before_the_placement_is_sealed(season):
    season.verified()

    with pytest.raises(Refused) as refused:
        list_published(season)

    assert refused.value.code == "not_sealed"


def test_no_list_while_a_child_of_the_school_waits_for_its_confirmation(season):
    numbers = three_in_the_west(season)
    sealed(season, numbers)
    season.do(BUREAU, review.confirm, application_id=numbers[0])

    with pytest.raises(Refused) as refused:
        list_published(season)
    season.do(BUREAU, review.confirm, application_id=numbers[1])

    assert refused.value.code == "not_all_confirmed"
    assert list_published(season).disclosure == "public_admission_list"


@pytest.mark.parametrize(
    ("school", "code"), [("care", "special_school"), ("hill", "nobody_confirmed")]
)
def test_there_is_no_list_of_a_special_school_nor_an_empty_one(season, school, code):
    confirmed_in_the_west(season)

    with pytest.raises(Refused) as refused:
        list_published(season, Notice("P9", "录取名单", school))

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("now", "read"),
    [(ENDS - timedelta(microseconds=1), True), (ENDS, False)],
    ids=["last moment", "end of the period"],
)
def test_nobody_reads_a_list_of_children_after_its_period(season, now, read):
    confirmed_in_the_west(season)
    found = list_published(season)
    season.clock.move_to(now)

    assert found.objections_until == ENDS
    assert (reading(season) is not None) == read
    listed = season.store.read(SYSTEM, lambda tx: publish.public_list(tx, "mtg", CYCLE))
    assert bool(listed) == read
    assert season.do(SYSTEM, publish.take_down_ended, district_id="mtg") == (0 if read else 1)
    assert (reading(season) is not None) == read


def test_a_list_published_late_stands_for_as_many_days(season):
    confirmed_in_the_west(season)
    season.clock.move_to(at(7, 8, 23))

    assert list_published(season).objections_until == datetime(2013, 7, 15, tzinfo=SHANGHAI)


def test_a_plan_of_places_stands_on_after_its_objections(season):
    plan_published(season)
    season.clock.move_to(at(8, 1))

    assert season.do(SYSTEM, publish.take_down_ended, district_id="mtg") == 0
    assert "大峪第一小学" in reading(season, "P2").body.decode()


def test_the_bureau_takes_a_notice_down_once_and_nobody_elses(season):
    plan_published(season)
    with pytest.raises(NotThere):
        season.do(OTHER_BUREAU, publish.take_down, publication_id="P2")

    season.do(BUREAU, publish.take_down, publication_id="P2")

    assert reading(season, "P2") is None
    with pytest.raises(Refused) as refused:
        season.do(BUREAU, publish.take_down, publication_id="P2")
    assert refused.value.code == "taken_down"


@pytest.mark.parametrize(
    ("disclosure", "code"),
    [
        ("public_admission_list", "made_from_the_store"), ("school_roster", "not_public"),
        ("no_such_list", "not_public"), ("public_overflow_summary", "not_sealed"),
    ],
)  # fmt: skip
def test_only_public_lists_are_published_and_children_are_never_typed_in(season, disclosure, code):
    with pytest.raises(Refused) as refused:
        season.do(BUREAU, publish.publish_list, cycle_id=CYCLE, disclosure=disclosure,
                  notice=Notice("P3", "名单"), rows=[])  # fmt: skip

    assert refused.value.code == code


@pytest.mark.parametrize(
    "school", ["家长电话13800138000", "110109200703010028"], ids=["telephone", "document number"]
)
def test_a_list_with_something_personal_in_it_is_refused(season, school):
    with pytest.raises(BadInput, match="looks like"):
        plan_published(season, school=school)

    assert reading(season, "P2") is None


def test_a_list_without_rows_is_refused(season):
    with pytest.raises(BadInput, match="no rows"):
        season.do(BUREAU, publish.publish_list, cycle_id=CYCLE, disclosure="public_places_plan",
                  notice=Notice("P3", "招生计划"), rows=[])  # fmt: skip


@pytest.mark.parametrize("title", ["", "关于13800138000"], ids=["empty", "with a telephone"])
def test_a_title_names_a_list_and_no_person(season, title):
    with pytest.raises(BadInput, match="title"):
        season.do(BUREAU, publish.publish_scheme, cycle_id=CYCLE, notice=Notice("P4", title),
                  text="方案")  # fmt: skip


def test_the_scheme_may_name_birth_ranges_and_offices_but_no_telephone_of_a_person(season):
    scheme = "2006年9月1日至2007年8月31日出生；咨询电话69843537；新桥大街1号"
    words = {"cycle_id": CYCLE, "notice": Notice("P4", "2013年入学工作方案")}

    season.do(BUREAU, publish.publish_scheme, text=scheme, **words)

    assert reading(season, "P4").body.decode() == scheme
    with pytest.raises(BadInput, match="telephone"):
        season.do(BUREAU, publish.publish_scheme, text="张老师13800138000", **words)


@pytest.mark.parametrize("who", [WEST, CITY, EXAM], ids=lambda who: who.role)
def test_nobody_but_the_bureau_publishes(season, who):
    with pytest.raises(Refused) as refused:
        season.do(who, publish.publish_scheme, cycle_id=CYCLE, notice=Notice("P4", "方案"),
                  text="方案")  # fmt: skip

    assert refused.value.code == "not_your_move"
