"""What are the exact bytes of a document, and its digest? Canonical JSON, SHA-256."""

import hashlib
import json
from typing import Any


def canonical_json(document: Any) -> bytes:
    """Return the one byte form of `document`: UTF-8, sorted keys, no spaces, integers only.

    Raises TypeError for a float: the formats of the bundle hold no rounding (trust.md §6).
    """
    _refuse_floats(document)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 digest of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _refuse_floats(document: Any) -> None:
    stack = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, float):
            message = f"canonical JSON holds integers only, not {item!r}"
            raise TypeError(message)
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)
