"""A wrong word on the command line, or in a small file of settings, is refused with its repair."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from capacity.lottery import commitment

from .calls import assign_words, call, refused, refused_town
from .town import crowded_town

WRONG_WORDS = {
    "no such day": (["--on", "2026-02-30"], "--on: '2026-02-30'"),
    "an empty day": (["--on", ""], "--on: ''"),
    "a day in full-width digits": (["--on", "２０２６-06-15"], "--on"),
    "a tolerance that is no number": (["--tolerance", "nan"], "--tolerance"),
    "a negative tolerance": (["--tolerance", "-1"], "--tolerance"),
    "an infinite tolerance": (["--tolerance", "inf"], "--tolerance"),
    "a tolerance that covers the town": (["--tolerance", "100000"], "--tolerance"),
    "a short seed": (["--seed", "abc"], "--seed"),
    "an empty seed": (["--seed", ""], "--seed"),
    "a seed in other letters": (["--seed", "zz" * 32], "--seed"),
    "a full-width seed": (["--seed", "ａb" * 32], "--seed"),
    "an unknown level": (["--level", "x"], "--level: 'x'"),
    "no level": (["--level", ""], "--level: ''"),
    "a level in capitals": (["--level", "Primary"], "--level: 'Primary'"),
    "a web map's metres": (["--crs", "EPSG:3857"], "--crs: EPSG:3857"),
    "degrees for the district": (["--crs", "EPSG:4326"], "--crs: EPSG:4326"),
    "a datum for the district": (["--crs", "GCJ02"], "--crs: GCJ02"),
    "feet": (["--crs", "EPSG:2263"], "US survey foot"),
    "an unknown code": (["--crs", "EPSG:99999"], "EPSG:99999"),
    "no code": (["--crs", "junk"], "'junk'"),
    "heights": (["--crs", "EPSG:5773"], "Vertical"),
    "another zone of the world": (["--crs", "EPSG:32617"], "zones.geojson"),
    "a system that the file denies": (["--zones-crs", "GCJ02"], "EPSG:4548"),
    "an unknown system of zones": (["--zones-crs", "junk"], "'junk'"),
    "an unknown system of schools": (["--schools-crs", "junk"], "--schools-crs"),
    "half a renaming": (["--rename", "junk"], "--rename: 'junk'"),
    "a renaming of nothing": (["--rename", "=x"], "--rename"),
    "a renaming to nothing": (["--rename", "a="], "--rename"),
    "a renaming that no file can have": (["--rename", "nosuch=zone_id"], "'nosuch'"),
    "a renaming onto a column": (["--rename", "home_id=child_id"], "two columns 'child_id'"),
    "no rules": (["--rules", "/nonexistent.toml"], "nonexistent.toml"),
    "rules that are a folder": (["--rules", "/"], ""),
    "no district": (["--district", "/nonexistent.toml"], "nonexistent.toml"),
    "no streets": (["--streets", "/nonexistent.osm"], "nonexistent.osm"),
    "no register": (["--register", "/nonexistent.csv"], "nonexistent.csv"),
    "no address list": (["--address-list", "/nonexistent.csv"], "nonexistent.csv"),
}


@pytest.mark.parametrize("kind", WRONG_WORDS)
def test_a_wrong_word_is_refused(tmp_path, kind):
    words, expected = WRONG_WORDS[kind]
    refused_town(tmp_path, None, (expected,), *words)


@pytest.mark.parametrize(
    "words",
    [["assign"], ["assign", "--nosuch"], ["nosuch"], ["zones"], ["zones", "check"], ["verify"],
     ["streets", "build"], ["lottery"], ["lookup"], ["geocode"], []],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_how(words):
    called = call(*words)

    assert called.code == 2
    assert "Usage: jiujin" in called.err + called.out


def test_a_renaming_of_one_files_column_leaves_the_other_files_alone(tmp_path):
    town = crowded_town()
    for zone in town.zones:
        zone["片区"] = zone.pop("zone_id")

    called = call(*assign_words(tmp_path, town.write(tmp_path), "--rename", "片区=zone_id"))

    assert called.code == 0, called.err


DISTRICTS = {
    "empty": ("", "no crs"),
    "not TOML": ("x", "not TOML"),
    "not UTF-8": (b"name = '\xc3\xc5'", "UTF-8"),
    "no name": ('crs = "EPSG:4548"', "no name"),
    "no system": ('name = "a"', "no crs"),
    "a web map": ('name = "a"\ncrs = "EPSG:3857"', "web map"),
    "degrees": ('name = "a"\ncrs = "EPSG:4490"', "degrees"),
    "feet": ('name = "a"\ncrs = "EPSG:2263"', "US survey foot"),
    "an unknown entry": ('name = "a"\ncrs = "EPSG:4548"\nfoo = 1', "'foo'"),
    "an entry twice": ('name = "a"\nname = "b"', "not TOML"),
    "three bounds": ('name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [1, 2, 3]', "four numbers"),
    "bounds of nothing": (
        'name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [nan, 39, 117, 40]', "four numbers"),
    "bounds turned round": (
        'name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [117, 40, 116, 39]', "not a box"),
    "bounds in metres": (
        'name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [4e5, 4e6, 5e5, 5e6]', "not a box"),
    "bounds elsewhere": (
        'name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [100, 30, 101, 31]', "EPSG:4543"),
    "bounds beside the town": (
        'name = "a"\ncrs = "EPSG:4548"\nbounds_wgs84 = [117.5, 39.9, 117.8, 40]', "outside"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DISTRICTS)
def test_a_broken_district_is_refused(tmp_path, kind):
    text, expected = DISTRICTS[kind]
    options = crowded_town().write(tmp_path)
    path = tmp_path / "district.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    refused(tmp_path, assign_words(tmp_path, options), expected)


RULES = {
    "not TOML": ("x", "rules.toml"),
    "not UTF-8": (b"# \xb9\xe6", "UTF-8"),
    "an unknown entry": ("foo = 1", "'foo'"),
    "an unknown order": ('order = "x"', "rules.toml, order"),
    "an order that is a table": ("[order]\na = 1", "rules.toml, order"),
    "a comparator twice": (
        'comparators = ["sibling", "sibling", "proximity", "lottery"]', "twice"),
    "no proximity": ('comparators = ["preference", "lottery"]', "end with proximity"),
    "a comparator that is a list": ('comparators = [["proximity"], "lottery"]', "comparators"),
    "a comparator that is a table": ("comparators = [{a = 1}]", "comparators"),
    "comparators in one text": ('comparators = "proximity"', "not a list"),
    "an unknown cost": ('cost = "x"', "rules.toml, cost"),
    "a band of nothing": ('cost = "banded"\nband_m = 0', "band_m"),
    "half a metre": ("cap_m = 1.5", "cap_m"),
    "no number": ("tail_m = nan", "tail_m"),
    "a cap that is yes": ("cap_m = true", "cap_m"),
    "a cap around the world": ("cap_m = 40000000", "cap_m"),
    "a tier without a number": ('[tier_names]\na = "x"', "tier_names"),
    "a tier's name that is a number": ("[tier_names]\n1 = 5", "tier_names"),
}  # fmt: skip


@pytest.mark.parametrize("kind", RULES)
def test_a_broken_ruleset_is_refused(tmp_path, kind):
    text, expected = RULES[kind]
    options = crowded_town().write(tmp_path)
    path = tmp_path / "rules.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    refused(tmp_path, assign_words(tmp_path, options, "--rules", path), "rules.toml", expected)


SECRETS = [f"a long secret of person {number}" for number in (1, 2, 3)]
REVEALS: dict[str, tuple[Any, str]] = {
    "a root that is a number": ({"input_root": 5}, "input_root"),
    "an empty root": ({"input_root": ""}, "input_root"),
    "no beacon": ({"beacon": ""}, "beacon"),
    "a null beacon": ({"beacon": None}, "beacon"),
    "no commitments": ({"commitments": []}, "3 reveals for 0 commitments"),
    "commitments in one text": ({"commitments": "abc"}, "commitments"),
    "commitments of numbers": ({"commitments": [1, 2, 3]}, "commitments"),
    "other secrets": ({"reveals": ["x", "y", "z"]}, "not what was committed"),
    "a secret that is no text": ({"reveals": [*SECRETS[:2], "\ud800"]}, ""),
    "one person three times": (
        {"commitments": [commitment(SECRETS[0])] * 3, "reveals": [SECRETS[0]] * 3}, ""),
}  # fmt: skip


def reveals(**changed: Any) -> dict[str, Any]:
    given = {
        "input_root": "ab" * 32, "ruleset_sha256": "cd" * 32, "beacon": "drand 4711",
        "commitments": [commitment(secret) for secret in SECRETS], "reveals": SECRETS,
    }  # fmt: skip
    return given | changed


@pytest.mark.parametrize("kind", REVEALS)
def test_reveals_that_do_not_bind_three_people_give_no_seed(tmp_path, kind):
    changed, expected = REVEALS[kind]
    path = tmp_path / "reveals.json"
    path.write_text(json.dumps(reveals(**changed)))

    refused(tmp_path, ["lottery", "seed", path], expected)


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"[]", b"[" * 100_000, b"\xff"],
    ids=["empty", "NUL", "a list", "nested", "not UTF-8"],
)  # fmt: skip
def test_reveals_that_are_no_json_object_are_refused(tmp_path, data):
    path = tmp_path / "reveals.json"
    path.write_bytes(data)

    refused(tmp_path, ["lottery", "seed", path], "reveals.json")


def test_true_reveals_give_the_seed(tmp_path):
    path = tmp_path / "reveals.json"
    path.write_text(json.dumps(reveals()))

    called = call("lottery", "seed", path)

    assert (called.code, len(called.out.strip())) == (0, 64)


@pytest.mark.parametrize("secret", ["", "a", "12345678"])
def test_a_secret_that_can_be_guessed_is_not_committed_to(tmp_path, secret):
    refused(tmp_path, ["lottery", "commit", "--secret", secret], "secret")


@pytest.mark.parametrize(
    "manifest",
    [b"{}", b"[]", b"\xff", b"[" * 100_000, b'{"files":NaN}', b'{"files":' + b"9" * 5000 + b"}",
     b'{"files":{"../../etc/passwd":"x"},"format":"bundle/1"}', b'{"files":[1]}'],
    ids=["no files", "a list", "not UTF-8", "nested", "NaN", "a long number", "a path", "a row"],
)  # fmt: skip
def test_a_hostile_bundle_is_not_verified_and_does_no_harm(tmp_path, manifest):
    (tmp_path / "manifest.json").write_bytes(manifest)

    called = call("verify", tmp_path)

    assert (called.code, called.out.splitlines()[-1]) == (1, "NOT VERIFIED")


@pytest.mark.parametrize("name", ["result.json", "input.json", "report.json"])
def test_a_bundle_nested_without_end_is_not_verified(tmp_path, name):
    options = crowded_town().write(tmp_path)
    assert call(*assign_words(tmp_path, options)).code == 0
    copy = Path(shutil.copytree(tmp_path / "bundle", tmp_path / "copy"))
    (copy / name).write_bytes(b"[" * 100_000)

    assert call("verify", copy).code == 1
