"""Is a six-digit code of an authenticator the one of this half minute? RFC 6238, HMAC-SHA-1.

The second factor of staff. A step that was used is never taken again (RFC 6238, 5.2).
"""

import base64
import hmac
import unicodedata
from datetime import datetime
from urllib.parse import quote

STEP_S, DIGITS, DRIFT_STEPS = 30, 6, 1
SECRET_BYTES = 20


def step_of(at: datetime) -> int:
    """Return the number of the half minute since 1970 UTC; ValueError for a time without zone."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return int(at.timestamp()) // STEP_S


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of one step (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, typed: str, at: datetime, used: int | None) -> int | None:
    """Return the step whose code was typed: this one, or one before or after; None if none is.

    Steps up to `used`, the last that was taken, are not taken again.
    """
    code = unicodedata.normalize("NFKC", typed).replace(" ", "")
    now, found = step_of(at), None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if same and found is None and (used is None or step > used):
            found = step
    return found


def secret_text(secret: bytes) -> str:
    """Return a secret as authenticators take it (base32, no padding)."""
    return base64.b32encode(secret).decode().rstrip("=")


def secret_of(text: str) -> bytes:
    """Return the secret of a text that `secret_text` made; ValueError for another."""
    return base64.b32decode(text + "=" * (-len(text) % 8))


def enrolment_uri(secret: bytes, *, login: str, issuer: str) -> str:
    """Return the otpauth address that an authenticator reads from a QR code."""
    label = f"{quote(issuer, safe='')}:{quote(login, safe='')}"
    return (
        f"otpauth://totp/{label}?secret={secret_text(secret)}&issuer={quote(issuer, safe='')}"
        f"&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
    )
