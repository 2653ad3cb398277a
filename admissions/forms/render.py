"""How is a sheet drawn? Typst sets fixed layouts; what people wrote is data and never markup."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from admissions.forms.codes import qr
from admissions.forms.coverage import UncoveredText, coverage, undrawn
from admissions.forms.sheets import (
    DecisionData,
    DeskCodeData,
    FormData,
    MoveLetterData,
    NoticeData,
    ReceiptData,
)
from geo.faults import BadInput

Sheet = FormData | ReceiptData | NoticeData | DecisionData | MoveLetterData | DeskCodeData

_HERE = Path(__file__).resolve().parent
_LAYOUTS, _FONTS = _HERE / "layouts", _HERE / "fonts"
_FONT_ENDINGS = frozenset({".otf", ".ttf", ".ttc"})


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts to print with and the code points they cover; read once, used for every sheet."""

    shelf: typst.Fonts
    covered: frozenset[int]

    @classmethod
    def load(cls, extra: Path | None = None) -> "Fonts":
        """Read the fonts of this package and those of one more folder, if it is given.

        No font of the system is used unless it is named so: the same folder gives the same sheet.
        BadInput for a folder without fonts.
        """
        folders = [_FONTS] if extra is None else [_FONTS, extra]
        files = {folder: _font_files(folder) for folder in folders}
        for folder, found in files.items():
            if not found:
                raise BadInput.one(str(folder), "holds no font", "give a folder with .otf or .ttc")
        shelf = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in folders],
        )
        return cls(shelf, coverage(path for found in files.values() for path in found))


@cache
def own_fonts() -> Fonts:
    """Return the fonts of this package alone."""
    return Fonts.load()


def uncovered(data: Sheet, fonts: Fonts | None = None) -> str:
    """Return the characters of a sheet that no font can draw, "" if all can be."""
    return undrawn("".join(_texts(_plain(data))), (fonts or own_fonts()).covered)


def registration_form(data: FormData, fonts: Fonts | None = None) -> bytes:
    """Print the form of a registration (报名表, S61) as PDF/A-2b, A4; UncoveredText as below."""
    return _print("registration_form", data, fonts)


def receipt(data: ReceiptData, fonts: Fonts | None = None) -> bytes:
    """Print the receipt of a registration with the digest of its checkpoint."""
    return _print("receipt", data, fonts)


def admission_notice(data: NoticeData, fonts: Fonts | None = None) -> bytes:
    """Print the admission notice (入学通知书, S40)."""
    return _print("admission_notice", data, fonts)


def decision_letter(data: DecisionData, fonts: Fonts | None = None) -> bytes:
    """Print a decision: declined, returned or placed, with reason and remedies (S66, S69)."""
    return _print("decision_letter", data, fonts)


def move_letter(data: MoveLetterData, fonts: Fonts | None = None) -> bytes:
    """Print a letter of introduction and its list of children (S36, S37)."""
    return _print("move_letter", data, fonts)


def desk_code(data: DeskCodeData, fonts: Fonts | None = None) -> bytes:
    """Print the paper with which a guardian sets a new password."""
    return _print("desk_code", data, fonts)


def _print(layout: str, data: Sheet, fonts: Fonts | None) -> bytes:
    """Set one layout; the same data gives the same bytes.

    UncoveredText if a character cannot be drawn; ValueError for a `made_at` without zone.
    """
    fonts = fonts or own_fonts()
    missing = uncovered(data, fonts)
    if missing:
        raise UncoveredText(missing)
    compiler = typst.Compiler(root=str(_LAYOUTS), font_paths=fonts.shelf, ignore_system_fonts=True)
    made = compiler.compile(
        str(_LAYOUTS / f"{layout}.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(_plain(data)), "qr": qr(data.qr_payload).decode("ascii")},
        pdf_standards=["a-2b"],
        timestamp=_moment(data.made_at),
    )
    if not isinstance(made, bytes):
        message = f"typst gave no single file for {layout}"
        raise TypeError(message)
    return made


def _moment(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("made_at needs a time zone; give it Asia/Shanghai")
    return at.astimezone(UTC).replace(microsecond=0)


def _plain(data: Sheet) -> dict[str, object]:
    return {name: value for name, value in asdict(data).items() if name != "made_at"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _font_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _FONT_ENDINGS)
