"""How are the fonts of the printed forms cut from Noto Sans CJK? Needs fonttools, run once by hand.

    python cut_fonts.py FOLDER-OF-NOTO-SANS-CJK-TTC .

Keeps GB 2312, Latin letters with their accents, punctuation and some characters of given names.
The same source gives the same bytes; SHA256SUMS says which.
"""

import hashlib
import sys
from pathlib import Path

FAMILY = "Jiujin Sans SC"
SOURCE = "Noto Sans CJK SC"
WEIGHTS = ("Regular", "Bold")
# Outside GB 2312, and borne by many children.
NAMES = (
    "丗乂亶伋佺倓倢偲冏劼勍卲厷叡喆嘒噐垚堃堉夆奡奭妘姞姮婳婻媗嫚嬅孋寗寯峣崟廙弇彧忞"
    "旻昇昉晅晞晢晧暐暻沄沚泂洺淏渟湉澔濛炘烜燊燚犇玘玙玚玥玭玹珅珝珣珮珵珺珽琎琤琲瑀"
    "瑄瑆瑨瑱璘璟璠瓅皞祎祐禔禛竑翀翾芃莀谞赟郤镕飏鹍龑龢"
)


def wanted() -> set[int]:
    """Return the code points that are kept."""
    kept = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), *map(ord, NAMES)}
    kept |= {0x20AC, 0x2022, 0x2032, 0x2033, 0x2103, 0x25A1, 0x2610, 0x2611, 0x30FB, 0x3007}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            kept |= set(map(ord, bytes([high, low]).decode("gb2312", "ignore")))
    return kept


def cut(source: Path, weight: str, target: Path) -> None:
    """Cut one weight, rename its family, and write it without any time of making."""
    from fontTools import subset  # type: ignore[import-not-found,unused-ignore]
    from fontTools.ttLib import TTCollection  # type: ignore[import-not-found,unused-ignore]

    fonts = TTCollection(source, recalcTimestamp=False).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == SOURCE)
    options = subset.Options(hinting=False, layout_features=["kern", "mark", "ccmp"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    shown = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}",
             6: f"{FAMILY.replace(' ', '')}-{weight}"}  # fmt: skip
    for record in font["name"].names:
        record.string = shown.get(record.nameID, record.toUnicode())
    font["name"].names = [each for each in font["name"].names if each.nameID not in {16, 17}]
    font["CFF "].cff.fontNames = [shown[6]]
    font.save(target)


def main() -> None:
    """Cut both weights and write their digests."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    sums = []
    for weight in WEIGHTS:
        target = out / f"JiujinSansSC-{weight}.otf"
        cut(folder / f"NotoSansCJK-{weight}.ttc", weight, target)
        sums.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
    (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    main()
