"""Is a bundle what it says it is? Every file and the placement itself, standard library only.

Runs without the rest of the program's packages: `python3 -m service.verify DIR`.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capacity.canonical import read_canonical
from capacity.certificate import check_placement
from geo.formula import plain_text

MANIFEST = "manifest.json"
# what a document from outside can make a reader of JSON and of dictionaries raise
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
DOCUMENTS = ("ruleset.json", "input.json", "result.json")
FORMATS = {"ruleset.json": "ruleset/1", "input.json": "input/1", "result.json": "result/1"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: every fault, and the bundle's digest to compare with the published one."""

    faults: tuple[str, ...]
    digest: str
    children: int = 0
    status: str = ""


def verify_bundle(folder: Path, *, expect: str | None = None) -> Verdict:
    """Check the bundle in `folder`; `expect` is the digest that was published, if known.

    Without it a forger who rewrites every file consistently has made another, equally valid
    bundle: the digest is what ties it to the one that was announced.
    """
    if not (folder / MANIFEST).is_file():
        return Verdict((f"{folder} holds no {MANIFEST}: this is not a bundle",), "")
    faults = check_files(folder)
    digest = _sha256(folder / MANIFEST)
    if expect is not None and expect.lower() != digest:
        faults.append(f"the bundle's digest is {digest}, not the published {expect.lower()}")
    if faults:
        return Verdict(tuple(faults), digest)
    try:
        return _verify_content(folder, digest)
    except _MALFORMED as error:
        detail = f"{type(error).__name__}: {error}"
        return Verdict((f"a document does not have the form of its format ({detail})",), digest)


def check_files(folder: Path) -> list[str]:
    """Check that the folder holds exactly the files of its manifest, byte for byte."""
    try:
        manifest = _read_canonical(folder / MANIFEST)
        listed: dict[str, str] = dict(manifest["files"])
        known = manifest["format"] == "bundle/1"
    except _MALFORMED as error:
        return [f"{MANIFEST} cannot be read: {error}"]
    faults = [] if known else [f"{MANIFEST} is not of format bundle/1"]
    here = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    faults += [f"{name} is missing" for name in sorted(set(listed) - here)]
    faults += [f"{name} does not belong here" for name in sorted(here - set(listed) - {MANIFEST})]
    faults += [f"{name} must be part of a bundle" for name in DOCUMENTS if name not in listed]
    for name in sorted(set(listed) & here):
        if _sha256(folder / name) != listed[name]:
            faults.append(f"{name} was changed: its digest is not the one in {MANIFEST}")
    return faults


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_canonical(path: Path) -> Any:
    try:
        return read_canonical(path.read_bytes())
    except _MALFORMED as error:
        message = f"{path.name}: {error}"
        raise ValueError(message) from error


def _verify_content(folder: Path, digest: str) -> Verdict:
    ruleset, given, result = (_read_canonical(folder / name) for name in DOCUMENTS)
    faults = [
        f"{name} is not of format {FORMATS[name]}"
        for name, document in zip(DOCUMENTS, (ruleset, given, result), strict=True)
        if document["format"] != FORMATS[name]
    ]
    digests = {"ruleset": _sha256(folder / "ruleset.json"), "input": _sha256(folder / "input.json")}
    faults += check_placement(ruleset, given, result, digests=digests)
    faults += _check_placements(folder / "placements.csv", given, result)
    faults += _check_prices(folder / "prices.csv", given, result)
    faults += _check_report(folder / "report.json", given, result)
    return Verdict(tuple(faults), digest, len(given["children"]), result["status"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _check_placements(path: Path, given: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """Check the list people read against the result: the post-step is where others failed."""
    lines = _rows(path)
    rows = {plain_text(row["child_id"]): row for row in lines}
    children = {child["id"]: child for child in given["children"]}
    held = given["held"]
    assign = result["assign"] if result["status"] == "placed" else {}
    faults = []
    if len(rows) != len(lines):
        faults.append(f"{path.name} lists a child twice")
    if set(rows) != set(children) | set(held):
        unlike = sorted(set(rows) ^ (set(children) | set(held)))
        faults.append(f"{path.name} does not list everybody once: {', '.join(unlike[:5])}")
    for name in sorted(set(rows) & set(children)):
        metres = dict(children[name]["opts"]).get(assign.get(name), "")
        said = (plain_text(rows[name]["school_id"]), rows[name]["metres"])
        if said != (assign.get(name, ""), str(metres)):
            faults.append(f"{path.name}: {name} is not listed as the result places the child")
    return faults + [
        f"{path.name}: {name} is held for a person and may have no school here"
        for name in sorted(set(rows) & set(held))
        if rows[name]["status"] != "held" or rows[name]["school_id"]
    ]


def _check_prices(path: Path, given: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    said = {
        (row["tier"], row["kind"], plain_text(row["school_id"])): row["price"]
        for row in _rows(path)
    }
    true = {
        (str(stage["tier"]), stage["kind"], school["id"]): str(stage["prices"].get(school["id"], 0))
        for stage in result["stages"]
        for school in given["schools"]
    }
    return [] if said == true else [f"{path.name} does not hold the prices of the result"]


def _check_report(path: Path, given: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    report = json.loads(path.read_bytes())
    true = {
        "status": result["status"],
        "input": result["input_sha256"],
        "children": len(given["children"]) + len(given["held"]),
        "held": len(given["held"]),
        "placed": len(result["assign"]) if result["status"] == "placed" else 0,
    }
    said = {
        "status": report["status"],
        "input": report["digests"]["input"],
        **{key: report["counts"][key] for key in ("children", "held", "placed")},
    }
    return [
        f"{path.name} says {key} = {said[key]}, the result {value}"
        for key, value in true.items()
        if said[key] != value
    ]


def verdict_lines(verdict: Verdict, most: int = 50) -> list[str]:
    """Say a verdict in lines for a terminal."""
    if verdict.faults:
        rest = len(verdict.faults) - most
        more = [f"… and {rest} more"] if rest > 0 else []
        return [*(f"FAULT {fault}" for fault in verdict.faults[:most]), *more, "NOT VERIFIED"]
    proved = (
        f"{verdict.children} children: everyone placed once, within places, by the rule, proved"
        if verdict.status == "placed"
        else "the shortage is real: these children have no other school, and no place is left there"
    )
    return [
        proved,
        f"digest {verdict.digest}  (compare it with the published one: --expect)",
        "VERIFIED",
    ]


def main(arguments: Sequence[str]) -> int:
    """Verify the folder named on the command line; 0 proved, 1 not, 2 wrong use."""
    if len(arguments) not in {1, 3} or (len(arguments) == 3 and arguments[1] != "--expect"):
        sys.stderr.write("usage: python3 -m service.verify DIR [--expect DIGEST]\n")
        return 2
    expect = arguments[2] if len(arguments) == 3 else None
    verdict = verify_bundle(Path(arguments[0]), expect=expect)
    sys.stdout.write("\n".join(verdict_lines(verdict)) + "\n")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
