"""How do revealed secrets become the seed of a run?"""

import json
import re
from pathlib import Path
from typing import Any

from capacity.lottery import Seed, revealed_seed
from geo.faults import BadInput, FaultList

TEXTS = ("input_root", "ruleset_sha256", "beacon")
LISTS = ("commitments", "reveals")


SHORTEST_SECRET = 16


def require_secret(secret: str) -> None:
    """Refuse a secret that could be tried out, or that is no text. Raises BadInput."""
    if len(secret) < SHORTEST_SECRET or not secret.isprintable():
        raise BadInput.one(
            "secret",
            f"is shorter than {SHORTEST_SECRET} signs or holds signs that do not show",
            "take a sentence that nobody can guess",
        )


def seed_of_reveals(path: Path) -> Seed:
    """Read the reveals and return the seed; raises BadInput for a reveal that does not fit."""
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput.one(
            path.name, f"cannot be read as JSON: {error}", "see docs/formats.md"
        ) from error
    if not isinstance(raw, dict):
        raise BadInput.one(path.name, "is not an object", "see docs/formats.md")
    faults = FaultList()
    _check_types(raw, path.name, faults)
    faults.refuse_if_any()
    _check_values(raw, path.name, faults)
    faults.refuse_if_any()
    return revealed_seed(**{key: raw[key] for key in (*TEXTS, *LISTS)})


def _check_types(raw: dict[str, Any], name: str, faults: FaultList) -> None:
    for key in TEXTS:
        if not isinstance(raw.get(key), str):
            faults.add(f"{name}, {key}", "is not a text", "see docs/formats.md")
    for key in LISTS:
        value = raw.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            faults.add(f"{name}, {key}", "is not a list of texts", "see docs/formats.md")
    for key in sorted(set(raw) - {*TEXTS, *LISTS}):
        faults.add(f"{name}, {key}", "is unknown", "see docs/formats.md")


def _check_values(raw: dict[str, Any], name: str, faults: FaultList) -> None:
    for key in ("input_root", "ruleset_sha256"):
        if not re.fullmatch("[0-9a-f]{64}", raw[key]):
            faults.add(f"{name}, {key}", "is not a digest of 64 hexadecimal digits", "copy it")
    if not raw["beacon"].strip():
        faults.add(f"{name}, beacon", "is empty", "give the public value announced before")
    texts = [raw["beacon"], *raw["reveals"], *raw["commitments"]]
    if not all(text.isprintable() for text in texts):
        faults.add(name, "holds signs that do not show", "copy the texts as they were published")
