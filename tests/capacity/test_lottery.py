"""The lot: recomputable by anybody, bound before it is drawn, blind to the order of entry (R4)."""

import hashlib
import hmac

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.lottery import (
    Seed,
    SeedKind,
    commitment,
    lot,
    preview_seed,
    public_seed,
    ranks,
    revealed_seed,
)  # fmt: skip
from geo.faults import BadInput

SEED = "00112233445566778899aabbccddeeff"
NO_NUMBERS = np.full(9, -1)


def by_hmac(seed, name):
    """HMAC-SHA256 written out from RFC 2104, without the library's own."""
    key = bytes.fromhex(seed).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + name.encode()).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest()


@pytest.mark.parametrize("name", ["2024-0001", "门头沟-17", ""])
def test_a_lot_is_the_hmac_of_the_id_under_the_seed(name):
    assert lot(SEED, name) == by_hmac(SEED, name)
    assert lot(SEED, name) == hmac.new(bytes.fromhex(SEED), name.encode(), "sha256").hexdigest()


def test_the_smallest_lot_comes_first():
    names = ["a", "b", "c", "d", "e"]

    rank = ranks(names, public_seed(SEED), NO_NUMBERS[:5])

    assert [names[i] for i in np.argsort(rank)] == sorted(names, key=lambda n: by_hmac(SEED, n))


@given(order=st.permutations([f"child-{number}" for number in range(30)]))
@settings(max_examples=30)
def test_the_order_of_entry_has_no_effect(order):
    names = sorted(order)
    first = dict(zip(names, ranks(names, public_seed(SEED), NO_NUMBERS), strict=True))

    again = dict(zip(order, ranks(order, public_seed(SEED), NO_NUMBERS), strict=True))

    assert again == first


def test_leaving_out_a_child_keeps_the_order_of_the_others():
    names = [f"c{number}" for number in range(40)]
    rank = ranks(names, public_seed(SEED), NO_NUMBERS)
    order = [names[i] for i in np.argsort(rank)]

    fewer = [name for name in names if name != "c7"]
    again = ranks(fewer, public_seed(SEED), NO_NUMBERS)

    assert [fewer[i] for i in np.argsort(again)] == [name for name in order if name != "c7"]


@pytest.mark.parametrize("start", range(3))
def test_rank_and_order_of_registration_are_unrelated(start):
    """Spearman's rho of rank and registration number within 4 sigma, over 200 seeds (DV-2012)."""
    count = 1000
    names = [f"reg-{start * count + number:06d}" for number in range(count)]
    position = np.arange(count)
    rhos = []
    for number in range(200):
        seed = Seed(hashlib.sha256(f"{start}-{number}".encode()).hexdigest(), SeedKind.PUBLIC)
        gap = ranks(names, seed, NO_NUMBERS).astype(float) - position
        rhos.append(1 - 6 * float(np.sum(gap**2)) / (count * (count**2 - 1)))

    sigma = (count - 1) ** -0.5
    assert np.max(np.abs(rhos)) < 4 * sigma
    assert abs(np.mean(rhos)) < 4 * sigma / 200**0.5
    assert 0.8 * sigma < np.std(rhos) < 1.2 * sigma


def test_every_child_is_first_equally_often():
    names = [f"c{number}" for number in range(10)]
    first = np.zeros(10, dtype=int)
    for number in range(3000):
        seed = Seed(hashlib.sha256(f"draw {number}".encode()).hexdigest(), SeedKind.PUBLIC)
        first[int(np.argmin(ranks(names, seed, NO_NUMBERS)))] += 1

    # chi-squared with 9 degrees of freedom: above 27.9 once in a thousand
    assert float(np.sum((first - 300) ** 2 / 300)) < 27.9


@pytest.mark.parametrize("digits", [31, 33, 127, 129, 130, 0, 6])
def test_a_seed_that_could_be_tried_out_or_is_no_whole_bytes_is_refused(digits):
    with pytest.raises(BadInput, match="hexadecimal"):
        public_seed("a" * digits)


