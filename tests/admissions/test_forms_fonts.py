import hashlib
import re
import struct
from pathlib import Path

import pytest
import typst

from admissions import forms
from admissions.forms.coverage import coverage, undrawn

FOLDER = Path(forms.__file__).parent
FONTS = sorted((FOLDER / "fonts").glob("*.otf"))


def test_the_fonts_are_the_ones_that_the_recipe_made() -> None:
    lines = (FOLDER / "fonts/SHA256SUMS").read_text().splitlines()
    sums = {line.split()[1]: line.split()[0] for line in lines}

    assert sums == {font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in FONTS}
    assert [font.name for font in FONTS] == ["JiujinSansSC-Bold.otf", "JiujinSansSC-Regular.otf"]


def test_the_fonts_are_small_and_their_licence_lies_beside_them() -> None:
    assert sum(font.stat().st_size for font in FONTS) < 4_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "fonts/OFL.txt").read_text()


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_each_weight_draws_gb_2312_latin_and_names_outside_gb_2312(font: Path) -> None:
    gb_2312 = {
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xA1, 0xF8)
        for low in range(0xA1, 0xFF)
    }

    covered = coverage([font])

    assert undrawn("".join(gb_2312), covered) == ""
    assert sum(map(len, gb_2312)) == 7445  # 6,763 characters and 682 signs
    assert undrawn("珺玥喆堃垚犇镕 Éèñüß ①⑩□—“”‘’·〇", covered) == ""
    assert undrawn("𠮷a𪚥𠮷", covered) == "𠮷𪚥"
    assert 0xFFFF not in covered


@pytest.mark.parametrize("layout", sorted((FOLDER / "layouts").glob("*.typ")), ids=str)
def test_the_fonts_draw_every_printed_word_of_a_layout(layout: Path) -> None:
    words = re.sub(r"^//.*$", "", layout.read_text(), flags=re.MULTILINE)

    assert undrawn(words, coverage(FONTS[:1]) & coverage(FONTS[1:])) == ""


def test_typst_knows_the_family_in_both_weights_and_no_other_font() -> None:
    shelf = typst.Fonts(False, False, [str(FOLDER / "fonts")])

    assert sorted((font.family, font.weight) for font in shelf.fonts()) == [
        ("Jiujin Sans SC", 400),
        ("Jiujin Sans SC", 700),
    ]


def test_a_character_mapped_to_no_glyph_is_not_covered(tmp_path: Path) -> None:
    # Format 4 by hand: A to C by an array of glyphs, 0 for A; the delta is added to no 0.
    ends, starts, deltas, ranges = (0x43, 0xFFFF), (0x41, 0xFFFF), (1, 1), (4, 0)
    rows = struct.pack(">2HH2H2H2H", *ends, 0, *starts, *deltas, *ranges)
    table = struct.pack(">7H", 4, 0, 0, 4, 0, 0, 0) + rows + struct.pack(">3H", 0, 5, 6)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    head = b"OTTO" + struct.pack(">4H", 1, 0, 0, 0)
    font = tmp_path / "by_hand.otf"
    font.write_bytes(head + struct.pack(">4s3I", b"cmap", 0, 28, len(cmap)) + cmap)

    assert coverage([font]) == {0x42, 0x43}
