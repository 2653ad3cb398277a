"""Which rolls does a table hold? Schools x grades x years, every fault with its row and repair."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.forecast.flags import Flag, FlagKind
from capacity.forecast.panel import Births, Floats, Ints, Panel, open_cells
from geo.cells import texts
from geo.faults import BadInput, FaultList
from geo.row_faults import add_rows
from geo.tables import as_numbers, complete, read_table

REQUIRED = ("school", "year", "grade", "n")
OPTIONAL = ("district", "births", "stream")
ALSO = {"school_id": "school", "pupils": "n"}
MOST_PUPILS = 100_000
MOST_YEARS = 200
UNKNOWN = -99
_KINDERGARTEN = {"PK": -1, "K": 0, "KG": 0}
_LABEL = re.compile(r"([A-Za-z]*)0*([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a rolls file is to be read.

    `entry_age` is the age in years at which children enter the lowest grade; by default 5 for K,
    6 for grade 1 and so on. Years after `until` are left out; so are other streams than `stream`
    where one is named, while without a name the streams are added up.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    entry_age: int | None = None
    until: int | None = None
    stream: str | None = None


PLAIN = Reading()


@dataclass(frozen=True, slots=True)
class Rolls:
    """A panel as read, and what reading it had to note."""

    panel: Panel
    flags: tuple[Flag, ...]


def read_rolls(path: Path, how: Reading = PLAIN) -> Rolls:
    """Read rolls with the columns school, year, grade, n; also district, stream and births.

    `school_id` and `pupils` are understood as school and n. `births` are the live births in the
    row's district in the calendar year `year`, the same in every row of that district and year.
    A row without n is not recorded. Raises BadInput with every fault found.
    """
    return rolls_of(rolls_table(path, how), path.name, how)


def rolls_table(path: Path, how: Reading = PLAIN) -> pd.DataFrame:
    """Read the table as text cells, columns named as in `read_rolls`, rows as `how` wants them."""
    frame = read_table(path, rename=how.rename)
    names = {old: new for old, new in ALSO.items() if new not in frame.columns}
    frame = complete(frame.rename(columns=names), REQUIRED, OPTIONAL, path.name)
    if how.stream is None:
        return frame
    kept = frame[frame["stream"] == how.stream]
    if kept.empty:
        known = ", ".join(sorted(set(frame["stream"]))) or "none"
        what = f"has no row of stream {how.stream!r}"
        raise BadInput.one(path.name, what, f"name one of its streams: {known}")
    return kept


def rolls_of(frame: pd.DataFrame, name: str, how: Reading = PLAIN) -> Rolls:
    """Make rolls of a table of text cells with the columns of `read_rolls`."""
    faults = FaultList()
    years = whole_numbers(frame, "year", name, faults, (1900, 2200))
    pupils = whole_numbers(frame, "n", name, faults, (0, MOST_PUPILS), required=False)
    schools = _names(frame, "school", name, faults)
    numbers, labels = _grades(frame, name, faults)
    _require_once(frame, years, numbers, name, faults)
    faults.refuse_if_any()
    if how.until is not None:
        kept = years <= how.until
        if not kept.any():
            raise BadInput.one(name, f"has no year up to {how.until}", "choose a later year")
        frame, schools = frame[kept], schools[kept]
        years, pupils, numbers = years[kept], pupils[kept], numbers[kept]
    _require_span(years, numbers, name, faults)
    faults.refuse_if_any()
    districts, changed = _districts(frame, years)
    births = _births(frame, years, name, faults, (how.entry_age, int(numbers.min())))
    faults.refuse_if_any()
    return _assemble((years, pupils, schools, numbers), labels, (districts, births), changed)


def whole_numbers(
    frame: pd.DataFrame,
    column: str,
    name: str,
    faults: FaultList,
    limits: tuple[int, int],
    *,
    required: bool = True,
) -> Floats:
    """Read whole numbers, also those that a program wrote as 36.0; NaN where a cell is empty."""
    found = as_numbers(
        frame, column, name, faults, minimum=limits[0], maximum=limits[1], required=required
    )
    broken = ~np.isnan(found) & (found != np.floor(found))
    bad = ((frame.index[at], f"{column} {found[at]} is not whole") for at in np.flatnonzero(broken))
    add_rows(faults, name, bad, "write a whole number")
    return found


def _names(frame: pd.DataFrame, column: str, name: str, faults: FaultList) -> pd.Series:
    found = texts(frame, column)
    rows = frame.index[(found == "").to_numpy(dtype=bool)]
    add_rows(faults, name, ((row, f"{column} is empty") for row in rows), f"fill in {column}")
    return found


def _grades(frame: pd.DataFrame, name: str, faults: FaultList) -> tuple[Ints, dict[int, str]]:
    """Return the grades as numbers (PK -1, K 0, 1, 2, …; Y1 is 1) and each number's label."""
    cells = texts(frame, "grade")
    number, labels, prefixes, bad = {}, {}, set(), []
    which, written = pd.factorize(cells)
    for label in sorted(written):
        match = _LABEL.fullmatch(label.removesuffix(".0"))
        if label.upper() in _KINDERGARTEN:
            number[label] = _KINDERGARTEN[label.upper()]
        elif match is not None:
            number[label] = int(match[2])
            prefixes.add(match[1].casefold())
        else:
            bad.append(label)
            continue
        labels[number[label]] = label.removesuffix(".0")
    rows = frame.index[cells.isin(bad).to_numpy(dtype=bool)]
    repair = "write grades as PK, K, 1, 2, … (or Y1, Y2, …), and leave out totals"
    add_rows(faults, name, ((row, f"grade {cells[row]!r} is not known") for row in rows), repair)
    if len(prefixes) > 1:
        faults.add(name, f"grades are written in several ways ({sorted(prefixes)})", repair)
    known = np.array([number.get(label, UNKNOWN) for label in written], dtype=np.int64)
    return known[which], labels


