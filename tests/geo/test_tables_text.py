"""Which rows does a CSV or TSV hold? What Excel writes just works; what is damaged is named."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput, Fault
from geo.tables import read_table, write_csv

HEADER = "home_id,address,places"
ROWS = "H1,北京市门头沟区新桥大街1号,12\nH2,城子街道龙门新区8号楼,30\n"


def file(folder: Path, content: str | bytes, name: str = "homes.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, *required: str) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_table(path, required)
    return caught.value.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_table_reads_the_same_in_each_usual_encoding_and_line_end(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    text = f"{HEADER}\n{ROWS}".replace("\n", newline)

    frame = read_table(file(tmp_path, text.encode(encoding)))

    assert frame["home_id"].tolist() == ["H1", "H2"]
    assert frame["address"].tolist() == ["北京市门头沟区新桥大街1号", "城子街道龙门新区8号楼"]
    assert frame.index.tolist() == [2, 3]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    frame = read_table(file(tmp_path, 'home_id,address\nH1,"line 1\nline 2\nline 3"\n\n,\nH2,x\n'))

    assert frame.index.tolist() == [2, 5]
    assert frame.loc[2, "address"] == "line 1\nline 2\nline 3"


def test_cells_are_text_stripped_and_empty_where_nothing_is_given(tmp_path: Path) -> None:
    frame = read_table(
        file(tmp_path, "home_id,places,note\n 007 ,12.0,\u3000NA \nH2,,null\n"), optional=("tier",)
    )

    assert frame["home_id"].tolist() == ["007", "H2"]
    assert frame["places"].tolist() == ["12.0", ""]
    assert frame["note"].tolist() == ["NA", "null"]
    assert frame["tier"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "home_id\tplaces\nH1\t1,5\n"),
        ("a.csv", "home_id;places\nH1;1,5\n"),
        ("a.csv", "home_id\tplaces\nH1\t1,5\n"),
        ("A.CSV", 'home_id,places\nH1,"1,5"\n'),
    ],
)
def test_the_separator_is_told_by_the_suffix_or_the_first_line(
    tmp_path: Path, name: str, text: str
) -> None:
    frame = read_table(file(tmp_path, text, name), ("home_id", "places"))

    assert frame.loc[2].tolist() == ["H1", "1,5"]


def test_columns_of_another_name_are_renamed_first(tmp_path: Path) -> None:
    frame = read_table(
        file(tmp_path, "编号,地址\nH1,x\n"), ("home_id",), rename={"编号": "home_id"}
    )

    assert list(frame.columns) == ["home_id", "地址"]


def test_empty_columns_that_excel_adds_at_the_end_are_left_out(tmp_path: Path) -> None:
    frame = read_table(file(tmp_path, "home_id,,places,,\nH1,,3,,\n"))

    assert list(frame.columns) == ["home_id", "places"]


@pytest.mark.parametrize(
    ("content", "where", "what", "repair"),
    [
        ("", "homes.csv", "is empty (0 bytes)", "export"),
        ("\n\n", "homes.csv", "no header row", "row 1"),
        (f"{HEADER}\n", "homes.csv", "has no rows", "rows"),
        (f"{HEADER}\n,,\n", "homes.csv", "has no rows", "rows"),
        (f"{HEADER}\nH1,x\n", "homes.csv row 2", "has 2 cells, the header has 3", "quotes"),
        (f"{HEADER}\nH1,x,1,\n", "homes.csv row 2", "has 4 cells, the header has 3", "quotes"),
        ("home_id,a,a\nH1,1,2\n", "homes.csv row 1", "2 columns are named 'a'", "rename"),
        ("home_id,,b\nH1,1,2\n", "homes.csv row 1", "a column has no name", "name every"),
        (f"{HEADER}\nH1,a\0b,1\n", "homes.csv line 2", "NUL", "UTF-8"),
        (f"{HEADER}\nH1,城子\ufffd,1\n", "homes.csv line 2", "lost", "UTF-8"),
        (f'{HEADER}\nH1,"open,1\n', "homes.csv row 2", "cannot be split", "quote"),
        (f'{HEADER}\nH1,"a"b,1\n', "homes.csv row 2", "cannot be split", "quote"),
        (f"{HEADER}\nH1,{'x' * 200_000},1\n", "homes.csv row 2", "field larger", "quote"),
        ("address,places\nx,1\n", "homes.csv row 1", "'home_id' is missing", "add it"),
        ("homeid,places\nx,1\n", "homes.csv row 1", "is it 'homeid'?", "add it"),
        ("Home_ID,places\nx,1\n", "homes.csv row 1", "is it 'Home_ID'?", "add it"),
    ],
)
def test_a_damaged_table_is_refused_where_it_is_damaged(
    tmp_path: Path, content: str, where: str, what: str, repair: str
) -> None:
    faults = refusal(file(tmp_path, content), "home_id")

    assert faults[0].where == where
    assert what in faults[0].what
    assert repair in faults[0].repair


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        ("home_id,name\nH1,Grundschule an der Köllnischen Heide\n".encode("latin-1"),
         "homes.csv", "neither UTF-8 nor"),
        ("home_id,name\nH1,Köln Süd Straße äöü\n".encode("cp1252"), "homes.csv line 2",
         "neither"),
        ("home_id,name\nH1,國民小學學區劃分與招生辦法\n".encode("big5"), "homes.csv", "neither"),
        ("home_id,name\nH1,ひらがなとカタカナの学校\n".encode("shift-jis"), "homes.csv", "neither"),
        (b"home_id,name\nH1,\xff\xff\xff\n", "homes.csv line 2", "neither"),
        ("home_id,name\nH1,城子小学\nH2,育园".encode()[:-1], "homes.csv line 3", "damaged UTF-8"),
        ("home_id,name\nH1,x\n".encode("utf-16-le"), "homes.csv line 1", "NUL"),
        (b"\xff\xfeh\x00o", "homes.csv line 1", "neither"),
        (b"PK\x03\x04 a workbook renamed", "homes.csv", "starts as a .xlsx file does"),
        (b"SQLite format 3\x00", "homes.csv", "starts as a .gpkg file does"),
    ],
)  # fmt: skip
def test_bytes_in_a_doubtful_encoding_are_not_guessed_at(
    tmp_path: Path, content: bytes, where: str, what: str
) -> None:
    faults = refusal(file(tmp_path, content))

    assert faults[0].where == where
    assert what in faults[0].what


def test_a_rare_character_in_a_name_does_not_make_gb18030_doubtful(tmp_path: Path) -> None:
    path = file(
        tmp_path, "地址,姓名\n龙门新区,陶喆\n新桥大街,朱镕基\n城子街道,𠮷田\n".encode("gb18030")
    )

    assert read_table(path)["姓名"].tolist() == ["陶喆", "朱镕基", "𠮷田"]


def test_ragged_rows_are_all_reported_but_not_without_end(tmp_path: Path) -> None:
    faults = refusal(file(tmp_path, HEADER + "\n" + "H1,x\n" * 100))

    assert [fault.where for fault in faults[:2]] == ["homes.csv row 2", "homes.csv row 3"]
    assert len(faults) == 21
    assert "80 more rows" in faults[-1].what


def test_all_missing_columns_are_reported_together(tmp_path: Path) -> None:
    faults = refusal(file(tmp_path, "a,b\n1,2\n"), "home_id", "address", "tier")

    assert len(faults) == 3


def test_a_required_column_in_other_letters_is_one_fault(tmp_path: Path) -> None:
    assert len(refusal(file(tmp_path, "Home_ID\nH1\n"), "home_id")) == 1


def test_a_text_too_large_for_memory_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.safe_open.MAX_TEXT_BYTES", 20)

    assert "more than the 20 allowed" in refusal(file(tmp_path, f"{HEADER}\n{ROWS}"))[0].what


def test_an_optional_column_in_other_letters_is_not_quietly_ignored(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'Tier' is not 'tier'"):
        read_table(file(tmp_path, "home_id,Tier\nH1,2\n"), ("home_id",), ("tier",))


@pytest.mark.parametrize(
    ("rename", "what"),
    [
        ({"address": "home_id"}, "two columns 'home_id'"),
        ({"adress": "place"}, "is it 'address'?"),
        ({"address": "x", "places": "x"}, "two columns 'x'"),
    ],
)
def test_a_renaming_that_does_not_fit_is_refused(
    tmp_path: Path, rename: dict[str, str], what: str
) -> None:
    path = file(tmp_path, f"{HEADER}\n{ROWS}")

    with pytest.raises(BadInput) as caught:
        read_table(path, rename=rename)
    assert what in caught.value.faults[0].what


def test_two_columns_may_swap_their_names(tmp_path: Path) -> None:
    frame = read_table(file(tmp_path, "x,y\n1,2\n"), rename={"x": "y", "y": "x"})

    assert frame.loc[2].to_dict() == {"y": "1", "x": "2"}


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.csv")[0].what
    assert "is a directory" in refusal(tmp_path)[0].what
    assert "cannot be read" in refusal(tmp_path / ("x" * 300 + ".csv"))[0].what
    assert "unknown suffix '.doc'" in refusal(file(tmp_path, "x", "homes.doc"))[0].what
    assert "unknown suffix ''" in refusal(file(tmp_path, "x", "homes"))[0].what


cells = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufffd"), max_size=12
).map(str.strip)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_whatever_text_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    from geo.formula import plain_text

    path = tmp_path_factory.mktemp("t") / "a.csv"
    frame = pd.DataFrame([("x", *row) for row in rows], columns=["id", "a", "b"], dtype="str")

    write_csv(frame, path)
    back = read_table(path)

    for column in ("a", "b"):
        texts = [plain_text(text) for text in back[column]]
        assert texts == frame[column].tolist()
