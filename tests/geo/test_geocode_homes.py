"""Homes are located by pair or address, disagreements are listed, nothing is guessed."""

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.datum import Datum
from geo.faults import BadInput
from geo.gazetteer import Gazetteer
from geo.geocode import Chain, Criteria, Located, Precision, State
from geo.geocode_homes import HomeRules, disagreements, locate_homes
from geo.register import RegisterRows, build_register
from geo.remote_errors import Unavailable
from tests.geo.address_town import HOME, town_district

DISTRICT = town_district()
X0, Y0 = 462_000.0, 4_424_000.0
REGISTERED = [
    ("永定镇石龙路7号", 0.0),
    ("大峪街道建设路5号", 1000.0),
    ("城子街道建设路5号", 2000.0),
]


@cache
def register() -> Gazetteer:
    rows = RegisterRows(
        row=range(2, 5),
        address=[HOME + address for address, _ in REGISTERED],
        x_m=np.array([X0 + x for _, x in REGISTERED]),
        y_m=np.full(3, Y0),
        building_id=[""] * 3,
        aliases=[""] * 3,
    )
    return Gazetteer(build_register(rows, "门头沟区", "register.csv"))


class Counting:
    """A register that counts what it is asked."""

    source = "gazetteer"
    remote = False

    def __init__(self) -> None:
        self._register = register()
        self.asked: list[str] = []

    def locate(self, text: str) -> Located:
        self.asked.append(text)
        return self._register.locate(text)


class Outside(Counting):
    """A remote geocoder that may not be told the address of a home whose pair is given."""

    source = "amap"
    remote = True


def homes(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["address", "x", "y", "datum"], dtype="str")
    table.index = range(2, len(rows) + 2)
    return table


def at(x: float, y: float = 0.0, *, address: str = "") -> tuple[str, str, str, str]:
    return address, f"{X0 + x}", f"{Y0 + y}", "EPSG:4548"


def only(address: str) -> tuple[str, str, str, str]:
    return address, "", "", ""


def degrees(x: float, datum: Datum, declared: Datum, address: str) -> tuple[str, str, str, str]:
    """Return a pair that is in `datum` and says that it is in `declared`."""
    x_m, y_m = np.array([X0 + x]), np.array([Y0])
    if datum is Datum.WGS84:
        lon, lat = DISTRICT.to_wgs84(x_m, y_m)
    else:
        from geo.projection import convert

        lon, lat = convert(x_m, y_m, DISTRICT.crs, datum)
    return address, repr(float(lon[0])), repr(float(lat[0])), str(declared)


def located(*rows: tuple[str, str, str, str], rules: HomeRules | None = None) -> pd.DataFrame:
    return locate_homes(homes(*rows), DISTRICT, register(), rules)


def test_a_pair_is_carried_into_metres_and_an_address_is_looked_up() -> None:
    table = located(at(50.0), only("石龙路7号"))

    assert table["x_m"].tolist() == [X0 + 50, X0]
    assert table["source"].tolist() == ["given", "gazetteer"]
    assert table["precision"].tolist() == ["", "number"]
    assert table["state"].tolist() == ["found", "found"]
    assert table["score"].tolist() == [1.0, 1.0]
    assert table.index.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("row", "state", "note"),
    [
        (only(""), "not_found", "no coordinates and no address"),
        (
            only("幸福小区3号楼"),
            "not_found",
            "address not_found: no such road, compound or village",
        ),
        (only("建设路5号"), "ambiguous", "address ambiguous: several places fit"),
        (only("石龙路7号对面"), "not_found", "address not_found: the text only says"),
    ],
)
def test_what_is_not_usable_is_not_located(
    row: tuple[str, str, str, str], state: str, note: str
) -> None:
    (home,) = located(row).to_dict("records")

    assert np.isnan(home["x_m"])
    assert np.isnan(home["y_m"])
    assert (home["source"], home["state"]) == ("", state)
    assert home["note"].startswith(note)


def test_a_coarse_answer_is_not_a_home_unless_the_caller_says_so() -> None:
    coarse = HomeRules(Criteria(frozenset(Precision)))
    by_default, by_rule = located(only("石龙路7号")), located(only("石龙路7号"), rules=coarse)

    assert by_default["state"].tolist() == by_rule["state"].tolist() == ["found"]

    strict = HomeRules(Criteria(frozenset({Precision.BUILDING})))
    (home,) = located(only("石龙路7号"), rules=strict).to_dict("records")
    assert (home["state"], home["note"]) == ("not_found", "address found only to the number")


@pytest.mark.parametrize(("metres", "listed"), [(200.0, False), (201.0, True)])
def test_a_pair_far_from_its_own_address_wins_and_is_listed(metres: float, listed: bool) -> None:
    (home,) = located(at(metres, address="石龙路7号")).to_dict("records")

    assert (home["x_m"], home["source"], home["state"]) == (X0 + metres, "given", "found")
    assert (home["disagreement_m"] == metres) is listed
    assert bool(home["note"]) is listed


def test_how_far_is_the_caller_s_rule() -> None:
    table = located(at(100.0, address="石龙路7号"), rules=HomeRules(disagreement_m=99.0))

    assert table["disagreement_m"].tolist() == [100.0]
    assert list(disagreements(table)) == [
        (2, "the pair lies 100 m from the address in the register")
    ]


