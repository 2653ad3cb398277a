"""How does a printed sheet carry a code that anybody can check and nobody can make up?"""

import hashlib
import hmac
from io import BytesIO

import segno

CODE_BITS = 100  # twenty signs of five bits; the design asks for 80 or more
SHORTEST_SECRET = 32
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_PURPOSE = b"jiujin/short-code/1\0"


def short_code(secret: bytes, text: str) -> str:
    """Return the code of a text: HMAC-SHA-256 cut to 100 bits, in four groups of five signs.

    `text` should name the kind of sheet, its number and its date, so that no code fits another
    sheet. ValueError for a secret shorter than 32 bytes.
    """
    if len(secret) < SHORTEST_SECRET:
        message = f"the secret of the codes needs {SHORTEST_SECRET} random bytes or more"
        raise ValueError(message)
    digest = hmac.new(secret, _PURPOSE + text.encode("utf-8"), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - CODE_BITS)
    signs = "".join(_SIGNS[number >> at & 31] for at in range(CODE_BITS - 5, -1, -5))
    return "-".join(signs[at : at + 5] for at in range(0, len(signs), 5))


def check_code(secret: bytes, text: str, code: str) -> bool:
    """Say whether a code, as a person may have typed it, belongs to the text; in constant time.

    Small letters, blanks and missing hyphens are read as meant, O as 0, I and L as 1.
    """
    typed = code.upper().translate(_READ_AS)
    right = short_code(secret, text).replace("-", "")
    return hmac.compare_digest(typed.encode("utf-8"), right.encode("utf-8"))


def qr(payload: str) -> bytes:
    """Draw a QR code as SVG: error level M, quiet zone of four modules, the same bytes each time.

    `payload`: the path of verification and a short code; no personal data belongs in it.
    ValueError for an empty payload.
    """
    if not payload:
        raise ValueError("a QR code needs a payload")
    drawn = BytesIO()
    code = segno.make(payload, error="m", boost_error=False, micro=False)
    code.save(drawn, kind="svg", border=4, xmldecl=False, nl=False, svgclass=None, lineclass=None)
    return drawn.getvalue()
