"""Is Baltimore County's real shortage told, and are its real overflows placed as an LP says?"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from benchmarks.real.baltimore import (
    COMMITTEE,
    TODAY,
    measured,
    read_blocks,
    read_places,
    write_baltimore,
)

from .calls import Caller, report, table

pytestmark = pytest.mark.realdata


def test_the_blocks_and_places_are_those_of_the_readme(public_data: Path) -> None:
    blocks = read_blocks(public_data)
    now, planned = (read_places(public_data, planned=choice) for choice in (False, True))

    assert (len(blocks), blocks["children"].sum()) == (182, 5443)
    assert (now["places"].sum(), planned["places"].sum()) == (5255, 6109)
    assert measured(blocks, planned, TODAY).over == 319
    options = [measured(blocks, planned, column) for column in COMMITTEE]
    assert [option.over for option in options] == [115] * 4
    assert [option.moved for option in options] == [590, 582, 673, 688]


def test_with_todays_places_the_county_is_188_short_and_nobody_is_placed(
    public_data: Path, tmp_path: Path, jiujin: Caller
) -> None:
    given = write_baltimore(public_data, tmp_path, planned=False)

    answer = jiujin("assign", *given.options, "--out", str(tmp_path / "out"), "--quiet")
    checked = jiujin("verify", str(tmp_path / "out"))

    assert answer.code == 1
    assert "188 places too few" in answer.out
    found = report(tmp_path / "out")
    assert found["counts"]["placed"] == 0
    assert (found["short"]["short"], len(found["short"]["children"])) == (188, 5443)
    assert len(found["short"]["schools"]) == len(found["short"]["zones"]) == 11
    assert checked.code == 0


def test_with_the_planned_places_319_move_and_the_metres_are_the_least_there_are(
    public_data: Path, tmp_path: Path, jiujin: Caller
) -> None:
    given = write_baltimore(public_data, tmp_path, planned=True)

    answer = jiujin("assign", *given.options, "--out", str(tmp_path / "out"), "--quiet")
    checked = jiujin("verify", str(tmp_path / "out"))

    assert (answer.code, checked.code) == (0, 0)
    rows = table(tmp_path / "out/placements.csv")
    places = {each["school_id"]: int(each["places"]) for each in table(tmp_path / "schools.csv")}
    seated = Counter(row["school_id"] for row in rows)
    assert len(rows) == seated.total() == 5443
    assert all(count <= places[school] for school, count in seated.items())
    assert sum(row["moved"] == "1" for row in rows) == 319
    assert sum(int(row["metres"]) for row in rows) == least_metres(public_data)


def least_metres(data: Path) -> int:
    """The rule as a transport problem of blocks: zones that fit stay, full schools stay full."""
    blocks, schools = read_blocks(data), read_places(data, planned=True)
    homes = blocks.geometry.representative_point()
    home = np.round(np.column_stack([homes.x, homes.y]), 2)
    site = np.column_stack([schools.geometry.x, schools.geometry.y])
    cost = np.floor(np.hypot(*(home[:, None] - site[None]).transpose(2, 0, 1)) + 0.5)
    children, places = blocks["children"].to_numpy(), schools["places"].to_numpy()
    own = blocks[TODAY].to_numpy()[:, None] == schools["school"].to_numpy()[None]
    claims = (children[:, None] * own).sum(axis=0)
    block, school = np.indices(cost.shape)
    whole = np.zeros((len(blocks), cost.size))
    whole[block.ravel(), np.arange(cost.size)] = 1
    used = np.zeros((len(schools), cost.size))
    used[school.ravel(), np.arange(cost.size)] = 1
    stays = used * own.ravel()
    solved = linprog(
        cost.ravel(), A_ub=used, b_ub=places,
        A_eq=np.concatenate([whole, stays]),
        b_eq=np.concatenate([children, np.minimum(claims, places)]),
        method="highs",
    )  # fmt: skip
    assert solved.success
    return round(solved.fun)
