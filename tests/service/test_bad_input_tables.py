"""A broken table of homes or schools is refused whole, cell by cell, with its repair."""

import gzip
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest

from .calls import assign_words, call, refused, refused_file, refused_town
from .town import X0, Y0, Town, crowded_town

BROKEN_BYTES = {
    "empty": (lambda _: b"", ("is empty",)),
    "blanks only": (lambda _: b"  \n \n", ("has no header row",)),
    "header only": (lambda data: data.split(b"\n")[0] + b"\n", ("no rows",)),
    "NUL": (lambda data: data.replace(b",", b"\0,", 1), ("NUL",)),
    "UTF-16 without its mark": (lambda data: data.decode().encode("utf-16-le"), (" line ",)),
    "neither UTF-8 nor GB18030": (lambda data: data + b"\xff\xfe\x81,", (" line ",)),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), (".csv",)),
    "a zip": (lambda _: b"PK\x03\x04" + bytes(100), ("starts as a .xlsx",)),
    "a web page": (lambda _: b"<html><body>404</body></html>", ("row 1", "is missing")),
    "a short row": (lambda data: data + b"x,y\n", ("has 2 cells",)),
    "a long row": (lambda data: data + b"x," * 40 + b"\n", ("has 41 cells",)),
    "an open quote": (lambda data: data + b'"abc,1,2\n', ("quote",)),
    "two columns of one name": (
        lambda data: data.replace(b"datum", b"x", 1), ("2 columns are named 'x'",)),
    "a column without a name": (lambda data: data.replace(b"datum", b"", 1), ("no name",)),
    "a column in capitals": (lambda data: data.replace(b"_id", b"_ID", 1), ("is missing (is it",)),
    "a column nearly named": (lambda data: data.replace(b"_id", b"id", 1), ("is missing (is it",)),
}  # fmt: skip


@pytest.mark.parametrize("name", ["homes.csv", "schools.csv"])
@pytest.mark.parametrize("kind", BROKEN_BYTES)
def test_a_broken_file_is_refused(tmp_path, name, kind):
    change, expected = BROKEN_BYTES[kind]
    refused_file(tmp_path, name, change, (name, *expected))


BROKEN_HOMES: dict[str, tuple[dict[str, Any], str]] = {
    "no home id": ({"home_id": ""}, "no home_id"),
    "a tier of 0": ({"tier": 0}, "tier 0"),
    "a negative tier": ({"tier": -1}, "tier -1"),
    "half a tier": ({"tier": "1.5"}, "'1.5' is not a whole number"),
    "a full-width tier": ({"tier": "１"}, "half-width"),
    "an exponent": ({"tier": "1e1"}, "not a whole number"),
    "not a number": ({"tier": "nan"}, "not a whole number"),
    "a tier of 400 digits": ({"tier": "9" * 400}, "digits"),
    "a preference of 2": ({"preference": 2}, "preference 2"),
    "a preference in words": ({"preference": "是"}, "not a whole number"),
    "negative points": ({"points": -1}, "points -1"),
    "a negative lottery number": ({"lottery_no": -5}, "lottery_no -5"),
    "fewer than no children": ({"children": -1}, "children -1"),
    "a billion children": ({"children": 10**9}, "children 1000000000"),
    "twins in a row of two": ({"children": 2, "twins": "t"}, "one row per child"),
    "a brother at no school": ({"siblings_at": "Q"}, "siblings_at names school Q"),
    "a bar at no school": ({"barred": "A;Q"}, "barred names school Q"),
    "a bar in other letters": ({"barred": "a"}, "barred names school a"),
    "a bar at the only school of the zone": ({"barred": "A"}, "is barred"),
    "a decision for no zone": ({"zone_id": "Q"}, "'Q'"),
    "a decision for two zones": ({"zone_id": "West;East"}, "'West;East'"),
    "x not a number": ({"x": "nan"}, "x 'nan' is not a number"),
    "x infinite": ({"x": "inf"}, "x 'inf' is not a number"),
    "x without y": ({"y": ""}, "x is given without y"),
    "x in words": ({"x": "a"}, "x 'a' is not a number"),
    "x beyond all numbers": ({"x": "1e308"}, "outside the area"),
    "x in full-width digits": ({"x": "４２３０２０"}, "half-width"),
    "x with a thousands comma": ({"x": "423,020"}, "is not a number"),
    "no datum": ({"datum": ""}, "without their datum"),
    "an unknown datum": ({"datum": "foo"}, "not a known datum"),
    "an unknown code": ({"datum": "EPSG:99999"}, "not in the EPSG register"),
    "metres said to be degrees": ({"datum": "WGS84"}, "not in degrees"),
    "metres of a web map": ({"datum": "EPSG:3857"}, "EPSG:4548"),
    "degrees said to be metres": ({"x": 116.1, "y": 39.9}, "looks like degrees"),
    "northing first": ({"x": Y0 + 50, "y": X0 + 20}, "swapped"),
    "latitude first": ({"x": 39.93, "y": 116.1, "datum": "WGS84"}, "latitude before longitude"),
}


