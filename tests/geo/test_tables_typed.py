"""Which cells does a Parquet or Excel table hold, and which files are not even opened?"""

import datetime as dt
import decimal
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.faults import BadInput, Fault
from geo.tables import read_table
from tests.geo.parsed_here import parse_here


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "in_child" not in request.node.name:
        monkeypatch.setattr("geo.typed_table.parse_in_child", parse_here)


def refusal(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_table(path)
    return caught.value.faults


def workbook(path: Path, *rows: list[object], **more_sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, sheet_rows in more_sheets.items():
        sheet = book.create_sheet(title)
        for row in sheet_rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_reads_as_the_text_it_shows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "schools.xlsx",
        ["school_id", "name", "places", "from", "open"],
        ["001", "城子小学", 120, dt.date(2013, 5, 31), True],
        [None, None, None, None, None],
        [" S2 ", None, 12.0, dt.datetime(2013, 6, 1, 8, 30), False],  # noqa: DTZ001
        ["S3", "=x'", 12.5, None, None],
    )

    with pytest.raises(BadInput, match="formula"):
        read_table(path)
    book = openpyxl.load_workbook(path)
    book.active["B5"] = "x"
    book.save(path)

    frame = read_table(path, ("school_id",))

    assert frame.index.tolist() == [2, 4, 5]
    assert frame["school_id"].tolist() == ["001", "S2", "S3"]
    assert frame["places"].tolist() == ["120", "12", "12.5"]
    assert frame["from"].tolist() == ["2013-05-31", "2013-06-01T08:30:00", ""]
    assert frame["open"].tolist() == ["1", "0", ""]


def test_a_formula_is_refused_at_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["id", "places"], ["S1", "=1+1"], ["S2", "=SUM(B2:B2)"])

    faults = refusal(path)

    assert [fault.where for fault in faults] == [
        "a.xlsx sheet 'Sheet' cell B2", "a.xlsx sheet 'Sheet' cell B3",
    ]  # fmt: skip
    assert "formula (=1+1)" in faults[0].what
    assert "Values" in faults[0].repair


def test_an_error_value_is_refused_at_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["id", "places"], ["S1", "#N/A"])

    assert "cell B2" in refusal(path)[0].where


@pytest.mark.parametrize(
    ("rows", "more", "what"),
    [
        ([], {}, "no filled sheet"),
        ([["id"]], {}, "has no rows"),
        ([["id"], ["S1"]], {"b": [["x"]]}, "several filled sheets: 'Sheet', 'b'"),
        ([[], ["id"], ["S1"]], {}, "is empty"),
        ([["id"], ["S1", "beyond"]], {}, "beyond the header"),
        ([["id", "id"], ["S1", "x"]], {}, "2 columns are named 'id'"),
        ([["id", None, "n"], ["S1", "x", "1"]], {}, "a column has no name"),
    ],
)
def test_a_workbook_that_is_no_one_table_is_refused(
    tmp_path: Path, rows: list[list[object]], more: dict[str, list[list[object]]], what: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", *rows, **more)

    assert what in refusal(path)[0].what


def test_an_empty_second_sheet_is_no_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["id"], ["S1"], Sheet2=[])

    assert read_table(path)["id"].tolist() == ["S1"]


def zipped(path: Path, members: dict[str, bytes], *, packed: bool = True) -> Path:
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


PARTS = {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {**PARTS, "xl/worksheets/sheet1.xml": b"0" * 50_000_000})

    faults = refusal(path)

    assert path.stat().st_size < 60_000
    assert "as a zip bomb does" in faults[0].what
    assert "sheet1.xml" in faults[0].where


def test_members_too_many_too_large_hidden_or_escaping_are_refused(tmp_path: Path) -> None:
    many = zipped(tmp_path / "many.xlsx", {**PARTS, **{f"m{i}": b"" for i in range(2001)}})
    escaping = zipped(tmp_path / "escaping.xlsx", {**PARTS, "../../etc/passwd": b"x"})

    assert "2,003 members" in refusal(many)[0].what
    assert "unsafe name" in refusal(escaping)[0].what


