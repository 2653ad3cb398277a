"""Where a result may be written, and that nothing is left of one that cannot be."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from .calls import assign_words, call, refused, snapshot
from .town import crowded_town


def a_file(path: Path, text: str = "precious") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def a_link(path: Path, target: Path) -> Path:
    path.symlink_to(target)
    return path


def a_pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


NO_PLACE: dict[str, Callable[[Path], Path]] = {
    "a file": lambda here: a_file(here / "o"),
    "below a file": lambda here: a_file(here / "o") / "b",
    "a folder of other files": lambda here: a_file(here / "o" / "x").parent,
    "the folder of the input": lambda here: here,
    "a link to nothing": lambda here: a_link(here / "o", here / "nowhere"),
    "a link to itself": lambda here: a_link(here / "o", here / "o"),
    "a pipe": lambda here: a_pipe(here / "o"),
    "a name too long": lambda here: here / ("x" * 300),
    "a place that cannot be": lambda _: Path("/proc/nowhere/b"),
}


@pytest.mark.parametrize("more", [[], ["--overwrite"]], ids=["plain", "overwrite"])
@pytest.mark.parametrize("kind", NO_PLACE)
def test_a_bundle_is_written_to_a_folder_of_its_own(tmp_path, kind, more):
    options = crowded_town().write(tmp_path)
    out = NO_PLACE[kind](tmp_path)

    refused(tmp_path, ["assign", *options, "--out", out, "--quiet", *more])


def test_a_pipe_is_still_a_pipe(tmp_path):
    options = crowded_town().write(tmp_path)
    pipe = a_pipe(tmp_path / "pipe")

    call("assign", *options, "--out", pipe, "--quiet", "--overwrite")

    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    "manifest", ["{}", "", '{"format": "streets/1"}', '{"name": "an app", "format": "bundle/1"}'],
    ids=["empty object", "empty", "streets", "claims to be one"],
)  # fmt: skip
def test_overwrite_replaces_nothing_but_a_bundle(tmp_path, manifest):
    options = crowded_town().write(tmp_path)
    a_file(tmp_path / "o" / "manifest.json", manifest)
    a_file(tmp_path / "o" / "precious.txt")

    refused(tmp_path, ["assign", *options, "--out", tmp_path / "o", "--quiet", "--overwrite"])


def test_overwrite_keeps_a_bundle_to_which_somebody_added_a_file(tmp_path):
    options = crowded_town().write(tmp_path)
    assert call(*assign_words(tmp_path, options)).code == 0
    a_file(tmp_path / "bundle" / "my_notes.txt")

    refused(tmp_path, assign_words(tmp_path, options, "--overwrite"))


def test_an_empty_folder_takes_a_bundle(tmp_path):
    options = crowded_town().write(tmp_path)
    (tmp_path / "bundle").mkdir()

    assert call(*assign_words(tmp_path, options)).code == 0


class PowerCut(BaseException):
    """What no code catches."""


def no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["rename", "write_bytes", "mkdir"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch, step):
    options = crowded_town().write(tmp_path)
    monkeypatch.setattr(Path, step, no_space)

    refused(tmp_path, ["assign", *options, "--out", tmp_path / "new" / "bundle", "--quiet"],
            "No space left on device")  # fmt: skip


@pytest.mark.parametrize("step", ["rename", "write_bytes"])
def test_a_crash_while_writing_leaves_nothing(tmp_path, monkeypatch, step):
    options = crowded_town().write(tmp_path)
    before = snapshot(tmp_path)

    def crash(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(Path, step, crash)
    with pytest.raises(PowerCut):
        call("assign", *options, "--out", tmp_path / "new" / "bundle", "--quiet")
    monkeypatch.undo()

    assert snapshot(tmp_path) == before


def test_a_crash_while_replacing_keeps_the_earlier_bundle(tmp_path, monkeypatch):
    town = crowded_town()
    assert call(*assign_words(tmp_path, town.write(tmp_path))).code == 0
    town.add_home("New", 160, 60)
    options = town.write(tmp_path)
    before = snapshot(tmp_path)
    rename = Path.rename

    def crash_at_the_new_one(self: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "bundle" and "old" not in str(self):
            raise PowerCut
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", crash_at_the_new_one)
    with pytest.raises(PowerCut):
        call(*assign_words(tmp_path, options, "--overwrite"))
    monkeypatch.undo()

    assert snapshot(tmp_path) == before


HOMES = ["--zones", "zones.geojson", "--homes", "homes.csv"]
CHECK = ["zones", "check", "zones.geojson", "--level", "primary"]
MATCH = ["zones", "match", *HOMES, "--out"]
OTHER_OUTPUTS = {
    "matched into the homes": [*MATCH, "homes.csv"],
    "matched into another format": [*MATCH, "m.txt"],
    "matched below a file": [*MATCH, "homes.csv/m.csv"],
    "matched through a link": [*MATCH, "link.csv"],
    "repaired into the input": [*CHECK, "--repair", "zones.geojson"],
    "repaired into another format": [*CHECK, "--repair", "r.txt"],
    "repaired below a file": [*CHECK, "--repair", "homes.csv/r.gpkg"],
    "repaired through a link": [*CHECK, "--repair", "link.geojson"],
    "findings into the homes": [*CHECK, "--findings", "homes.csv"],
    "findings into another format": [*CHECK, "--findings", "f.txt"],
    "findings and repair in one": [*CHECK, "--findings", "f.gpkg", "--repair", "f.gpkg"],
    "findings, and no repair": [*CHECK, "--findings", "f.gpkg", "--repair", "r.txt"],
    "streets into a file": ["streets", "build", "s.osm", "--crs", "EPSG:4548", "--out", "s.osm"],
    "streets below a file": [
        "streets", "build", "s.osm", "--crs", "EPSG:4548", "--out", "s.osm/x"],
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHER_OUTPUTS)
def test_no_command_writes_where_it_may_not(tmp_path, monkeypatch, kind):
    crowded_town().write(tmp_path)
    for suffix in ("csv", "geojson"):
        a_link(tmp_path / f"link.{suffix}", tmp_path / "nowhere")
    a_file(tmp_path / "s.osm", '<?xml version="1.0"?><osm version="0.6"/>')
    monkeypatch.chdir(tmp_path)

    refused(tmp_path, OTHER_OUTPUTS[kind])
