"""Does the sample's address list agree with the polygons, but for the homes it says?"""

import re

import pytest
import shapely

from .conftest import table


def listed(numbers, number):
    """Say, as a clerk would, whether a house number is in a text such as 1-35单; 除12; 58号院."""
    if numbers == "全部":
        return True
    hit = False
    for part in numbers.split("; "):
        if part == f"除{number}":
            return False
        span = re.fullmatch(r"(\d+)-(\d+)(单|双)", part)
        if span:
            inside = int(span[1]) <= number <= int(span[2])
            hit |= inside and number % 2 == (span[3] == "单")
        else:
            hit |= part.removesuffix("号院") == str(number)
    return hit


@pytest.mark.parametrize(
    ("numbers", "number", "expected"),
    [
        ("全部", 7, True),
        ("1-9单", 5, True),
        ("1-9单", 6, False),
        ("1-9单; 除5", 5, False),
        ("24号院", 24, True),
        ("24", 25, False),
    ],
)
def test_the_clerk_reads_the_numbers(numbers, number, expected):
    assert listed(numbers, number) is expected


@pytest.fixture(scope="module")
def answers(register, today):
    """For each building: the zone by list ("" if none) and the zones by polygon, edges included."""
    rows = table("address_list.csv")
    out = {}
    for building in register.itertuples():
        door = re.sub(r"^北京市门头沟区.+?(街道|镇)", "", building.address)
        place, number = re.fullmatch(r"(.+?)(\d+)(?:号楼|号院.*|号)", door).groups()
        hits = [
            row.zone_id for row in rows.itertuples()
            if row.place == place and listed(row.numbers, int(number))
        ]  # fmt: skip
        assert len(hits) < 2
        point = shapely.Point(float(building.x), float(building.y))
        inside = {zone for zone, p in today["degrees"].items() if p.covers(point)}
        out[building.Index] = (hits[0] if hits else "", inside)
    return out


def test_the_list_speaks_about_two_zones(answers):
    assert {zone for zone, _ in answers.values()} == {"", "Z03", "Z07"}


def test_the_list_of_one_zone_agrees_with_its_polygon(answers):
    by_list = {b for b, (zone, _) in answers.items() if zone == "Z07"}
    by_polygon = {b for b, (_, inside) in answers.items() if "Z07" in inside}

    assert by_list == by_polygon


def test_the_list_of_the_other_claims_a_few_homes_that_the_polygon_gives_elsewhere(answers, homes):
    against = {b for b, (zone, inside) in answers.items() if zone == "Z03" and "Z03" not in inside}
    missed = {b for b, (zone, inside) in answers.items() if zone != "Z03" and inside == {"Z03"}}

    assert 3 <= len(against) <= 8
    assert all(answers[building][1] == {"Z05"} for building in against)
    assert missed == set()
    assert 3 <= homes["building_id"].isin(against).sum() <= 20


def test_the_text_uses_odd_even_exceptions_and_courts():
    text = " ".join(table("address_list.csv")["numbers"])

    assert all(word in text for word in ("单", "双", "除", "全部"))
