"""Who is to be placed? The homes table: one row per child, checked whole."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from geo.faults import BadInput, FaultList
from geo.identifiers import note_unfit_ids
from geo.tables import as_integers, read_table, unique_ids

TABLES = {".csv", ".tsv", ".parquet", ".xlsx"}
TEXT = ("address", "x", "y", "datum", "building_id", "siblings_at", "twins", "barred", "zone_id")
COLUMNS = (
    "home_id", "child_id", *TEXT, "tier", "preference", "points", "lottery_no", "children",
)  # fmt: skip
MOST_CHILDREN_IN_A_ROW = 20_000


def read_homes(path: Path, rename: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read the homes of the children to be placed, sorted by child id.

    Columns as in docs/formats.md; text columns stay text (x, y and datum are read when homes are
    located), `tier`, `preference`, `points`, `lottery_no` (-1: none) become integers,
    `siblings_at` and `barred` tuples of school ids. A row with `children` = n stands for n
    children, named child_id/1 … child_id/n. Raises BadInput with every fault found.
    """
    return check_homes(_read(path, dict(rename or {})), path.name)


def check_homes(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Check a table of homes as text and return it as `read_homes` does; `name` is for faults.

    Columns are those of docs/formats.md, all there, rows numbered as a spreadsheet would.
    """
    faults = FaultList()
    if frame.empty:
        raise BadInput.one(name, "holds no homes", "give at least one row")
    frame["child_id"] = frame["child_id"].where(frame["child_id"] != "", frame["home_id"])
    unique_ids(frame, "child_id", name, faults)
    _require_home_ids(frame, name, faults)
    for column in ("child_id", "home_id"):
        where = (f"{name} row {row}" for row in frame.index)
        note_unfit_ids(zip(where, frame[column], strict=True), faults, what=column)
    whole = {"tier": (1, 99, 1), "preference": (0, 1, 0), "points": (0, 10**9, 0)}
    whole |= {"lottery_no": (0, 10**12, -1), "children": (0, MOST_CHILDREN_IN_A_ROW, 1)}
    for column, (least, most, empty) in whole.items():
        frame[column] = as_integers(
            frame, column, name, faults, minimum=least, maximum=most, empty=empty
        )
    _require_lots(frame, name, faults)
    _require_single_rows(frame, name, faults)
    faults.refuse_if_any()
    for column in ("siblings_at", "barred"):
        frame[column] = [split_ids(text) for text in frame[column]]
    return _expanded(frame, name).sort_values("child_id", kind="stable")


def split_ids(text: str) -> tuple[str, ...]:
    """Split a `;`-separated list of ids; sorted, without repeats."""
    return tuple(sorted({part.strip() for part in text.replace("；", ";").split(";")} - {""}))


def _read(path: Path, rename: dict[str, str]) -> pd.DataFrame:
    if path.suffix.lower() in TABLES or not path.exists():
        frame = read_table(path, required=("home_id",), optional=COLUMNS, rename=rename)
    else:
        frame = _read_points(path, rename)
        for column in COLUMNS:
            if column not in frame.columns:
                frame[column] = ""
    return frame


def _read_points(path: Path, rename: dict[str, str]) -> pd.DataFrame:
    """Read a layer of points as the same table; its CRS becomes each row's datum."""
    from geo.datum import label
    from geo.layers import read_layer
    from zones.cells import text_of

    layer = read_layer(path, rename=rename)
    faults = FaultList()
    for number, kind in layer.geometry.geom_type.items():
        if kind != "Point":
            faults.add(
                f"{path.name} feature {number}",
                f"a home is a point, not a {kind}",
                "give the entrance of each building, or one row per child with x, y, datum",
            )
    if "home_id" not in layer.columns:
        faults.add(path.name, "has no attribute home_id", "add it, or name it: --rename X=home_id")
    faults.refuse_if_any()
    attributes = layer.drop(columns=layer.geometry.name)
    frame = pd.DataFrame(
        {name: [text_of(cell) for cell in attributes[name]] for name in attributes}
    )
    frame.index = layer.index
    frame["x"] = [repr(float(x)) for x in layer.geometry.x]
    frame["y"] = [repr(float(y)) for y in layer.geometry.y]
    frame["datum"] = label(layer.crs)
    return frame


def _require_home_ids(frame: pd.DataFrame, name: str, faults: FaultList) -> None:
    for row in frame.index[frame["home_id"] == ""]:
        faults.add(f"{name} row {row}", "has no home_id", "give every row its home's id")


def _require_lots(frame: pd.DataFrame, name: str, faults: FaultList) -> None:
    """Lottery numbers are given to all or to none, each once."""
    given = frame["lottery_no"] >= 0
    if given.any() and not given.all():
        rows = frame.index[~given].tolist()
        faults.add(
            f"{name} row {rows[0]}",
            f"{len(rows)} children have no lottery_no and {int(given.sum())} have one",
            "give everybody a number, or nobody: then the seed draws the lots",
        )
    for row in frame.index[given & frame["lottery_no"].duplicated()]:
        number = frame.loc[row, "lottery_no"]
        faults.add(f"{name} row {row}", f"lottery_no {number} is given twice", "draw it again")


def _require_single_rows(frame: pd.DataFrame, name: str, faults: FaultList) -> None:
    several = frame["children"] != 1
    for column in ("twins", "lottery_no"):
        given = frame[column] != ("" if column == "twins" else -1)
        for row in frame.index[several & given]:
            faults.add(
                f"{name} row {row}",
                f"{column} is given for a row of {frame.loc[row, 'children']} children",
                "write one row per child",
            )


def _expanded(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Turn rows of several children into rows of one; single rows keep their id."""
    counts = frame["children"].to_numpy()
    if (counts == 1).all():
        return frame
    if not counts.any():
        raise BadInput.one(name, "every row stands for 0 children", "correct the column children")
    out = frame.loc[np.repeat(frame.index, counts)].copy()
    number = np.concatenate([np.arange(1, count + 1) for count in counts.tolist()])
    several = np.repeat(counts != 1, counts)
    ids = out["child_id"].to_numpy(dtype=object)
    out["child_id"] = [
        f"{name}/{n:05d}" if many else name
        for name, n, many in zip(ids, number, several, strict=True)
    ]
    faults = FaultList()
    taken = out[out["child_id"].duplicated()]
    for row, child in zip(taken.index, taken["child_id"], strict=True):
        what = f"the name {child} of one of its children is taken by another row"
        faults.add(f"{name} row {row}", what, "give the row another child_id")
    faults.refuse_if_any()
    out.attrs["rows_of_nobody"] = int((counts == 0).sum())
    return out
