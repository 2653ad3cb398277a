"""What are the exact bytes of a document, and its digest? Canonical JSON, SHA-256."""

import hashlib
import json
import re
from typing import Any

MAYBE_FLOAT = re.compile(r"(?:^|[:,\[])-?[0-9]+[.eE]")


def canonical_json(document: Any) -> bytes:
    """Return the one byte form of `document`: UTF-8, sorted keys, no spaces, integers only.

    Raises TypeError for a float (ValueError for one that is no number): the formats of the bundle
    hold no rounding (trust.md §6).
    """
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    if MAYBE_FLOAT.search(text):  # or a text that looks like one: reading it again tells
        json.loads(text, parse_float=_refuse)
    return text.encode()


def read_canonical(raw: bytes) -> Any:
    """Read a canonical document; raises ValueError unless `raw` is its one byte form."""
    document = json.loads(raw, parse_float=_refuse, parse_constant=_refuse)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if text.encode() != raw:
        message = "not in canonical form"
        raise ValueError(message)
    return document


def _refuse(number: str) -> None:
    message = f"canonical JSON holds integers only, not {number}"
    raise TypeError(message)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 digest of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