@pytest.mark.parametrize("kind", BROKEN_HOMES)
def test_a_broken_home_is_named_by_its_row(tmp_path, kind):
    cells, expected = BROKEN_HOMES[kind]
    refused_town(tmp_path, lambda town: town.homes[1].update(cells), ("homes.csv row 3", expected))


SAME_CHILD = {
    "letter by letter": "An", "in lower case": "an", "in full-width letters": "Ａn",
    "with an invisible blank": "An\u200b", "decomposed": "A\u0301n",
}  # fmt: skip


@pytest.mark.parametrize("kind", SAME_CHILD)
def test_one_child_is_never_counted_as_two(tmp_path, kind):
    def twice(town: Town) -> None:
        town.homes[0]["child_id"] = "\u00c1n" if kind == "decomposed" else "An"
        town.homes[1]["child_id"] = SAME_CHILD[kind]

    refused_town(tmp_path, twice, ("homes.csv row 3",))


def test_a_row_of_two_children_takes_no_other_childs_name(tmp_path):
    def clash(town: Town) -> None:
        town.homes[0].update(child_id="K", children=2)
        town.homes[1].update(child_id="K/00001")

    refused_town(tmp_path, clash, ("homes.csv", "K/00001"))


@pytest.mark.parametrize(
    "sign", ["\n", "\x07", "\u202e", "\x7f"], ids=["new line", "bell", "right to left", "delete"]
)
def test_an_id_holds_no_signs_that_hide_or_turn_text(tmp_path, sign):
    refused_town(
        tmp_path, lambda town: town.homes[1].update(child_id=f"Ba{sign}i"), ("homes.csv row 3",)
    )


def test_a_citizen_number_is_no_child_id(tmp_path):
    """S59: the list of placements is published with the ids it was given."""
    refused_town(
        tmp_path, lambda town: town.homes[1].update(child_id="11010519491231002X"),
        ("homes.csv row 3",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2, "", 4, 5], "1 children have no lottery_no"),
        ([1, 2, 2, 4, 5], "lottery_no 2 is given twice"),
        (["7", "007", 1, 2, 3], "lottery_no 7 is given twice"),
    ],
    ids=["one child without", "one number twice", "one number written in two ways"],
)
def test_lottery_numbers_are_given_to_all_and_once(tmp_path, numbers, expected):
    def give(town: Town) -> None:
        for home, number in zip(town.homes, numbers, strict=True):
            home["lottery_no"] = number

    refused_town(tmp_path, give, ("homes.csv row", expected))


@pytest.mark.parametrize(
    ("twins", "expected"),
    [
        ({0: "t"}, "one child alone"),
        ({0: "t", 3: "t"}, "differ in tier or zone"),
        ({0: "t", 1: "T"}, "one child alone"),
    ],
    ids=["a twin alone", "twins of two zones", "groups in other letters"],
)
def test_twins_are_two_of_one_home(tmp_path, twins, expected):
    def name(town: Town) -> None:
        for row, group in twins.items():
            town.homes[row]["twins"] = group

    refused_town(tmp_path, name, ("twins", expected))


def test_every_fault_of_a_table_is_said_at_once(tmp_path):
    def spoil(town: Town) -> None:
        town.homes[0].update(tier=0, preference=2)
        town.homes[4].update(home_id="", points="x")

    said = refused_town(tmp_path, spoil, ())

    assert said.count("homes.csv row 2") == 2
    assert said.count("homes.csv row 6") == 2


BROKEN_SCHOOLS: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"school_id": ""}, "no school_id"),
    "the id of another": ({"school_id": "B"}, "school B has two values"),
    "negative places": ({"places": -1}, "places '-1'"),
    "half a place": ({"places": 1.5}, "places '1.5'"),
    "a billion places": ({"places": 10**9}, "places '1000000000'"),
    "no number of places": ({"places": ""}, "no number of places"),
    "classes without a size": ({"places": "", "classes": 2}, "no number of places"),
    "classes in words": ({"classes": "x"}, "classes 'x'"),
    "an unknown level": ({"level": "x"}, "level 'x'"),
    "two levels": ({"level": "primary;junior"}, "level 'primary;junior'"),
    "no gate": ({"x": "", "y": "", "datum": ""}, "no gate"),
    "a gate without a datum": ({"datum": ""}, "without their datum"),
    "a gate with swapped axes": ({"x": Y0, "y": X0}, "swapped"),
    "a gate 200 km away": ({"x": X0 + 200_000}, "school A"),
    "an id that is a list": ({"school_id": "A;B"}, "A;B"),
    "an id in two lines": ({"school_id": "A\nB"}, "do not show"),
}


