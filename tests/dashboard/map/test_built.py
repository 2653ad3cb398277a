"""Is the committed script the one that its sources give? Hashes, licences, nothing from outside."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import dashboard.map

MAP = Path(dashboard.map.__file__).parent
BUILT, SOURCE = MAP / "built", MAP / "source"
RECORD = json.loads((BUILT / "record.json").read_text("utf-8"))
AGAIN = "run `npm ci && npm run build` in dashboard/map/source (docs/map.md)"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_script_is_the_recorded_one_and_named_by_its_content():
    script = BUILT / RECORD["script"]

    assert digest(script) == RECORD["sha256"]
    assert script.name == f"map-{RECORD['sha256'][:12]}.js"
    assert [path.name for path in BUILT.glob("map-*.js")] == [script.name]


def test_the_sources_are_those_that_the_script_was_built_from():
    own = ["package.json", "package-lock.json", "build.mjs", "notice.mjs"]
    files = [SOURCE / name for name in own] + list((SOURCE / "src").iterdir())

    now = {path.relative_to(SOURCE).as_posix(): digest(path) for path in files}

    assert now == RECORD["sources"], AGAIN


def test_the_lock_names_no_server_and_pins_every_package_by_its_hash():
    lock = json.loads((SOURCE / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_the_recipe_asks_for_exact_versions():
    recipe = json.loads((SOURCE / "package.json").read_text("utf-8"))

    wanted = {**recipe["dependencies"], **recipe["devDependencies"]}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("name", ["maplibre-gl", "pmtiles", "terra-draw", "earcut"])
def test_the_notice_names_each_part_with_its_version_and_its_licence(name):
    lock = json.loads((SOURCE / "package-lock.json").read_text("utf-8"))
    version = lock["packages"][f"node_modules/{name}"]["version"]
    notice = (BUILT / "NOTICE").read_text("utf-8")

    assert digest(BUILT / "NOTICE") == RECORD["notice_sha256"]
    assert f"{name} {version} (" in notice


def test_no_word_for_a_reader_stands_in_the_source():
    chinese = re.compile(r"[\u4e00-\u9fff]")

    spoken = [p.name for p in (SOURCE / "src").iterdir() if chinese.search(p.read_text("utf-8"))]

    assert spoken == []
