"""What becomes of seeded damage to small sound layers and tables? A program, to die alone.

python -m tests.geo.mutants KIND COUNT SEED FOLDER prints how many were read the same, read
differently and refused; it ends with 1 at the first exception that is not BadInput.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

import geo.layers
import geo.tables
import geo.typed_table
from geo.faults import BadInput
from tests.geo.parsed_here import parse_here
from tests.geo.zone_files import document, geojson, written

PARTS = {"shp": ("shp", "shx", "dbf", "prj", "cpg")}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, overwrite, repeat or insert bytes."""
    data = bytearray(data)
    at = chance.randrange(len(data))
    match chance.randrange(6):
        case 0:
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            for _ in range(chance.randrange(1, 9)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 2:
            del data[at:]
        case 3:
            data[at : at + chance.randrange(1, 200)] = chance.randbytes(chance.randrange(200))
        case 4:
            other = chance.randrange(len(data))
            data[at : at + 16] = data[other : other + 16]
        case _:
            del data[at : at + chance.randrange(1, 40)]
    return bytes(data)


WORDS = (
    "null", "true", "NaN", "Infinity", "1e999", "-1e308", "0", '"x"', "[]", "{}", "[[]]", "[null]",
    '{"type":"Point"}', "9" * 400, '"\\ud800"', '"\\u0000"', "116.1", "39.9", "4423000",
    "[1,2,3,4]",
)  # fmt: skip


def damaged_json(text: str, chance: random.Random) -> bytes:
    """Exchange one value for another, or damage the bytes."""
    if chance.random() < 0.4:
        return damaged(text.encode(), chance)
    values: list[tuple[dict | list, str | int]] = []

    def collect(node: object) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in pairs:
            values.append((node, key))
            if isinstance(value, dict | list):
                collect(value)

    tree = json.loads(text)
    collect(tree)
    node, key = chance.choice(values)
    word = chance.choice(WORDS)
    node[key] = "@@"
    return json.dumps(tree).replace('"@@"', word).encode()


def outcome(read: Callable[[Path], pd.DataFrame], path: Path, sound: pd.DataFrame) -> str:
    """Say how one damaged file was taken."""
    try:
        frame = read(path)
    except BadInput as refused:
        whole = all(fault.where and fault.what and fault.repair for fault in refused.faults)
        return "refused" if whole and refused.faults else "refused without a word"
    return "same" if _equal(frame, sound) else "different"


def _equal(frame: pd.DataFrame, sound: pd.DataFrame) -> bool:
    if len(frame) != len(sound) or list(frame.columns) != list(sound.columns):
        return False
    if not isinstance(frame, gpd.GeoDataFrame) or not isinstance(sound, gpd.GeoDataFrame):
        return frame.equals(sound)
    there = frame.crs == sound.crs and frame.geometry.geom_equals(sound.geometry).all()
    return there and frame.drop(columns="geometry").equals(sound.drop(columns="geometry"))


def sound_file(kind: str, folder: Path) -> Path:
    """Write a sound layer or (kind "table-…") table."""
    if kind == "geojson":
        return geojson(folder, document())
    if not kind.startswith("table-"):
        return written(folder, kind)
    path = folder / f"zones.{kind.removeprefix('table-')}"
    table = pd.DataFrame({"id": ["S1", "S2"], "name": ["城子", '龙门, "x"'], "n": [1, 2]})
    if path.suffix == ".csv":
        path.write_bytes(table.to_csv(index=False).encode("utf-8"))
    elif path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_parquet(path, index=False)
    return path


def main(kind: str, count: int, seed: int, folder: Path) -> int:
    """Damage a sound file `count` times and print the outcomes as JSON."""
    geo.layers.parse_in_child = geo.typed_table.parse_in_child = parse_here
    read = geo.tables.read_table if kind.startswith("table-") else geo.layers.read_layer
    path = sound_file(kind, folder)
    sound = read(path)
    suffixes = PARTS.get(kind, (path.suffix[1:],))
    bytes_of = {part: (folder / f"zones.{part}").read_bytes() for part in suffixes}
    counts = Counter[str]()
    for number in range(count):
        chance = random.Random(f"{kind} {seed} {number}")
        hit = chance.choice(list(bytes_of))
        for part, data in bytes_of.items():
            worse = data
            if part == hit:
                as_json = kind == "geojson"
                worse = damaged_json(data.decode(), chance) if as_json else damaged(data, chance)
            (folder / f"damaged.{part}").write_bytes(worse)
        counts[outcome(read, folder / f"damaged{path.suffix}", sound)] += 1
    sys.stdout.write(json.dumps(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
