"""S5–S78, what is told and to whom: lists, figures, messages, papers of a move, telephones."""

import csv
import io

import pytest

from admissions.actions import amend, publish, transfers
from admissions.roles import SYSTEM
from admissions.statistics import figures, withheld
from admissions.store.statistics import groups_of
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.actions.autumn import confirmed, with_stone
from tests.admissions.actions.june import code_of
from tests.admissions.actions.test_amend import moved_child, proposed
from tests.admissions.actions.test_expected import missing, register, row, take_in
from tests.admissions.actions.test_publish import (
    ENDS,
    confirmed_in_the_west,
    list_published,
    reading,
)
from tests.admissions.entries import non_local_entry
from tests.admissions.season import BUREAU, BUREAU_2, CYCLE, LIN, MU, WEST, numbered
from tests.service.web.site import close, new_site


def test_s05_s48_the_list_is_published_with_masked_names_and_taken_down(season):
    """S5 S48 录取名单公示：只有编号、姓名隐去、学校、批次；公示期满即撤下。"""
    first, second, _ = confirmed_in_the_west(season)
    list_published(season)

    rows = list(csv.reader(io.StringIO(reading(season).body.decode("utf-8-sig"))))[1:]
    season.clock.move_to(ENDS)

    assert rows == [[first, "张**", "西小学", "第一批"], [second, "张**", "西小学", "第一批"]]
    assert season.do(SYSTEM, publish.take_down_ended, district_id="mtg") == 1
    assert reading(season) is None


def test_s30_s52_a_new_pupil_moves_only_by_the_bureaus_papers(season):
    """S30 S52 不得随意跨片、跨区：先申请，区教委批准，接收学校开具介绍信。"""
    with_stone(season)
    number = confirmed(season)

    alone = code_of(season, WEST, transfers.release, transfer_id="T1")
    season.do(MU, transfers.request, transfer_id="T1", application_id=number,
              to_school_id="stone", ground=transfers.Ground.NEW_HOME)  # fmt: skip
    assert alone == "not_your_move"
    assert code_of(season, BUREAU, transfers.release, transfer_id="T1") == "not_collected"
    assert season.stage(number) == "confirmed"


def test_s59_what_the_database_file_holds_of_a_child_cannot_be_read_in_it(season):
    """S59 个人信息不外泄：数据库文件里读不到证件号、电话、住址、姓名。"""
    child = numbered(2)
    season.submitted(MU, child)
    season.store.close()
    raw = b"".join(path.read_bytes() for path in season.folder.glob("season.db*"))

    for personal in (child.id_number, child.guardian_phone, child.residence_address,
                     child.hukou_address, child.child_name, child.guardian_name):  # fmt: skip
        assert personal.encode() not in raw


def test_s68_the_text_message_leaves_with_the_confirmation_and_holds_no_name(season):
    """S68 确认接收后短信通知家长；短信里没有孩子姓名。"""
    number = confirmed(season)
    file = season.folder / "sent.jsonl"
    worker = Worker(season.store, FileGateway(file), {}, (), lambda: "t1")

    done = worker.run_once(season.clock())
    sent = file.read_text(encoding="utf-8")

    assert done.not_sent == 0
    assert done.sent >= 1
    assert f"登记编号尾号{number[-4:]}：西小学确认接收" in sent
    assert numbered(2).child_name not in sent


def test_s71_s51_a_season_counts_itself_and_the_non_local_children_in_it(season):
    """S71 S51 统计自动生成：各校、各类人数，非京籍单独一栏；小于 5 的不对外给出。"""
    season.submitted(MU, numbered(2))
    season.entered(LIN, non_local_entry(id_number=numbered(4).id_number))

    found = {one.school_id: one for one in figures(
        season.store.read(BUREAU, lambda tx: groups_of(tx, CYCLE, "mtg")))}  # fmt: skip

    assert found["west"].by_category == {"one": 1, "three": 1}
    assert withheld([[1, 0, 0]]) == [[None, 0, 0, None], [None, 0, 0, None]]


def test_s74_who_has_not_registered_is_on_a_list(season):
    """S74 所有适龄儿童均须参加：已知名单中未登记的，一一列出，姓名隐去。"""
    take_in(season, row("002"), row("004", "李一"))
    register(season, "002")

    assert [name for name, _ in missing(season)] == ["李*"]


def test_g6_a_special_case_needs_two_people(season):
    """G6 特殊情况须两人：提出的人不能自己批准。"""
    number = moved_child(season)
    season.do(BUREAU, amend.propose, **proposed(season, number))

    assert code_of(season, BUREAU, amend.approve, amendment_id="M1") == "needs_another_person"
    season.do(BUREAU_2, amend.approve, amendment_id="M1")
    season.do(BUREAU, amend.apply_place, amendment_id="M1")


@pytest.fixture
def site(tmp_path):
    found = new_site(tmp_path)
    yield found
    close(found)


def test_s78_both_supervision_numbers_stand_on_every_page(site):
    """S78 两个监督电话，在每个网页的下方。"""
    for path in ("/", "/lookup", "/calendar", "/log-in", "/no-such-page"):
        page = site.web.get(path).text

        assert "69843537" in page
        assert "69840444" in page


def test_s62_s17_the_zone_of_a_home_is_asked_on_a_page_without_an_account(site):
    """S17 S62 查询住址所属服务片：不用登录，不保存。"""
    answer = site.web.post("/lookup", data={"csrf": "", "address": "西街1号"})

    assert answer.status_code == 200
    assert "zone-west" in answer.text or "west" in answer.text
