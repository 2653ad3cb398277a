from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from admissions import forms
from admissions.forms import DecisionKind, Fact, PaperLine, Words
from admissions.forms.sheets import DECLARATION
from tests.admissions.printed_sheets import EVERY_SHEET, draw, pages_of, told
from tests.admissions.sheets_made_up import (
    AT,
    DIGEST,
    decision,
    form,
    move,
    notice,
    paper_code,
    receipt_data,
)


@EVERY_SHEET
def test_a_sheet_is_a_pdf_a_2b_and_no_longer_than_it_may_be(kind: str) -> None:
    pdf = draw(kind)

    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert len(pages_of(pdf)) == 1
    assert len(pdf) < 100_000


@EVERY_SHEET
def test_the_same_sheet_gives_the_same_bytes_whatever_the_clock(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = draw(kind)

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "America/New_York")

    assert draw(kind) == first
    assert b"2013-05-20T01:30:00+00:00" in first


@EVERY_SHEET
def test_another_moment_or_text_gives_other_bytes(kind: str) -> None:
    assert draw(kind) != draw(kind, made_at=AT + timedelta(seconds=1))
    assert draw(kind) != draw(kind, code="00000-00000-00000-00000")


@EVERY_SHEET
def test_a_moment_without_zone_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        draw(kind, made_at=datetime(2013, 5, 20))  # noqa: DTZ001


def test_sheets_drawn_side_by_side_are_the_same_as_one_by_one() -> None:
    numbers = [f"MTG13-{at:06d}" for at in range(12)]
    alone = [draw("notice", registration_no=number) for number in numbers]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda number: draw("notice", registration_no=number), numbers))

    assert together == alone


def test_the_form_shows_what_was_entered_and_what_to_bring() -> None:
    sheet = form(notes=(Fact(Words("寄宿学校", "boarding school"), "某寄宿学校"),))

    assert told(
        forms.registration_form(sheet),
        "门头沟区2013年小学入学报名表", "MTG13-004217", "张小禾", "110109200703010028",
        "2007年3月1日",
        "李静", "母亲", "13800138000", "本区常住户口", "第一类：本区户籍", "户口所在地（户口簿）",
        "大峪第一小学、育园小学", "①", "④", "长期居住地的房产证明", "回迁协议", "6月15日—16日",
        "甲10号", DECLARATION.zh, DECLARATION.en, "监护人签字", "69843537", "69840444",
        "某寄宿学校",
        sheet.code, "不得公开、传播",
    )  # fmt: skip


def test_the_form_marks_what_is_wanted_as_original_and_as_copy() -> None:
    papers = (PaperLine(Words("甲"), original=True, copy=False),)

    both_wanted = "".join(pages_of(forms.registration_form(form()))).count("□")
    one_wanted = "".join(pages_of(forms.registration_form(form(papers=papers)))).count("□")

    assert (both_wanted, one_wanted) == (7 + 4, 1 + 4)  # four more stand in the printed words


def test_eleven_papers_are_numbered_to_the_end() -> None:
    papers = tuple(PaperLine(Words(f"材料{at}"), original=True, copy=True) for at in range(11))

    assert told(forms.registration_form(form(papers=papers)), "⑩材料9", "11材料10")


def test_the_receipt_ties_the_registration_to_its_checkpoint() -> None:
    assert told(
        forms.receipt(receipt_data()),
        "MTG13-004217", "张**", "2013年5月20日 09:30:00（北京时间）", DIGEST, "2013-05-20 / 18",
        "5月31日前可修改", "69843537",
    )  # fmt: skip


def test_the_notice_names_school_day_place_papers_and_both_telephones() -> None:
    assert told(
        forms.admission_notice(notice()),
        "门头沟区教育委员会", "入学通知书", "门教入〔2013〕0427号", "2013年7月13日", "张小禾",
        "你已被大峪第一小学录取", "2013年8月31日（星期六）上午9:00", "学校礼堂", "户口簿",
        "69843537",
        "69840444", "不收取报名费、择校费、借读费", "（盖章）",
    )  # fmt: skip


def test_a_paper_code_says_for_whom_it_is_how_long_and_how_it_is_used() -> None:
    assert told(
        forms.desk_code(paper_code()),
        "重设密码凭条", "李*", "MTG13-004217", "7KQ2M-XW94D", "2013年5月21日09:30", "1.打开登录页",
        "2.填写登记编号", "请勿拍照", "69843537",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DecisionKind.DECLINED, "不予接收告知书"),
        (DecisionKind.RETURNED, "审核未通过告知书"),
        (DecisionKind.PLACED, "统筹安排入学告知书"),
    ],
)
def test_a_decision_says_its_reason_its_numbers_and_how_to_object(
    kind: DecisionKind, title: str
) -> None:
    assert told(
        forms.decision_letter(decision(kind)),
        title, "李静（张小禾的监护人", "决定", "统筹安排到育园小学", "多走320米", "960 米", DIGEST,
        "异议与信访", "行政复议", "69843537",
    )  # fmt: skip


def test_a_decision_without_a_computed_placement_names_no_bundle() -> None:
    pdf = forms.decision_letter(decision(DecisionKind.DECLINED, certificate_digest="", facts=()))

    read = "".join(pages_of(pdf))
    assert "结果包摘要" not in read
    assert "依据的数据" not in read


def test_the_letter_of_introduction_names_bearer_count_approval_and_last_day() -> None:
    assert told(
        forms.move_letter(move(3)),
        "海淀区教育委员会", "兹介绍我校赵建国（证件：工作证 0123）", "下列3名新生",
        "初中入学登记表",
        "名单已经门头沟区教育委员会于2013年7月14日批准", "有效期至2013年8月17日，逾期不予办理",
        "MTG13-000003", "110108200101010018", "回户口所在地",
    )  # fmt: skip


def test_a_long_list_repeats_its_head_on_each_page_and_loses_nobody() -> None:
    pages = pages_of(forms.move_letter(move(60)))

    read = "".join(pages)
    assert len(pages) == 2
    assert [page.count("登记编号") for page in pages] == [1, 1]
    assert all(f"MTG13-{at:06d}" in read for at in range(1, 61))
