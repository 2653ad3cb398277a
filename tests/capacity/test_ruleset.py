"""The ruleset as data: read from TOML, printed with every parameter, every fault told at once."""

import json
from dataclasses import fields
from hashlib import sha256

import pytest

from capacity.canonical import canonical_json
from capacity.ruleset import Comparator, CostShape, Order, Ruleset, read_ruleset, ruleset_from
from geo.faults import BadInput

WHOLE = """
order = "tier_first"
comparators = ["sibling", "points", "proximity", "lottery"]
cost = "banded"
band_m = 250
cap_m = 3000
tail_m = 2000

[tier_names]
1 = "本区户籍"
3 = "非京籍"
"""


def written(folder, text):
    path = folder / "rule.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_ruleset_is_what_its_file_says(tmp_path):
    found = read_ruleset(written(tmp_path, WHOLE))

    assert found == Ruleset(
        order=Order.TIER_FIRST,
        comparators=(
            Comparator.SIBLING, Comparator.POINTS, Comparator.PROXIMITY, Comparator.LOTTERY,
        ),
        cost=CostShape.BANDED,
        band_m=250,
        cap_m=3000,
        tail_m=2000,
        tier_names={"1": "本区户籍", "3": "非京籍"},
    )  # fmt: skip


def test_an_empty_file_is_the_stated_default(tmp_path):
    assert read_ruleset(written(tmp_path, "")) == Ruleset()


def test_the_document_gives_back_the_ruleset(tmp_path):
    for text in ("", WHOLE):
        rule = read_ruleset(written(tmp_path, text))
        document = json.loads(canonical_json(rule.document()))
        del document["format"], document["rule"]

        assert ruleset_from(document, "document") == rule


def test_every_parameter_is_printed_and_changes_the_digest():
    changed = {
        "order": Order.TIER_FIRST,
        "comparators": (Comparator.PROXIMITY, Comparator.LOTTERY),
        "cost": CostShape.SQUARED,
        "band_m": 499,
        "cap_m": 1,
        "tail_m": 1,
        "tier_names": {"1": "one"},
    }
    assert set(changed) == {item.name for item in fields(Ruleset)}

    digests = {Ruleset().digest(), *(Ruleset(**{key: changed[key]}).digest() for key in changed)}

    assert len(digests) == 1 + len(changed)


def test_the_digest_is_the_hash_of_the_printed_document():
    text = (
        '{"band_m":500,"comparators":["preference","sibling","proximity","lottery"],'
        '"cost":"identity","format":"ruleset/1","order":"zone_first",'
        '"rule":"relative proximity R0-R5 (overflow-rule/1)","tier_names":{}}'
    )

    assert Ruleset().digest() == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('ordre = "zone_first"', "rule.toml", "unknown entry 'ordre'"),
        ('order = "zonefirst"', "order", "'zonefirst' is not known"),
        ('order = ["zone_first"]', "order", "is not known"),
        ("cost = 2", "cost", "2 is not known"),
        ('comparators = "proximity"', "comparators", "is not a list"),
        ("comparators = []", "comparators", "does not end with proximity, lottery"),
        ('comparators = ["proximity"]', "comparators", "does not end with"),
        ('comparators = ["lottery", "proximity"]', "comparators", "does not end with"),
        ('comparators = ["proximity", "sibling", "lottery"]', "comparators", "does not end with"),
        ('comparators = ["age", "proximity", "lottery"]', "comparators", "'age' is not known"),
        ('comparators = ["points","points","proximity","lottery"]', "comparators", "twice"),
        (
            'comparators = [["points"], "proximity", "lottery"]',
            "comparators",
            "is not a list of names",
        ),
        (
            'comparators = [{a = 1}, "proximity", "lottery"]',
            "comparators",
            "is not a list of names",
        ),
        ("cap_m = 0", "cap_m", "0 is not a whole number of metres"),
        ("cap_m = -5", "cap_m", "-5 is not"),
        ("cap_m = true", "cap_m", "True is not"),
        ("cap_m = 3.5", "cap_m", "3.5 is not"),
        ('cap_m = "3000"', "cap_m", "'3000' is not"),
        ("tail_m = 0", "tail_m", "0 is not"),
        ("band_m = false", "band_m", "False is not"),
        ("band_m = 99999999999999999999999", "band_m", "is not a whole number"),
        ("tier_names = 3", "tier_names", "is not a table"),
        ("[tier_names]\n1 = 1.5", "tier_names", "is not a table"),
        ("[tier_names]\n1 = 2020-01-01", "tier_names", "is not a table"),
        ('[tier_names]\nfirst = "x"', "tier_names", "is not a table"),
        ("order = ", "rule.toml", "cannot be read as TOML"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_place_and_a_repair(tmp_path, text, where, what):
    with pytest.raises(BadInput) as refused:
        read_ruleset(written(tmp_path, text))

    (fault,) = refused.value.faults
    assert fault.where.startswith("rule.toml")
    assert where in fault.where
    assert what in fault.what
    assert fault.repair


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "rule.toml"
    path.write_bytes(b"\xff\xfe\x00order")

    with pytest.raises(BadInput, match="cannot be read"):
        read_ruleset(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_ruleset(tmp_path / "none.toml")


def test_all_faults_are_told_together(tmp_path):
    text = 'order = "x"\ncost = "y"\ncap_m = 0\ntail_m = 0\nfoo = 1\ncomparators = ["lottery"]\n'

    with pytest.raises(BadInput) as refused:
        read_ruleset(written(tmp_path, text))

    assert len(refused.value.faults) == 6
