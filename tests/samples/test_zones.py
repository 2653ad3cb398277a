"""Are the sample's zones what it says: one arrangement, one gap, one overlap, dated versions?"""

from collections import Counter
from itertools import combinations, pairwise

import shapely

SLIVER_M2 = 1.0


def edges(ring):
    return [tuple(sorted(pair)) for pair in pairwise(ring.coords)]


def test_there_are_eighteen_primary_zones_and_two_junior_zones(zones, today):
    assert len(today) == 18
    assert sorted(zones[zones["level"] == "junior"]["zone_id"]) == ["C01", "C02"]


def test_two_primary_zones_name_two_schools_each(today):
    several = today[today["school_ids"].str.contains(";")]

    assert several["school_ids"].to_dict() == {"Z04": "P04;P05", "Z10": "P11;P12"}


def test_every_school_is_named_by_one_zone_of_its_level(today, zones, schools):
    junior = zones[zones["level"] == "junior"]
    named = [s for ids in [*today["school_ids"], *junior["school_ids"]] for s in ids.split(";")]

    assert sorted(named) == sorted(schools.index)


def test_every_school_stands_inside_its_zone(today, zones, schools):
    for zone in [*today.itertuples(), *zones[zones["level"] == "junior"].itertuples()]:
        for school in zone.school_ids.split(";"):
            gates = schools.loc[school, "geometry"]
            assert zone.geometry.contains(gates), (zone.name, school)


def test_every_polygon_is_valid_simple_and_drawn_counter_clockwise(zones):
    for polygon in zones["degrees"]:
        assert polygon.is_valid
        assert polygon.geom_type == "Polygon"
        assert not polygon.interiors
        assert polygon.exterior.is_ccw


def test_just_one_pair_of_zones_overlaps_by_about_a_hectare_and_a_half(today):
    shared = {
        (a.Index, b.Index): a.geometry.intersection(b.geometry).area
        for a, b in combinations(today.itertuples(), 2)
    }

    overlaps = {pair: area for pair, area in shared.items() if area > SLIVER_M2}

    assert list(overlaps) == [("Z09", "Z10")]
    assert 10_000 < overlaps["Z09", "Z10"] < 20_000


def test_just_one_gap_lies_inside_the_district(today):
    covered = shapely.union_all(today["geometry"].to_numpy())

    holes = [shapely.Polygon(ring).area for ring in covered.interiors]

    assert covered.geom_type == "Polygon"
    assert len([area for area in holes if area > SLIVER_M2]) == 1
    assert 10_000 < max(holes) < 20_000


def test_neighbours_share_every_vertex_and_edge_exactly(today):
    """An edge used once lies on the district's rim, round the gap, or round the overlap."""
    used = Counter(edge for polygon in today["degrees"] for edge in edges(polygon.exterior))
    z09, z10 = today.loc["Z09", "degrees"], today.loc["Z10", "degrees"]
    lens = shapely.get_parts(z09.intersection(z10))
    lens = next(part for part in lens if part.geom_type == "Polygon")
    whole = shapely.union_all(today["degrees"].to_numpy())
    rims = [whole.exterior, *whole.interiors, lens.exterior]

    alone = {edge for edge, times in used.items() if times == 1}

    assert max(used.values()) == 2
    assert alone <= {edge for rim in rims for edge in edges(rim)}
    assert sum(times == 2 for times in used.values()) > 400


def test_from_next_year_two_zones_exchange_ground_and_nothing_else_moves(zones, today):
    later = zones[zones["valid_from"] == "2027-01-01"].set_index("zone_id")
    ended = today[today["valid_to"] == "2027-01-01"]

    assert sorted(later.index) == sorted(ended.index) == ["Z06", "Z08"]
    before = shapely.union_all(ended["geometry"].to_numpy())
    after = shapely.union_all(later["geometry"].to_numpy())
    assert before.symmetric_difference(after).area < SLIVER_M2
    given = ended.loc["Z06", "geometry"].difference(later.loc["Z06", "geometry"])
    assert 200_000 < given.area < 500_000
    assert given.difference(later.loc["Z08", "geometry"]).area < SLIVER_M2


def test_junior_zones_are_made_of_whole_primary_zones(zones, today):
    junior = zones[zones["level"] == "junior"]

    for polygon in today["geometry"].drop(["Z09", "Z10", "Z01"]):
        parts = [polygon.intersection(j).area for j in junior["geometry"]]
        assert sum(part > SLIVER_M2 for part in parts) == 1
    assert abs(sum(j.area for j in junior["geometry"]) - _whole_area(today)) < SLIVER_M2


def _whole_area(today):
    return shapely.Polygon(shapely.union_all(today["geometry"].to_numpy()).exterior).area