def _require_once(
    frame: pd.DataFrame, years: Floats, numbers: Ints, name: str, faults: FaultList
) -> None:
    keys = pd.DataFrame(
        {"school": texts(frame, "school"), "year": years, "grade": numbers,
         "stream": texts(frame, "stream"), "row": frame.index}
    )  # fmt: skip
    keys = keys[~np.isnan(years) & (numbers != UNKNOWN)]
    by = ["school", "year", "grade", "stream"]
    first = keys.groupby(by)["row"].transform("first").to_numpy()
    rows = keys["row"].to_numpy()
    again = rows != first
    found = [
        (int(row), f"school, year and grade are already in row {one}")
        for row, one in zip(rows[again], first[again], strict=True)
    ]
    add_rows(faults, name, found, "keep one row for each, or add their pupils up")


def _require_span(years: Floats, numbers: Ints, name: str, faults: FaultList) -> None:
    if years.max() - years.min() >= MOST_YEARS:
        what = f"spans the years {int(years.min())} to {int(years.max())}"
        faults.add(name, what, "look for a year written wrongly")
    gone = sorted(set(range(int(numbers.min()), int(numbers.max()) + 1)) - set(numbers.tolist()))
    if gone:
        faults.add(
            name, f"between its grades, grade {', '.join(map(str, gone))} is missing",
            "give every grade between the lowest and the highest, or leave the others out",
        )  # fmt: skip


def _districts(frame: pd.DataFrame, years: Floats) -> tuple[dict[str, str], list[Flag]]:
    """Return each school's district: the one of its first year, so that later years add nothing."""
    told = pd.DataFrame({"school": texts(frame, "school"), "district": texts(frame, "district"),
                         "year": years}).sort_values(["school", "year"], kind="stable")  # fmt: skip
    first = told.groupby("school")["district"].first()
    changed = told[told["district"] != told["school"].map(first)].groupby("school").first()
    flags = [
        Flag(FlagKind.DISTRICT_CHANGED, str(school), int(row["year"]),
             f"district {row['district']!r} here, {first[school]!r} before: the first is used")
        for school, row in changed.iterrows()
    ]  # fmt: skip
    return {str(school): str(district) for school, district in first.items()}, flags


