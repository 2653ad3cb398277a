"""A bundle that was tampered with is not verified, however it was done."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from capacity.canonical import canonical_json
from service.verify import verify_bundle

from .test_main_job import assign
from .town import crowded_town

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def true_bundle(tmp_path_factory) -> Path:
    town = crowded_town()
    town.add_home("Far", 150, 150)
    return assign(town, tmp_path_factory.mktemp("town"))


@pytest.fixture
def bundle(true_bundle, tmp_path) -> Path:
    return Path(shutil.copytree(true_bundle, tmp_path / "bundle"))


def seal(bundle: Path) -> None:
    """Make the manifest fit the files again, as a careful forger would."""
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(bundle.iterdir())
        if path.name != "manifest.json"
    }
    manifest = canonical_json({"format": "bundle/1", "files": digests})
    (bundle / "manifest.json").write_bytes(manifest)


def edit(bundle: Path, name: str, change) -> None:
    """Change a JSON document, keep it canonical, and seal the bundle."""
    document = json.loads((bundle / name).read_bytes())
    change(document)
    (bundle / name).write_bytes(canonical_json(document))
    seal(bundle)


def replace_text(bundle: Path, name: str, old: str, new: str) -> None:
    text = (bundle / name).read_text(encoding="utf-8")
    assert old in text
    (bundle / name).write_text(text.replace(old, new), encoding="utf-8")
    seal(bundle)


def test_the_true_bundle_is_verified(bundle):
    assert verify_bundle(bundle).faults == ()


@pytest.mark.parametrize(
    "name",
    [
        "input.json", "ruleset.json", "result.json", "placements.csv", "placements.parquet",
        "prices.csv", "report.json", "report.html", "manifest.json",
    ],
)  # fmt: skip
def test_one_byte_changed_in_any_file_is_found(bundle, name):
    data = bytearray((bundle / name).read_bytes())
    data[len(data) // 2] ^= 1
    (bundle / name).write_bytes(bytes(data))

    assert verify_bundle(bundle).faults


@pytest.mark.parametrize("name", ["result.json", "placements.parquet", "manifest.json"])
def test_a_missing_file_is_found(bundle, name):
    (bundle / name).unlink()

    assert verify_bundle(bundle).faults


def test_a_file_that_does_not_belong_is_found(bundle):
    (bundle / "extra.csv").write_text("child_id\n", encoding="utf-8")

    assert "extra.csv does not belong here" in verify_bundle(bundle).faults


def test_a_folder_that_is_no_bundle_is_not_verified(tmp_path):
    assert verify_bundle(tmp_path).faults


def test_two_children_swapped_are_found_though_every_digest_fits(bundle):
    def swap(result):
        assign = result["assign"]
        assign["An"], assign["Cheng"] = assign["Cheng"], assign["An"]

    edit(bundle, "result.json", swap)

    assert any("would be better placed" in fault for fault in verify_bundle(bundle).faults)


def test_a_child_dropped_from_the_result_is_found(bundle):
    edit(bundle, "result.json", lambda result: result["assign"].pop("E"))

    assert any("not placed" in fault for fault in verify_bundle(bundle).faults)


@pytest.mark.parametrize("step", [-1, 1])
def test_a_price_changed_by_one_metre_is_found(bundle, step):
    def change(result):
        result["stages"][0]["prices"]["A"] += step

    edit(bundle, "result.json", change)

    assert verify_bundle(bundle).faults


def test_a_shorter_way_written_into_the_input_is_found(bundle):
    def change(given):
        for child in given["children"]:
            if child["id"] == "Cheng":
                child["opts"] = [[school, 1] for school, _ in child["opts"]]

    edit(bundle, "input.json", change)

    assert any("input is not the one" in fault for fault in verify_bundle(bundle).faults)


def test_another_ruleset_is_found(bundle):
    edit(bundle, "ruleset.json", lambda ruleset: ruleset.update(cost="squared"))

    assert any("ruleset is not the one" in fault for fault in verify_bundle(bundle).faults)


def test_a_list_that_differs_from_the_result_is_found(bundle):
    replace_text(bundle, "placements.csv", "Cheng,home-Cheng,placed,B", "Cheng,home-Cheng,placed,A")

    assert any("Cheng is not listed as" in fault for fault in verify_bundle(bundle).faults)


def test_a_school_given_to_a_held_child_is_found(bundle):
    replace_text(bundle, "placements.csv", "Far,home-Far,held,,", "Far,home-Far,held,B,")

    assert any("Far is held" in fault for fault in verify_bundle(bundle).faults)


def test_a_price_list_that_differs_from_the_result_is_found(bundle):
    replace_text(bundle, "prices.csv", ",A,40", ",A,39")

    assert verify_bundle(bundle).faults


def test_a_report_that_counts_differently_is_found(bundle):
    replace_text(bundle, "report.json", '"held": 1', '"held": 0')

    assert verify_bundle(bundle).faults


def test_a_consistent_forgery_differs_from_the_published_digest(bundle, true_bundle):
    published = verify_bundle(true_bundle).digest
    replace_text(bundle, "report.html", "</html>", "<!-- forged --></html>")

    assert verify_bundle(bundle).faults == ()
    assert verify_bundle(bundle, expect=published).faults


def test_documents_that_are_nonsense_are_faults_and_not_crashes(bundle):
    edit(bundle, "result.json", lambda result: result.update(assign=7))

    assert verify_bundle(bundle).faults


def test_verify_needs_only_the_standard_library(bundle):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from service import verify; "
        "code = verify.main([sys.argv[2]]); "
        "heavy = {'numpy', 'pandas', 'scipy', 'numba', 'shapely', 'typer'} & set(sys.modules); "
        "sys.exit(code or (3 if heavy else 0))"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-E", "-c", program, str(REPOSITORY), str(bundle)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.endswith("VERIFIED\n")
