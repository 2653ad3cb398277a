"""docs/requirements.md says truly what has landed and which test shows it."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
NUMBERS = [f"S{number}" for number in range(1, 79)] + [f"G{number}" for number in range(1, 10)]
ROW = re.compile(r"^\| ([SG]\d+) \|([^|]+)\|([^|]+)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
STATUS = re.compile(r"^(landed|in part: .+ issues? [3-6].*|later: issues? [3-6].*|gap G\d)$")


def the_map() -> list[tuple[str, str, list[str], list[str]]]:
    text = (REPOSITORY / "docs" / "requirements.md").read_text(encoding="utf-8")
    return [
        (number, status.strip(), CODE.findall(modules), CODE.findall(tests))
        for number, _, status, modules, tests in ROW.findall(text)
    ]


def spec_tests() -> dict[str, str]:
    """Return the title (docstring) of every test of the specification by its name."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                assert node.name not in found, f"{node.name} stands twice"
                found[node.name] = ast.get_docstring(node) or ""
    return found


def test_every_requirement_has_one_row_in_order():
    assert [number for number, *_ in the_map()] == NUMBERS


@pytest.mark.parametrize("row", the_map(), ids=lambda row: row[0])
def test_a_row_is_true(row):
    number, status, modules, tests = row
    titles = spec_tests()

    assert STATUS.match(status), status
    for module in modules:
        assert (REPOSITORY / module).is_file(), module
    for test in tests:
        assert number in titles[test], f"{test} does not cite {number}: {titles[test]}"
    if status.startswith(("landed", "in part")):
        assert modules, "landed, but where?"
        assert tests, "landed, but which test shows it?"
    else:
        assert not modules + tests, "later, and yet here"


def test_every_spec_test_is_on_the_map_and_has_a_chinese_title():
    named = {test for *_, tests in the_map() for test in tests}
    told = {name: title for name, title in spec_tests().items() if re.match("test_[sg][0-9]", name)}

    assert sorted(set(told) ^ named) == []
    for name, title in told.items():
        assert re.search("[\u4e00-\u9fff]", title), name
        cited = {f"{kind.upper()}{int(digits)}" for kind, digits in
                 re.findall(r"_([sg])(\d+)(?=_)", name)}  # fmt: skip
        assert cited <= set(re.findall(r"[SG]\d+", title)), name
