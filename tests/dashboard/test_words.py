"""Is every word in both catalogues, and none in the code?"""

import ast
import re
import string
from pathlib import Path

import pytest

from dashboard.words import catalogue, sayer

FOLDER = Path(__file__).parents[2] / "dashboard"
CODE = [path for path in sorted(FOLDER.rglob("*.py"))
        if not {"map", "charts"} & set(path.relative_to(FOLDER).parts)]  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What a person reads of these calls: the first argument, and these by name.
_SHOWING = frozenset({
    "title", "header", "subheader", "caption", "markdown", "write", "text", "info", "warning",
    "error", "success", "metric", "button", "form_submit_button", "selectbox", "text_input",
    "text_area", "checkbox", "radio", "segmented_control", "date_input", "number_input",
    "expander", "status", "spinner", "download_button", "link_button", "page_link", "tabs",
    "toast", "multiselect", "toggle", "slider", "select_slider",
})  # fmt: skip
_NAMED = frozenset({"label", "help", "placeholder", "page_title", "title", "caption"})


def _strings(node):
    """Return the constant texts of an expression that are not keys given to `say` or alike."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _strings(part)
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def _shown(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        logs = isinstance(node.func.value, ast.Name) and node.func.value.id == "log"
        if node.func.attr in _SHOWING and node.args and not logs:
            yield from ((node.lineno, text) for text in _strings(node.args[0]))
        for named in node.keywords:
            if named.arg in _NAMED:
                yield from ((node.lineno, text) for text in _strings(named.value))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_no_word_that_a_person_reads_stands_in_the_code(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    found = [(line, text) for line, text in _shown(tree) if re.search(r"[^\W\d_]{2,}", text)]
    chinese = [node.value for node in ast.walk(tree)
               if isinstance(node, ast.Constant) and isinstance(node.value, str)
               and _HAN.search(node.value)]  # fmt: skip

    assert found == []
    assert chinese == []


def test_both_catalogues_have_the_same_keys():
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_a_phrase_takes_the_same_values_in_both_languages():
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    differing = {key for key in catalogue("zh")
                 if fields(catalogue("zh")[key]) != fields(catalogue("en")[key])}  # fmt: skip

    assert differing == {"today.days"}  # months and days there, dates here


def test_no_english_phrase_was_left_in_chinese_nor_the_other_way():
    own_names = {"shell.in_zh", "help_desk.example"}

    assert [
        k for k, text in catalogue("en").items() if _HAN.search(text) and k not in own_names
    ] == []
    wordless = {
        "shell.in_en",
        "queue.and",
        "demand.zone",
        "scenarios.and",
        "scenarios.of",
        "scenarios.changed",
        "siting.from_to",
    }
    assert [
        k for k, text in catalogue("zh").items() if not _HAN.search(text) and k not in wordless
    ] == []


def test_every_key_that_the_code_names_whole_is_in_the_catalogue():
    named = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = (
                    node.func.attr
                    if isinstance(node.func, ast.Attribute)
                    else (getattr(node.func, "id", ""))
                )
                if called in {"say", "done"} and isinstance(node.args[0].value, str):
                    named.add(node.args[0].value)

    assert len(named) > 100
    assert named - set(catalogue("zh")) == set()


def test_every_code_that_can_be_shown_has_a_word():
    from admissions.actions.amend import KINDS
    from admissions.papers_kinds import IssuerLevel
    from admissions.store.desk_queue import Flag
    from capacity.explain import Reason
    from dashboard.draft_tables import _FIRST
    from dashboard.gates import PAGES
    from dashboard.views.plan_comparison import _FIGURES
    from dashboard.views.zone_editor import _TOOLS
    from zones.finding import Kind, Severity

    wanted = {f"{page.name}.{part}" for page in PAGES for part in ("title", "lead")}
    wanted |= {f"groups.{page.group}" for page in PAGES}
    wanted |= {f"flags.{flag}" for flag in Flag} | {f"levels.{it}" for it in IssuerLevel}
    wanted |= {f"findings.{it}" for it in Kind} | {f"repairs.{it}" for it in Kind}
    wanted |= {f"severities.{it}" for it in Severity} | {f"kinds.{it}" for it in KINDS}
    wanted |= {f"why.{it}" for it in Reason}
    wanted |= {f"zone_warnings.{it}" for it in _FIRST} | {f"plan_figures.{it}" for it in _FIGURES}
    wanted |= {f"{group}.{it}" for group in ("zone_tools", "zone_hints") for it in _TOOLS}

    assert wanted - set(catalogue("en")) == set()


def test_an_unknown_key_is_a_defect():
    with pytest.raises(KeyError):
        sayer("zh")("no.such.key")