@pytest.mark.parametrize(
    ("true", "declared"),
    [
        (Datum.GCJ02, Datum.WGS84),
        (Datum.BD09, Datum.WGS84),
        (Datum.WGS84, Datum.GCJ02),
        (Datum.BD09, Datum.GCJ02),
        (Datum.GCJ02, Datum.CGCS2000),
    ],
)
def test_the_datum_that_explains_a_disagreement_is_named(true: Datum, declared: Datum) -> None:
    (home,) = located(degrees(12.0, true, declared, "石龙路7号")).to_dict("records")

    assert home["looks_like"] == str(true)
    assert f"looks like {true}, as which it would be 12 m away" in home["note"]
    assert home["disagreement_m"] > 400
    assert home["state"] == "found"


def test_a_home_whose_datum_is_in_dispute_may_be_held_back() -> None:
    row = degrees(12.0, Datum.GCJ02, Datum.WGS84, "石龙路7号")

    (home,) = located(row, rules=HomeRules(hold_disputed=True)).to_dict("records")

    assert (home["state"], home["source"], home["looks_like"]) == ("ambiguous", "", "GCJ02")
    assert np.isnan(home["x_m"])


def test_the_declared_datum_itself_explains_nothing() -> None:
    row = degrees(12.0, Datum.WGS84, Datum.WGS84, "石龙路7号")

    (home,) = located(row, rules=HomeRules(disagreement_m=5.0)).to_dict("records")

    assert (home["disagreement_m"], home["looks_like"]) == (pytest.approx(12, abs=0.1), "")


def test_a_disagreement_that_no_datum_explains_names_none() -> None:
    (home,) = located(degrees(5000.0, Datum.WGS84, Datum.WGS84, "石龙路7号")).to_dict("records")

    assert (home["disagreement_m"], home["looks_like"]) == (pytest.approx(5000, abs=1), "")


@pytest.mark.parametrize("address", ["幸福小区3号楼", "建设路5号", ""])
def test_a_pair_is_not_doubted_for_an_address_that_nobody_can_place(address: str) -> None:
    (home,) = located(at(5000.0, address=address)).to_dict("records")

    assert (home["note"], home["state"]) == ("", "found")


def test_every_different_address_is_asked_once() -> None:
    counting = Counting()
    rows = [only("石龙路7号"), only("建设路5号"), only("石龙路7号"), only(""), only("石龙路7号")]

    table = locate_homes(homes(*rows), DISTRICT, counting)

    assert sorted(counting.asked) == ["建设路5号", "石龙路7号"]
    assert table["source"].tolist() == ["gazetteer", "", "gazetteer", "", "gazetteer"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_address_of_a_home_with_a_pair_is_never_sent_outside(wrapped: bool) -> None:
    outside = Outside()
    geocoder = Chain([outside]) if wrapped else outside

    locate_homes(homes(at(0.0, address="石龙路7号"), only("石龙路9号")), DISTRICT, geocoder)

    assert outside.asked == ["石龙路9号"]


def test_a_dead_geocoder_leaves_the_home_where_it_is_and_is_named() -> None:
    class Dead(Outside):
        def locate(self, text: str) -> Located:
            raise Unavailable(self.source, f"no answer in time to {len(text)} characters")

    table = locate_homes(homes(only("石龙路7号")), DISTRICT, Dead())

    assert table["note"].tolist() == [
        "address not_found: no geocoder could answer; amap: unavailable"
    ]
    assert table["x_m"].isna().all()


def test_without_a_geocoder_only_pairs_locate() -> None:
    table = locate_homes(homes(at(0.0), only("石龙路7号")), DISTRICT, None)

    assert table["state"].tolist() == ["found", "not_found"]


def test_a_faulty_pair_is_refused_and_its_address_does_not_save_it() -> None:
    with pytest.raises(BadInput):
        located(("石龙路7号", "462000", "4424000", ""))


def test_a_table_without_addresses_or_without_pairs_is_a_table() -> None:
    pairs = homes(at(0.0)).drop(columns="address")
    addresses = homes(only("石龙路7号"))[["address"]]

    assert locate_homes(pairs, DISTRICT, register())["x_m"].tolist() == [X0]
    assert locate_homes(addresses, DISTRICT, register())["x_m"].tolist() == [X0]
    assert len(locate_homes(homes(), DISTRICT, register())) == 0


ROWS = [
    at(0.0, address="石龙路7号"),
    at(900.0, address="石龙路7号"),
    degrees(12.0, Datum.GCJ02, Datum.WGS84, "石龙路7号"),
    only("石龙路7号"),
    only("建设路5号"),
    only("大峪街道建设路5号"),
    only(""),
]


def by_row(rows: Sequence[tuple[str, str, str, str]]) -> dict[str, str]:
    table = located(*rows)
    return {
        repr(row): repr(home) for row, home in zip(rows, table.to_numpy().tolist(), strict=True)
    }


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_homes_changes_nothing(order: random.Random) -> None:
    shuffled = list(ROWS)
    order.shuffle(shuffled)

    assert by_row(shuffled) == by_row(ROWS)


def test_the_states_are_the_geocoder_s() -> None:
    assert set(located(*ROWS)["state"]) <= {str(state) for state in State}
