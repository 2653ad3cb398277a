import contextlib
import csv
import io
import random
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from admissions import exports
from admissions.disclosure import DISCLOSURES, ColumnKind, DisclosedTable, frame_for
from admissions.exports import Heading, inert, to_csv, to_xlsx
from geo.faults import BadInput
from geo.formula import plain_text
from tests.admissions.disclosed_rows import named, row_of

RUNS = "=+-@＝＋－＠"
HIDDEN = [
    "",
    "\ufeff",
    "\u200b",
    "\u2060",
    "\u00ad",
    "\u202e",
    " ",
    "\u3000",
    "\t",
    "\r",
    "\n",
    "'",
]
BODIES = ["1+1", 'HYPERLINK("http://x","点")', "cmd|' /C calc'!A0", "SUM(A1:A9)", "5", "张三"]


def hostile_corpus() -> list[str]:
    """Return 200 texts that a spreadsheet could run, each by other signs before its body."""
    draw = random.Random(200)
    made = {
        "_x003D_1+1",
        "_x0040_SUM(1)",
        "\t张三",
        "\r张三",
        "\n张三",
        "−1",
        "﹦1+1",
        "+8613800138000",
    }
    while len(made) < 200:
        before = "".join(draw.choices(HIDDEN, k=2))
        made.add(
            before + draw.choice(RUNS) + draw.choice(BODIES) + draw.choice(["", ',"', "\r\n=1"])
        )
    return sorted(made)


CORPUS = hostile_corpus()
WITH_TEXT = {
    name: [
        column.name for column in each.columns if column.kind in {ColumnKind.TEXT, ColumnKind.NAME}
    ]
    for name, each in DISCLOSURES.items()
}


def hostile_table(name: str) -> DisclosedTable:
    rows = [row_of(named(name), **dict.fromkeys(WITH_TEXT[name], text)) for text in CORPUS]
    return DisclosedTable(
        named(name),
        tuple(tuple(row.values()) for row in rows),  # type: ignore[arg-type]
    )


def could_run(text: str) -> bool:
    """Say by a slow second way whether the first sign that is seen would run."""
    seen = text.lstrip("\ufeff\u200b\u2060\u00ad\u202e \u3000\t\r\n")
    return seen[:1] in set(RUNS) | {"−", "﹦"} or text[:1] in set("\t\r\n")


def read_csv(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", CORPUS)
def test_a_text_that_could_run_gets_one_apostrophe_and_keeps_the_rest(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["张三", "2013-06-15", "大峪第一小学", "a=b", "'张三", "1-35号", "", "\ufeff张三", "_x5F20_三"],
)
def test_a_text_that_runs_nothing_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "＠SUM(1)", "\t张三", " -1+2"])
def test_a_neutralised_text_can_be_given_back(text: str) -> None:
    assert plain_text(inert(text)) == text


def test_the_corpus_has_two_hundred_texts_that_could_run() -> None:
    assert len(CORPUS) == 200
    bare = [text for text in CORPUS if not text.startswith("_x") and "'" not in text[:3]]
    assert all(map(could_run, bare))


@pytest.mark.parametrize("name", DISCLOSURES)
def test_no_cell_of_a_workbook_is_a_formula_whatever_the_texts(name: str) -> None:
    table = hostile_table(name)

    sheet = load_workbook(io.BytesIO(to_xlsx(table))).worksheets[0]

    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert len(cells) == 201 * len(table.disclosure.columns)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell for cell in cells[len(table.disclosure.columns) :] if cell.data_type == "s"]
    assert {cell.number_format for cell in texts} == {"@"}
    assert not any(could_run(str(cell.value)) for cell in texts)


@pytest.mark.parametrize("name", DISCLOSURES)
def test_no_cell_of_a_csv_could_run_whatever_the_texts(name: str) -> None:
    table = hostile_table(name)

    read = read_csv(to_csv(table))

    assert len(read) == 201
    assert {len(row) for row in read} == {len(table.disclosure.columns)}
    assert not any(could_run(cell) for row in read for cell in row)


@pytest.mark.parametrize("name", [name for name, each in DISCLOSURES.items() if each.public])
def test_a_hostile_text_that_passes_the_gate_of_a_public_list_runs_nothing(name: str) -> None:
    passed = []

    for text in CORPUS:
        row = row_of(named(name), **dict.fromkeys(WITH_TEXT[name], text))
        with contextlib.suppress(BadInput):
            passed.append(frame_for(named(name), [row]))

    assert len(passed) > 150
    assert not any(could_run(cell) for table in passed for cell in read_csv(to_csv(table))[1])


def test_a_csv_reads_back_as_it_was_with_the_headings_asked_for() -> None:
    plan = named("public_places_plan")
    table = frame_for(plan, [row_of(plan, school='大峪"第一",小学\r\n（东）', level="小学")])

    assert read_csv(to_csv(table)) == [
        ["学校", "学段", "班数", "班额", "计划招生数"],
        ['大峪"第一",小学\r\n（东）', "小学", "120", "120", "120"],
    ]
    assert read_csv(to_csv(table, Heading.EN))[0][4] == "planned places"
    assert read_csv(to_csv(table, Heading.NAME))[0][4] == "places"


def test_a_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_utf_8() -> None:
    assert to_csv(frame_for(named("statistics"), [])).startswith(b'\xef\xbb\xbf"\xe6\x8c\x87')


def test_numbers_are_numbers_and_long_digits_stay_text_in_a_workbook() -> None:
    roster = named("exam_centre_roster")
    plan = named("public_places_plan")

    children = load_workbook(io.BytesIO(to_xlsx(frame_for(roster, [row_of(roster)]))))
    places = load_workbook(io.BytesIO(to_xlsx(frame_for(plan, [row_of(plan)]))))

    row = [cell.value for cell in next(children.worksheets[0].iter_rows(min_row=2))]
    assert row[3:5] == ["110109200703010028", "2007-03-01"]
    assert [cell.value for cell in next(places.worksheets[0].iter_rows(min_row=2))][2:] == [120] * 3


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "TRUE", "1E5", "0012"])
def test_a_text_that_a_workbook_knows_as_something_else_stays_text(text: str) -> None:
    roster = named("school_roster")

    written = to_xlsx(frame_for(roster, [row_of(roster, batch=text)]))

    cell = load_workbook(io.BytesIO(written)).worksheets[0]["F2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_moment_is_written_in_the_time_of_shanghai() -> None:
    log = named("read_log_report")
    at = datetime(2013, 5, 31, 16, 0, tzinfo=UTC)

    read = read_csv(to_csv(frame_for(log, [row_of(log, at=at)])))

    assert read[1][0] == "2013-06-01T00:00:00+08:00"


def test_the_same_table_gives_the_same_workbook_at_any_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = hostile_table("move_list")

    first = to_xlsx(table)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 5, 3, 2, 0))
    second = to_xlsx(table)

    assert first == second
    parts = zipfile.ZipFile(io.BytesIO(first))
    assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert parts.read("docProps/core.xml").count(b">1980-01-01T00:00:00Z<") == 2
    assert load_workbook(io.BytesIO(first)).properties.modified == datetime(1980, 1, 1)  # noqa: DTZ001


def test_a_table_longer_than_a_worksheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    statistics = named("statistics")
    table = frame_for(statistics, [row_of(statistics)] * 3)

    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    assert load_workbook(io.BytesIO(to_xlsx(table))).worksheets[0].max_row == 4
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    with pytest.raises(BadInput, match="more than 2 rows"):
        to_xlsx(table)
