"""How are children recognised and their details kept unreadable? Keys live outside the database.

A child's key is HMAC-SHA256 of its normalised document number (never a plain hash: all numbers of
a district and cohort are guessed in seconds, trust.md S5). Fields are sealed with AES-256-GCM,
bound to their row by associated data. Each sealed value names its key, so keys can be changed; a
key that is destroyed makes what it sealed unreadable (end of retention).
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from geo.faults import BadInput

_NONCE = 12
_PURPOSES = ("child", "login", "token", "code")


class Unreadable(ValueError):
    """A sealed value whose key is destroyed, or that belongs to another row."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The secrets of one installation; `sealing` by key id, of which `current` seals new values."""

    pepper: bytes
    sealing: Mapping[str, bytes]
    current: str

    def child_key(self, id_kind: str, id_number: str) -> str:
        """Return the key under which one child is known in the whole city (S57)."""
        return self._mac("child", f"{id_kind}\x1f{id_number}")

    def login_key(self, login: str) -> str:
        """Return the key of a login name (a telephone, a staff number)."""
        return self._mac("login", login.strip().casefold())

    def token_hash(self, token: str) -> str:
        """Return what is stored of a session or form token."""
        return self._mac("token", token)

    def digest(self, what: str, text: str) -> str:
        """Return a keyed digest of personal values, for the logs."""
        return self._mac(what, text)

    def code_secret(self) -> bytes:
        """Return the secret of the short codes on printed papers."""
        return hmac.digest(self.pepper, b"jiujin/code", "sha256")

    def seal(self, text: str, row: str) -> bytes:
        """Encrypt `text` for the row named `row` (table:id); another row cannot open it."""
        nonce = secrets.token_bytes(_NONCE)
        key_id = self.current.encode()
        sealed = AESGCM(self.sealing[self.current]).encrypt(nonce, text.encode(), row.encode())
        return bytes([len(key_id)]) + key_id + nonce + sealed

    def open(self, sealed: bytes, row: str) -> str:
        """Decrypt what `seal` made for `row`; raises Unreadable."""
        key_id = sealed[1 : 1 + sealed[0]].decode()
        nonce = sealed[1 + sealed[0] : 1 + sealed[0] + _NONCE]
        key = self.sealing.get(key_id)
        if key is None:
            msg = f"the key {key_id} is destroyed: {row} can no longer be read"
            raise Unreadable(msg)
        try:
            return (
                AESGCM(key).decrypt(nonce, sealed[1 + sealed[0] + _NONCE :], row.encode()).decode()
            )
        except InvalidTag as error:
            msg = f"{row} was sealed for another row, or changed"
            raise Unreadable(msg) from error

    def _mac(self, purpose: str, text: str) -> str:
        message = f"jiujin/{purpose}\x1f{text}".encode()
        return hmac.new(self.pepper, message, hashlib.sha256).hexdigest()


def new_key_ring(key_id: str = "k1") -> KeyRing:
    """Make fresh random secrets."""
    return KeyRing(secrets.token_bytes(32), {key_id: secrets.token_bytes(32)}, key_id)


def write_key_ring(ring: KeyRing, path: Path) -> None:
    """Write the secrets to a new file only its owner can read; FileExistsError if it is there."""
    body = {
        "pepper": ring.pepper.hex(),
        "sealing": {name: key.hex() for name, key in ring.sealing.items()},
        "current": ring.current,
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(body, file, indent=1)


def read_key_ring(path: Path) -> KeyRing:
    """Read the secrets; raises BadInput if the file is missing, open to others or damaged."""
    try:
        mode = path.stat().st_mode
        body = json.loads(path.read_text(encoding="utf-8"))
        sealing = {name: bytes.fromhex(key) for name, key in body["sealing"].items()}
        ring = KeyRing(bytes.fromhex(body["pepper"]), sealing, body["current"])
        sizes = {len(ring.pepper), *(len(key) for key in sealing.values())}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"is no readable key file ({type(error).__name__})"
        raise BadInput.one(path.name, what, "restore it from its own backup: it is not in the "
                           "database's") from error  # fmt: skip
    if mode & 0o077:
        raise BadInput.one(path.name, "others may read it", "chmod 600 it")
    if sizes != {32} or ring.current not in sealing:
        raise BadInput.one(
            path.name, "holds keys of a wrong length or no current key", "restore it"
        )
    return ring
