"""How do revealed secrets become the seed of a run?"""

import json
from pathlib import Path

from capacity.lottery import Seed, revealed_seed
from geo.faults import BadInput, FaultList

TEXTS = ("input_root", "ruleset_sha256", "beacon")
LISTS = ("commitments", "reveals")


def seed_of_reveals(path: Path) -> Seed:
    """Read the reveals and return the seed; raises BadInput for a reveal that does not fit."""
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput.one(
            path.name, f"cannot be read as JSON: {error}", "see docs/formats.md"
        ) from error
    faults = FaultList()
    if not isinstance(raw, dict):
        raise BadInput.one(path.name, "is not an object", "see docs/formats.md")
    for key in TEXTS:
        if not isinstance(raw.get(key), str):
            faults.add(f"{path.name}, {key}", "is not a text", "see docs/formats.md")
    for key in LISTS:
        value = raw.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            faults.add(f"{path.name}, {key}", "is not a list of texts", "see docs/formats.md")
    faults.refuse_if_any()
    return revealed_seed(**{key: raw[key] for key in (*TEXTS, *LISTS)})
