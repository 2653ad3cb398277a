"""Which characters can a font file draw? Reads the character map of OpenType files."""

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from geo.faults import BadInput, Fault

_UNICODE_TABLES = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})
# Breaks, joiners and the soft hyphen. Controls and signs that turn the order of writing are not
# among them: nothing that a reader cannot see may change what a sheet seems to say.
_DRAWS_NOTHING = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff")


class UncoveredText(BadInput):
    """A text holds characters that no font given can draw: it would be printed with gaps."""

    def __init__(self, signs: str) -> None:
        named = " ".join(
            f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}"
            for sign in signs
        )
        super().__init__(
            [
                Fault(
                    "printed sheet",
                    f"no font can draw {named}",
                    "give the service a folder with a fuller font, such as Noto Sans CJK; take a "
                    "sign that shows nothing out of the text",
                )
            ]
        )
        self.signs = signs


def undrawn(text: str, covered: frozenset[int]) -> str:
    """Return the characters of a text outside `covered`, each once, in order of appearance.

    A letter and its accent count as the one letter they compose.
    """
    signs = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(sign for sign in signs if ord(sign) not in covered and not _unseen(sign))


def coverage(files: Iterable[Path]) -> frozenset[int]:
    """Return the code points that at least one font of these files (.otf, .ttf, .ttc) maps."""
    return frozenset(
        point for path in sorted(files) for points in _maps(path.read_bytes()) for point in points
    )


def _unseen(sign: str) -> bool:
    """Say whether a sign draws nothing: a break, a joiner, or the selector of a form."""
    selector = 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF
    return selector or sign in _DRAWS_NOTHING


def _maps(data: bytes) -> Iterator[Iterator[int]]:
    starts = [0]
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        starts = list(struct.unpack_from(f">{count}I", data, 12))
    for start in starts:
        (tables,) = struct.unpack_from(">H", data, start + 4)
        for at in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4s3I", data, start + 12 + 16 * at)
            if tag == b"cmap":
                yield from _unicode_maps(data, offset)


def _unicode_maps(data: bytes, cmap: int) -> Iterator[Iterator[int]]:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for at in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * at)
        if (platform, encoding) in _UNICODE_TABLES:
            (form,) = struct.unpack_from(">H", data, cmap + offset)
            if form == 4:
                yield _segments(data, cmap + offset)
            elif form == 12:
                yield _groups(data, cmap + offset)


def _segments(data: bytes, at: int) -> Iterator[int]:
    """Read format 4: segments of the first 65,536 code points."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    count = twice // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", data, at + 14 + step * twice + (2 if step else 0))
        for step in range(4)
    )
    offsets_at = at + 16 + 3 * twice
    for segment in range(count):
        for point in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            glyph = point
            if ranges[segment]:
                reach = 2 * segment + ranges[segment] + 2 * (point - starts[segment])
                (glyph,) = struct.unpack_from(">H", data, offsets_at + reach)
            if (glyph + deltas[segment]) & 0xFFFF and (glyph or not ranges[segment]):
                yield point


def _groups(data: bytes, at: int) -> Iterator[int]:
    """Read format 12: groups over all code points."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    for start, end, glyph in struct.iter_unpack(">3I", data[at + 16 : at + 16 + 12 * count]):
        yield from range(start if glyph else start + 1, end + 1)