def test_an_archive_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {**PARTS, "big": b"x"}, packed=False)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 2**31)
    path.write_bytes(data)

    assert "would unpack to" in refusal(path)[0].what


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", PARTS)
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)

    assert refusal(path)[0].what == "is encrypted"


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {**PARTS, "big": b"x" * 5000}, packed=False)
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02", data.rindex(b"xl/workbook.xml"[:3]) - 60)
    entry_at = data.rindex(b"PK\x01\x02")
    entry = data[entry_at : data.rindex(b"PK\x05\x06")]
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    entries = struct.unpack("<H", end[10:12])[0]
    struct.pack_into("<HH", end, 8, entries + 3, entries + 3)
    size = struct.unpack("<I", end[12:16])[0]
    struct.pack_into("<I", end, 12, size + 3 * len(entry))
    assert start <= entry_at
    path.write_bytes(data[:entry_at] + entry * 4 + end)

    assert any("overlap" in fault.what for fault in refusal(path))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_a_file_cut_anywhere_is_refused_or_whole(tmp_path: Path, name: str) -> None:
    whole = tmp_path / f"whole-{name}"
    if name.endswith("xlsx"):
        workbook(whole, ["id", "n"], *[[f"S{i}", i] for i in range(50)])
    else:
        pd.DataFrame({"id": [f"S{i}" for i in range(50)]}).to_parquet(whole)
    data = whole.read_bytes()

    for part in (0.01, 0.3, 0.7, 0.99):
        path = tmp_path / name
        path.write_bytes(data[: int(len(data) * part)])
        assert refusal(path)[0].where.startswith(name)


def test_a_workbook_that_expands_its_own_markup_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["id"], ["S1"])
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l11;</x>'
    members = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            members[info.filename] = archive.read(info)
    members["xl/worksheets/sheet1.xml"] = bomb.encode()
    zipped(path, members)

    assert "is no readable workbook" in refusal(path)[0].what


def test_a_renamed_archive_is_no_workbook(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {"zones.shp": b"x"})

    assert "no Excel workbook" in refusal(path)[0].what


def test_an_old_excel_file_is_refused_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    assert "does not start as a .xlsx file does" in refusal(path)[0].what


def test_parquet_columns_of_each_plain_type_read_as_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array(["H1", "H2"]).dictionary_encode(),
            "whole": pa.array([12, None], pa.int32()),
            "float": pa.array([12.0, 116.35]),
            "large": pa.array([1e300, -0.0]),
            "yes": pa.array([True, False]),
            "day": pa.array([dt.date(2013, 5, 31), None]),
            "at": pa.array([1, 0], pa.timestamp("ns")),
            "money": pa.array([decimal.Decimal("12.50"), None]),
            "none": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")

    frame = read_table(tmp_path / "a.parquet")

    assert frame.index.tolist() == [2, 3]
    assert frame.loc[2].tolist()[:4] == ["H1", "12", "12", "1e+300"]
    assert frame.loc[3].tolist()[:4] == ["H2", "", "116.35", "0"]
    assert frame["yes"].tolist() == ["1", "0"]
    assert frame["day"].tolist() == ["2013-05-31", ""]
    assert frame["at"].tolist() == ["1970-01-01T00:00:00.000000001", "1970-01-01"]
    assert frame["money"].tolist() == ["12.5", ""]
    assert frame["none"].tolist() == ["", ""]


def test_a_nan_in_parquet_is_text_that_no_number_reader_takes(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": pa.array([float("nan"), float("inf")])}), tmp_path / "a.parquet")

    assert read_table(tmp_path / "a.parquet")["x"].tolist() == ["nan", "inf"]


def test_lists_structures_and_bytes_in_parquet_are_refused_by_column(tmp_path: Path) -> None:
    table = pa.table(
        {"ids": pa.array([["a"]]), "at": pa.array([{"x": 1}]), "raw": pa.array([b"x"]), "ok": [1]}
    )
    pq.write_table(table, tmp_path / "a.parquet")

    faults = refusal(tmp_path / "a.parquet")

    assert [fault.where for fault in faults] == [
        f"a.parquet column {name!r}" for name in ("ids", "at", "raw")
    ]


def test_a_parquet_table_without_rows_or_with_doubled_columns_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), tmp_path / "a.parquet")
    doubled = pa.Table.from_arrays([pa.array(["x"])] * 2, names=["id", "id"])
    pq.write_table(doubled, tmp_path / "b.parquet")

    assert "has no rows" in refusal(tmp_path / "a.parquet")[0].what
    assert "2 columns are named 'id'" in refusal(tmp_path / "b.parquet")[0].what


def test_text_named_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("home_id\n")

    assert "does not start as a .parquet file does" in refusal(tmp_path / "a.parquet")[0].what


def test_a_table_survives_each_format_also_in_child_processes(tmp_path: Path) -> None:
    rows = {"home_id": ["H1", "H2"], "address": ["新桥大街1号", "城子"], "places": ["12", ""]}
    frame = pd.DataFrame(rows, dtype="str")
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet", index=False)
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    out = io.StringIO()
    frame.to_csv(out, index=False, sep="\t")
    (tmp_path / "a.tsv").write_text(out.getvalue(), encoding="utf-8")

    read = [read_table(tmp_path / f"a.{kind}") for kind in ("csv", "tsv", "parquet", "xlsx")]

    for other in read[1:]:
        pd.testing.assert_frame_equal(read[0], other)
