"""Does the repair take out slivers, say every change, and leave to a person what is his?"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.faults import BadInput
from geo.layers import read_layer
from tests.zones.shapes import (
    DISTRICT,
    EAST,
    box,
    checked,
    ring,
    rows_of,
    square,
    write_geojson,
    zone,
)
from zones.check import check_file
from zones.finding import Kind
from zones.layer import ReadOptions
from zones.repair import Repaired, repair_rows
from zones.repair_file import repair_file
from zones.survey import CheckOptions


def repaired(*zones: dict[str, Any], **options: Any) -> Repaired:
    return repair_rows(rows_of(*zones), DISTRICT, CheckOptions(**options))


def ground(result: Repaired) -> dict[str, Any]:
    return dict(zip(result.rows.text("zone_id"), result.rows.polygons, strict=True))


def test_a_sound_plan_is_left_alone() -> None:
    result = repaired(zone("west", square(0)), zone("east", square(1)))

    assert result.changes == ()
    assert shapely.equals(ground(result)["west"], square(0))


def test_a_sliver_overlap_goes_to_one_zone_and_is_told() -> None:
    result = repaired(zone("west", box(0, 0, 100.4, 100)), zone("east", square(1)))

    assert result.before.counts() == {"sliver_overlap": 1}
    assert result.after.counts() == {}
    (change,) = result.changes
    assert change.direction == "lost"
    assert change.area_m2 == pytest.approx(40, rel=1e-3)
    assert change.other in {("east",), ("west",)}
    assert change.zone_id != change.other[0]
    assert 100 <= change.x_m - EAST <= 100.4
    assert 115 < change.lon < 117


def test_a_sliver_gap_is_closed() -> None:
    hole = box(149.9, 50, 150.1, 250)
    both = shapely.difference(box(0, 0, 300, 300), hole)
    halves = [shapely.intersection(both, box(0, 0, 150, 300)),
              shapely.intersection(both, box(150, 0, 300, 300))]  # fmt: skip

    result = repaired(zone("west", halves[0]), zone("east", halves[1]))

    assert result.after.counts() == {}
    assert sum(change.area_m2 for change in result.changes) == pytest.approx(40, rel=1e-3)
    assert {change.direction for change in result.changes} == {"gained"}
    assert {change.other for change in result.changes} == {()}
    assert shapely.coverage_is_valid(result.rows.polygons)


def test_a_slit_open_to_the_outside_is_closed() -> None:
    result = repaired(zone("west", box(0, 0, 99.9, 100)), zone("east", square(1)))

    assert result.before.counts() == {"sliver_gap": 1}
    assert result.after.counts() == {}
    assert shapely.union_all(result.rows.polygons).area == pytest.approx(20_000, abs=0.5)


@pytest.mark.parametrize(
    ("zones", "left"),
    [
        ([zone("west", box(0, 0, 130, 100)), zone("east", square(1))], {"overlap": 1}),
        ([zone("around", shapely.difference(box(0, 0, 300, 300), square(1, 1)))],
         {"gap": 1, "hole": 1}),
        ([zone("one", square(0)), zone("two", square(0))], {"overlap": 1, "duplicate_geometry": 1}),
    ],
    ids=["overlap", "gap", "duplicate"],
)  # fmt: skip
def test_what_is_wider_than_a_sliver_is_left_for_a_person(
    zones: list[dict[str, Any]], left: dict[str, int]
) -> None:
    far = zone("far", square(9))
    before = [each["geometry"] for each in zones]

    result = repaired(*zones, far)

    assert result.after.counts() == left
    assert result.changes == ()
    for old, new in zip(before, result.rows.polygons, strict=False):
        assert shapely.symmetric_difference(old, new).area < 1e-6


def test_slivers_are_repaired_beside_a_real_overlap_that_stays() -> None:
    west, east = box(0, 0, 130, 100), box(100, 0, 200, 100)
    north = box(0, 100.05, 200, 200)

    result = repaired(zone("west", west), zone("east", east), zone("north", north))

    assert result.after.counts() == {"overlap": 1}
    (overlap,) = result.after.of_kind(Kind.OVERLAP)
    assert overlap.area_m2 == pytest.approx(3000, abs=3)
    # The slit is 0.05 m x 200 m; below the overlap its new owner is one zone or both.
    assert 9.9 < sum(change.area_m2 for change in result.changes) < 11.6


def test_three_zones_on_the_same_ground_stay_so() -> None:
    result = repaired(
        zone("a", box(0, 0, 100, 100)), zone("b", box(50, 0, 150, 100)),
        zone("c", box(60, 50, 90, 150)),
    )  # fmt: skip

    assert result.after.counts() == {"overlap": 3}
    assert result.changes == ()


def test_a_border_that_only_touches_itself_is_repaired() -> None:
    touching = ring((0, 0), (100, 0), (100, 100), (50, 0), (0, 100))

    result = repaired(zone("odd", touching), zone("east", square(1)))

    assert result.before.of_kind(Kind.INVALID_RING)
    assert result.after.of_kind(Kind.INVALID_RING, Kind.BOW_TIE) == ()
    assert ground(result)["odd"].area == pytest.approx(5_000)


def test_a_bow_tie_that_can_be_read_in_two_ways_is_left() -> None:
    bow = ring((0, 0), (100, 100), (100, 0), (0, 100))

    result = repaired(zone("bow", bow), zone("east", square(1)))

    assert result.after.of_kind(Kind.BOW_TIE)
    assert shapely.equals_exact(ground(result)["bow"], bow)


def test_a_bow_tie_whose_second_lobe_is_a_sliver_is_repaired() -> None:
    slip = ring((0, 0), (100, 0), (100, 100), (-0.3, 100), (0, 100.3))

    result = repaired(zone("slip", slip), zone("east", square(1)))

    assert result.before.of_kind(Kind.BOW_TIE)
    assert result.after.counts() == {}
    assert ground(result)["slip"].area == pytest.approx(10_000, abs=0.1)


def test_zones_of_different_levels_are_not_snapped_to_each_other() -> None:
    result = repaired(
        zone("p", square(0)),
        zone("j", box(99.8, 0, 200, 100), level="junior"),
        zone("p2", square(3)),
        zone("j2", square(4), level="junior"),
    )

    assert result.changes == ()


def test_a_dated_plan_is_repaired_one_day_at_a_time() -> None:
    from datetime import date

    zones = [
        zone("west", box(0, 0, 100.3, 100)), zone("east", square(1), valid_from="2024-09-01"),
        zone("east", box(99.5, 0, 200, 100), valid_to="2024-09-01"),
    ]  # fmt: skip

    with pytest.raises(BadInput, match="--on"):
        repaired(*zones)
    result = repaired(*zones, on=date(2024, 9, 1))

    assert result.after.counts() == {"expired": 1}
    assert shapely.equals_exact(result.rows.polygons[2], zones[2]["geometry"])


@settings(max_examples=40)
@given(
    cuts=st.lists(st.floats(-0.4, 0.4), min_size=4, max_size=4),
    lifts=st.lists(st.floats(-0.4, 0.4), min_size=3, max_size=3),
)
def test_after_repair_no_sliver_is_left_and_nobody_moved_far(
    cuts: list[float], lifts: list[float]
) -> None:
    zones = [
        zone(f"{c}{r}", box(100 * c + (cuts[c] if c else 0), 100 * r + (lifts[c] if r else 0),
                            100 * c + 100, 100 * r + 100))
        for c in range(3) for r in range(2)
    ]  # fmt: skip

    result = repaired(*zones)

    after = checked(*(row | {"geometry": new} for row, new in
                      zip(zones, result.rows.polygons, strict=True)))  # fmt: skip
    assert after.counts() == {}
    assert shapely.coverage_is_valid(result.rows.polygons)
    for row, new in zip(zones, result.rows.polygons, strict=True):
        moved = shapely.symmetric_difference(row["geometry"], new)
        assert shapely.is_empty(shapely.buffer(moved, -0.5))
    told = sum(change.area_m2 for change in result.changes)
    real = sum(shapely.symmetric_difference(row["geometry"], new).area
               for row, new in zip(zones, result.rows.polygons, strict=True))  # fmt: skip
    assert told == pytest.approx(real, rel=1e-6, abs=1e-6)


SLIVER = [zone("west", box(0, 0, 100.4, 100), pupils="12"), zone("east", square(1), pupils="7")]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb"])
def test_a_repaired_copy_is_written_and_the_input_is_not_touched(
    tmp_path: Path, suffix: str
) -> None:
    path = write_geojson(tmp_path / "zones.geojson", SLIVER)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    out = tmp_path / f"repaired{suffix}"

    repair_file(path, out, DISTRICT)

    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert check_file(out, DISTRICT).counts() == {"numbers_as_text": 1}
    report = json.loads((tmp_path / f"repaired{suffix}.changes.json").read_text("utf-8"))
    assert report["before"]["sliver_overlap"] == 1
    assert report["moved_m2"] == pytest.approx(40, rel=1e-3)
    assert report["changes"][0]["width_m"] == pytest.approx(0.4, rel=0.01)
    assert (tmp_path / f"repaired{suffix}.changes.geojson").exists()
    assert not list(tmp_path.glob(".*"))


def test_the_same_repair_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "zones.geojson", SLIVER)
    digests = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        out = tmp_path / folder / "zones.gpkg"
        repair_file(path, out, DISTRICT)
        digests.append(hashlib.sha256(out.read_bytes()).hexdigest())

    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    ("out", "words"),
    [("zones.geojson", "is the input"), ("there.gpkg", "is there already"),
     ("zones.docx", "cannot be written")],
)  # fmt: skip
def test_nothing_is_written_over(tmp_path: Path, out: str, words: str) -> None:
    path = write_geojson(tmp_path / "zones.geojson", SLIVER)
    (tmp_path / "there.gpkg").write_bytes(b"mine")
    before = path.read_bytes()

    with pytest.raises(BadInput, match=words):
        repair_file(path, tmp_path / out, DISTRICT)

    assert path.read_bytes() == before
    assert (tmp_path / "there.gpkg").read_bytes() == b"mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["there.gpkg", "zones.geojson"]


def test_attributes_of_every_kind_survive(tmp_path: Path) -> None:
    zones = [row | {"tags": ["a", "b"], "of": {"n": n}, "size": n} for n, row in enumerate(SLIVER)]
    path = write_geojson(tmp_path / "zones.geojson", zones)

    repair_file(path, tmp_path / "out.gpkg", DISTRICT, reading=ReadOptions())

    written = read_layer(tmp_path / "out.gpkg")
    assert written["size"].tolist() == [0, 1]
    assert written["pupils"].tolist() == ["12", "7"]
    assert written["name"].tolist() == ["west片", "east片"]
    assert [json.loads(text) for text in written["tags"]] == [["a", "b"]] * 2
    assert [json.loads(text) for text in written["of"]] == [{"n": 0}, {"n": 1}]
