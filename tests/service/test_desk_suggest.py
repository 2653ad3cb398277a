"""A half-typed address is completed from the register, and from nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.register import Register, RegisterRows, build_register
from service.desk_suggest import LONGEST, Completions

from .test_desk import desk, opened

ADDRESSES = {
    "大峪街道月季园小区1号楼": "",
    "大峪街道月季园小区2号楼": "",
    "大峪街道月季园小区10号楼": "月季新村10号楼",
    "大峪街道月亮湾家园3号楼": "",
    "永定镇石龙路5号院1号楼": "",
    "永定镇石龙路5号院2号楼": "",
    "永定镇石龙路6号": "",
    "雁翅镇雁翅村12号": "",
}


def register_of(addresses: dict[str, str]) -> Register:
    count = len(addresses)
    rows = RegisterRows(
        row=range(2, count + 2), address=list(addresses), x_m=np.arange(count) * 100.0,
        y_m=np.zeros(count), building_id=[""] * count, aliases=list(addresses.values()),
    )  # fmt: skip
    return build_register(rows, "门头沟区", "register.csv")


COMPLETIONS = Completions(register_of(ADDRESSES))
ESTATE, LAKE, COURT = "大峪街道月季园小区", "大峪街道月亮湾家园", "永定镇石龙路5号院"

BEGUN = {
    "two estates, then their buildings": ("月", [
        LAKE, ESTATE, f"{LAKE}3号楼", f"{ESTATE}1号楼", f"{ESTATE}2号楼", f"{ESTATE}10号楼",
    ]),
    "one estate, then its buildings by number": (
        "月季", [ESTATE, f"{ESTATE}1号楼", f"{ESTATE}2号楼", f"{ESTATE}10号楼"],
    ),
    "a building": ("月季园小区1号", [f"{ESTATE}1号楼"]),
    "every building whose number begins so": (
        "月季园小区1", [f"{ESTATE}1号楼", f"{ESTATE}10号楼"],
    ),
    "a town": ("雁翅镇", ["雁翅镇雁翅村", "雁翅镇雁翅村12号"]),
    "another name": ("月季新", [ESTATE]),
    "a court on a road": ("石龙路5", [COURT, f"{COURT}1号楼", f"{COURT}2号楼"]),
    "full width": ("石龙路６", ["永定镇石龙路6号"]),
    "traditional": ("月季園小區2", [f"{ESTATE}2号楼"]),
    "a house in a village": ("雁翅村1", ["雁翅镇雁翅村12号"]),
    "the middle of a name": ("季园", []),
    "nothing known": ("火星路", []),
    "nothing": ("", []),
    "blank": ("  ", []),
    "marks": ("()-、", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BEGUN.values(), ids=BEGUN.keys())
def test_what_is_begun_is_completed_estates_first(text, expected):
    assert COMPLETIONS.begun_by(text) == expected


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (3, 3), (4, 4), (5, 4)])
def test_no_more_are_told_than_wanted(limit, count):
    assert len(COMPLETIONS.begun_by("月季", limit)) == count


@pytest.mark.parametrize(("length", "count"), [(LONGEST, 1), (LONGEST + 1, 0)])
def test_a_text_too_long_for_a_beginning_is_not_looked_up(length, count):
    text = "雁翅镇雁翅村12号"

    assert len(COMPLETIONS.begun_by(text + " " * (length - len(text)))) == count


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_only_addresses_of_the_register_are_told(text):
    known = "\n".join(ADDRESSES)

    told = COMPLETIONS.begun_by(text)

    assert all(each in known for each in told)
    assert len(told) == len(set(told)) <= 8


def test_every_building_of_the_sample_is_reached_from_its_own_beginning():
    for address in opened().register.address[::17]:
        assert address in desk().suggest(address)


def test_every_completed_building_is_located():
    for address in desk().suggest("永新小区"):
        place = desk().ask(address).place
        assert np.isfinite(place.x_m) == address.endswith("号楼")