@pytest.mark.parametrize("text", ["g" * 32, "0x" + "a" * 30, "a" * 16 + " " + "a" * 16])
def test_a_seed_that_is_not_hexadecimal_is_refused(text):
    with pytest.raises(BadInput):
        public_seed(text)


def test_a_seed_of_128_bits_is_taken_whatever_its_case():
    assert public_seed(f" {SEED.upper()}\n") == Seed(SEED, SeedKind.PUBLIC)


def test_a_preview_seed_follows_from_the_input_and_is_never_called_public():
    digest = hashlib.sha256(b"input").hexdigest()

    seed = preview_seed(digest)

    expected = hashlib.sha256(b"jiujin-preview/1" + bytes.fromhex(digest)).hexdigest()
    assert seed.document() == {"kind": "preview", "value": expected}


SECRETS = ("notary's secret", "家长代表", "deputy")
DRAW = {
    "input_root": "ab" * 32,
    "ruleset_sha256": "cd" * 32,
    "commitments": [commitment(secret) for secret in SECRETS],
    "reveals": list(SECRETS),
    "beacon": "public draw 2024-06-01, 12 34 56",
}


def test_a_commitment_binds_without_telling():
    expected = hashlib.sha256(b"jiujin-commit/1|deputy").hexdigest()

    assert commitment("deputy") == expected


def test_the_seed_is_the_hash_of_everything_that_was_fixed_before():
    text = "|".join(
        ["zone-lottery/1", "ab" * 32, "cd" * 32, *SECRETS, "public draw 2024-06-01, 12 34 56"]
    )

    assert revealed_seed(**DRAW) == Seed(hashlib.sha256(text.encode()).hexdigest(), SeedKind.PUBLIC)


@pytest.mark.parametrize("part", ["input_root", "ruleset_sha256", "beacon"])
def test_nobody_can_know_the_seed_while_one_part_is_open(part):
    assert revealed_seed(**DRAW | {part: DRAW[part] + "0"}) != revealed_seed(**DRAW)


@pytest.mark.parametrize(
    ("reveals", "what"),
    [
        (["notary's secret", "家长代表", "another"], "reveal 3 is not what was committed"),
        (["家长代表", "notary's secret", "deputy"], "reveal 1 is not"),
        (["notary's secret", "家长代表"], "2 reveals for 3"),
    ],
    ids=["changed", "swapped", "withheld"],
)
def test_a_reveal_that_does_not_fit_its_commitment_is_refused(reveals, what):
    with pytest.raises(BadInput, match=what):
        revealed_seed(**DRAW | {"reveals": reveals})


def test_a_commitment_that_is_no_digest_is_refused_too():
    garbled = {"commitments": [*DRAW["commitments"][:2], "承诺"]}

    with pytest.raises(BadInput, match="reveal 3"):
        revealed_seed(**DRAW | garbled)


def test_fewer_than_three_people_cannot_draw():
    two = {"commitments": DRAW["commitments"][:2], "reveals": list(SECRETS[:2])}

    with pytest.raises(BadInput, match="at least three"):
        revealed_seed(**DRAW | two)


def test_given_numbers_are_taken_as_they_are():
    given_numbers = Seed("", SeedKind.GIVEN_NUMBERS)

    assert ranks(["a", "b", "c"], given_numbers, np.array([70, 5, 9])).tolist() == [2, 0, 1]


@pytest.mark.parametrize("numbers", [[1, -1, 2], [1, 1, 2]], ids=["missing", "twice"])
def test_numbers_that_are_missing_or_given_twice_are_refused(numbers):
    with pytest.raises(ValueError, match="number"):
        ranks(["a", "b", "c"], Seed("", SeedKind.GIVEN_NUMBERS), np.array(numbers))
