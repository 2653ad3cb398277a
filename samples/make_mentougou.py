"""Which files make up samples/mentougou? Run `python -m samples.make_mentougou` to write them.

The files are a function of this code and its seed alone: no clock, no network, no public data.
"""

import argparse
from pathlib import Path

from samples.mentougou_maker.files import files

FOLDER = Path(__file__).resolve().parent / "mentougou"


def make(folder: Path) -> list[Path]:
    """Write every generated file into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files().items():
        path = folder / name
        path.write_bytes(text.encode())
        written.append(path)
    return written


def main() -> None:
    """Write the sample where it belongs, or where --out says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write into")
    for path in make(parser.parse_args().out):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
