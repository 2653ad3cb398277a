"""Which remote answers are known already, without keeping whose address was asked?"""

import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any, Protocol

SHORTEST_SECRET = 16


class Cache(Protocol):
    """Keeps plain JSON values under (source, address); never told of a child or a home id."""

    def get(self, source: str, address: str) -> Any:
        """Return the value kept, or None."""
        ...

    def put(self, source: str, address: str, value: Any) -> None:
        """Keep a value."""
        ...


class MemoryCache:
    """Forgets everything when the program ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def get(self, source: str, address: str) -> Any:
        """Return the value kept, or None."""
        return self._kept.get((source, address))

    def put(self, source: str, address: str, value: Any) -> None:
        """Keep a value."""
        self._kept[source, address] = value


class FileCache:
    """One small file per answer, named by a keyed hash (HMAC-SHA-256) of source and address.

    Without `secret` (16 bytes or more, kept by the district) nobody can test whether an address was
    asked; the value kept is the answer's points and levels, no address text. A broken file counts
    as not kept. Deleting the folder forgets all.
    """

    def __init__(self, folder: Path | str, secret: bytes) -> None:
        if len(secret) < SHORTEST_SECRET:
            message = f"the cache secret needs {SHORTEST_SECRET} bytes or more"
            raise ValueError(message)
        self._folder, self._secret = Path(folder), secret

    def get(self, source: str, address: str) -> Any:
        """Return the value kept, or None."""
        try:
            return json.loads(self._path(source, address).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, source: str, address: str, value: Any) -> None:
        """Keep a value: written beside and moved into place, so a reader never sees half."""
        path = self._path(source, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(value), encoding="utf-8")
        beside.replace(path)

    def _path(self, source: str, address: str) -> Path:
        message = f"{source}\0{address}".encode()
        digest = hmac.new(self._secret, message, hashlib.sha256).hexdigest()
        return self._folder / digest[:2] / f"{digest}.json"