def _births(
    frame: pd.DataFrame, years: Floats, name: str, faults: FaultList, ages: tuple[int | None, int]
) -> "tuple[pd.Series, int] | None":
    found = as_numbers(frame, "births", name, faults, minimum=0, required=False)
    if np.isnan(found).all():
        return None
    told = pd.DataFrame({"district": texts(frame, "district"), "year": years, "births": found})
    told = told[~np.isnan(found)]
    spread = told.groupby(["district", "year"])["births"].agg(["min", "max"])
    for (district, year), row in spread[spread["min"] != spread["max"]].iterrows():
        where = f"{name}, district {district!r}, year {int(year)}"
        what = f"births are given as {row['min']:g} and as {row['max']:g}"
        faults.add(where, what, "give the district's births of the year, the same in every row")
    age, lowest = ages
    return spread["min"], age if age is not None else lowest + 5


def _assemble(
    columns: tuple[Floats, Floats, pd.Series, Ints],
    labels: Mapping[int, str],
    area: "tuple[dict[str, str], tuple[pd.Series, int] | None]",
    flags: list[Flag],
) -> Rolls:
    years, pupils, names, numbers = columns
    schools = sorted(names.unique())
    districts = sorted({area[0][school] for school in schools})
    row = {school: at for at, school in enumerate(schools)}
    first, lowest = int(years.min()), int(numbers.min())
    shape = (len(schools), int(numbers.max()) - lowest + 1, int(years.max()) - first + 1)
    counts, given = np.zeros(shape), np.zeros(shape, np.bool_)
    at = (names.map(row).to_numpy(), numbers - lowest, years.astype(np.int64) - first)
    np.add.at(counts, at, pupils)
    given[at] = True
    counts[~given] = np.nan
    district = {one: at for at, one in enumerate(districts)}
    panel = Panel(
        tuple(schools), tuple(districts),
        np.array([district[area[0][school]] for school in schools], dtype=np.int64),
        tuple(labels[lowest + at] for at in range(shape[1])), first, open_cells(counts),
        None if area[1] is None else births_of(area[1][0], district, area[1][1]),
    )  # fmt: skip
    return Rolls(panel, tuple(flags))


def births_of(told: pd.Series, district: Mapping[str, int], entry_age: int) -> Births:
    """Make births of a series indexed by (district, year); other districts are left out."""
    rows = [(d, int(y), float(n)) for (d, y), n in told.items() if d in district]
    first = min((y for _, y, _ in rows), default=0)
    last = max((y for _, y, _ in rows), default=0)
    count = np.full((len(district), last - first + 1), np.nan)
    for d, y, n in rows:
        count[district[d], y - first] = n
    return Births(count, first, entry_age)


def streams_of(
    frame: pd.DataFrame, whole: Panel, name: str, how: Reading = PLAIN
) -> dict[str, Panel]:
    """Return one panel for each stream named in the table, with the whole's schools and years.

    None where no row names a stream. Raises BadInput where only some rows do.
    """
    streams = texts(frame, "stream")
    named = sorted(set(streams.unique()) - {""})
    if not named:
        return {}
    rows = [(int(row), "stream is empty") for row in frame.index[(streams == "").to_numpy()]]
    faults = FaultList()
    add_rows(faults, name, rows, "name the stream in every row or in none")
    faults.refuse_if_any()
    found = {}
    for stream in named:
        part = rolls_of(frame[streams == stream], name, how).panel
        pupils = np.full(whole.pupils.shape, np.nan)
        row = [whole.schools.index(school) for school in part.schools]
        low = whole.grades.index(part.grades[0])
        start = part.first_year - whole.first_year
        grades, years = len(part.grades), part.n_years
        pupils[row, low : low + grades, start : start + years] = part.pupils
        found[stream] = replace(whole, pupils=pupils, births=None)
    return found