@pytest.mark.parametrize("kind", BROKEN_SCHOOLS)
def test_a_broken_school_is_named_by_its_row(tmp_path, kind):
    cells, expected = BROKEN_SCHOOLS[kind]
    refused_town(tmp_path, lambda town: town.schools[0].update(cells), ("schools.csv", expected))


def test_the_gates_of_one_school_may_not_contradict_each_other(tmp_path):
    refused_town(
        tmp_path, lambda town: town.schools.append(town.schools[0] | {"places": 7}),
        ("schools.csv row 2; schools.csv row 4", "two values of places: 2, 7"),
    )  # fmt: skip


def test_a_school_of_two_levels_is_refused(tmp_path):
    refused_town(
        tmp_path, lambda town: town.schools.append(town.schools[0] | {"level": "junior"}),
        ("two values of level",),
    )  # fmt: skip


SAME_BYTES = {
    "with a mark": lambda data: b"\xef\xbb\xbf" + data,
    "with CR LF": lambda data: data.replace(b"\n", b"\r\n"),
    "in GB18030": lambda data: data.decode().encode("gb18030"),
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
}


@pytest.mark.parametrize("kind", SAME_BYTES)
def test_the_same_table_in_another_encoding_gives_the_same_bundle(tmp_path, kind):
    digests = []
    for number, change in enumerate((lambda data: data, SAME_BYTES[kind])):
        folder = tmp_path / str(number)
        options = crowded_town().write(folder)
        for name in ("homes.csv", "schools.csv"):
            (folder / name).write_bytes(change((folder / name).read_bytes()))
        assert call(*assign_words(folder, options)).code == 0
        digests.append((folder / "bundle" / "manifest.json").read_bytes())

    assert digests[0] == digests[1]


def workbook(path, change) -> None:
    book = openpyxl.Workbook()
    book.active.append(["home_id", "x", "y", "datum", "tier"])
    book.active.append(["An", X0 + 20, Y0 + 50, "EPSG:4548", 1])
    change(book)
    book.save(path)


def merged(book) -> None:
    book.active.append(["Bai", X0 + 50, Y0 + 50, "EPSG:4548", 1])
    book.active.merge_cells("A2:A3")


def bomb(path) -> None:
    workbook(path, lambda _: None)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data + b" " * 150_000_000 * name.endswith("sheet1.xml"))


OTHER_TABLES = {
    "a formula": ("homes.xlsx", lambda path: workbook(
        path, lambda book: book.active.cell(2, 5, "=1+1")), "cell E2: holds a formula"),
    "two filled sheets": ("homes.xlsx", lambda path: workbook(
        path, lambda book: book.create_sheet("b").append(["home_id"])), "several filled sheets"),
    "a merged cell": ("homes.xlsx", lambda path: workbook(
        path, merged), "row 3"),
    "a title above the header": ("homes.xlsx", lambda path: workbook(
        path, lambda book: book.active.insert_rows(1)), "row 1"),
    "a zip bomb": ("homes.xlsx", bomb, "zip bomb"),
    "an old workbook": ("homes.xlsx", lambda path: path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "does not start as"),
    "a workbook cut short": ("homes.xlsx", lambda path: path.write_bytes(
        b"PK\x03\x04" + bytes(600)), "damaged"),
    "a nested column": ("homes.parquet", lambda path: pd.DataFrame(
        {"home_id": ["a"], "barred": [["A"]]}).to_parquet(path), "column 'barred'"),
    "a parquet of no rows": ("homes.parquet", lambda path: pd.DataFrame(
        {"home_id": []}).to_parquet(path), "homes.parquet"),
    "a parquet that is text": ("homes.parquet", lambda path: path.write_text("home_id\na\n"),
        "does not start as"),
    "half a tier": ("homes.parquet", lambda path: pd.DataFrame(
        {"home_id": ["a", "b"], "tier": [1.0, 1.5]}).to_parquet(path), "row 3"),
    "commas for tabs": ("homes.tsv", lambda path: path.write_text("home_id,x\na,1\n"), "home_id"),
    "a packed table": ("homes.csv.gz", lambda path: path.write_bytes(
        gzip.compress(b"home_id\na\n")), "unknown suffix"),
    "another kind of file": ("homes.txt", lambda path: path.write_text("home_id\na\n"),
        "unknown suffix"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHER_TABLES)
def test_a_broken_workbook_or_parquet_is_refused(tmp_path, kind):
    name, write, expected = OTHER_TABLES[kind]
    options = crowded_town().write(tmp_path)
    write(tmp_path / name)
    options[options.index("--homes") + 1] = str(tmp_path / name)

    refused(tmp_path, assign_words(tmp_path, options), name, expected)
