"""Whose lot comes first? A committed seed and a rank anybody can recompute (R4, trust.md §6)."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.faults import BadInput

FEWEST = 3  # people who commit, so that no two of them know the seed
SEED_TEXT = re.compile(r"(?:[0-9a-f]{2}){16,64}")


class SeedKind(StrEnum):
    """Where the seed came from; only a public one may decide a child's place."""

    PUBLIC = "public"  # drawn after the input was frozen and published
    PREVIEW = "preview"  # derived from the input itself: repeatable, but not a draw
    GIVEN_NUMBERS = "given_numbers"  # every child came with a lottery number


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed of a run and what kind it is."""

    value: str
    kind: SeedKind

    def document(self) -> dict[str, Any]:
        """Return the seed as it stands in result/1."""
        return {"kind": str(self.kind), "value": self.value}


def public_seed(text: str) -> Seed:
    """Return the published seed, at least 128 bits in hexadecimal; raises BadInput otherwise."""
    value = text.strip().lower()
    if not SEED_TEXT.fullmatch(value):
        raise BadInput.one(
            "--seed",
            "is not an even number of 32 to 128 hexadecimal digits",
            "give the published seed; fewer than 128 bits could be tried out in advance",
        )
    return Seed(value, SeedKind.PUBLIC)


def preview_seed(input_sha256: str) -> Seed:
    """Return a repeatable stand-in for trial runs: nobody drew it, so it may not be published."""
    value = hashlib.sha256(b"jiujin-preview/1" + bytes.fromhex(input_sha256)).hexdigest()
    return Seed(value, SeedKind.PREVIEW)


def commitment(secret: str) -> str:
    """Return what a person publishes before the freeze to be bound to `secret` afterwards."""
    return hashlib.sha256(b"jiujin-commit/1|" + secret.encode()).hexdigest()


def revealed_seed(
    *,
    input_root: str,
    ruleset_sha256: str,
    commitments: Sequence[str],
    reveals: Sequence[str],
    beacon: str,
) -> Seed:
    """Combine the revealed secrets and the public beacon into the seed (seed/1, trust.md §6).

    Raises BadInput if fewer than three people committed or a reveal does not fit its commitment.
    """
    if len(set(commitments)) < FEWEST or len(reveals) != len(commitments):
        raise BadInput.one(
            "lottery", f"{len(reveals)} reveals for {len(commitments)} commitments",
            "at least three people commit, and each of them reveals",
        )  # fmt: skip
    for number, (bound, secret) in enumerate(zip(commitments, reveals, strict=True), start=1):
        if not hmac.compare_digest(commitment(secret).encode(), bound.encode()):
            raise BadInput.one(
                "lottery", f"reveal {number} is not what was committed", "open the sealed copy"
            )
    parts = ["zone-lottery/1", input_root, ruleset_sha256, *reveals, beacon]
    return Seed(hashlib.sha256("|".join(parts).encode()).hexdigest(), SeedKind.PUBLIC)


def lot(seed: str, child_id: str) -> str:
    """Return a child's lot: HMAC-SHA256(seed, id), the smaller first (overflow-rule.md R4)."""
    return hmac.new(bytes.fromhex(seed), child_id.encode(), hashlib.sha256).hexdigest()


def ranks(child_ids: Sequence[str], seed: Seed, lottery_no: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each child's rank, 0 first: by the given numbers if that is the kind, else by lot.

    Raises ValueError unless given numbers are one for each child, none twice.
    """
    if seed.kind is SeedKind.GIVEN_NUMBERS:
        if len(np.unique(lottery_no)) < len(lottery_no) or lottery_no.min(initial=0) < 0:
            message = "given lottery numbers must be one for each child, none twice"
            raise ValueError(message)
        order = np.argsort(lottery_no, kind="stable")
    else:
        lots = [lot(seed.value, child_id) for child_id in child_ids]
        order = np.array(sorted(range(len(lots)), key=lots.__getitem__), dtype=np.int64)
    rank = np.empty(len(child_ids), dtype=np.int64)
    rank[order] = np.arange(len(child_ids))
    return rank
