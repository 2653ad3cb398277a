"""No word is missing in either language, and no template holds words of its own."""

import ast
import re
from pathlib import Path

import pytest

from service.api_problems import words_of
from service.pages_words import LANGUAGES, catalogue

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "service" / "templates").glob("*.html"))
HAN = re.compile(r"[\u3400-\u9fff]")


def test_both_languages_have_the_same_keys():
    zh, en = (set(catalogue(language)) for language in LANGUAGES)

    assert zh == en


@pytest.mark.parametrize("key", sorted(catalogue("zh")))
def test_both_languages_of_a_phrase_ask_for_the_same_values(key):
    asked = [set(re.findall(r"{(\w+)}", catalogue(language)[key])) for language in LANGUAGES]

    assert asked[0] == asked[1]
    assert catalogue("zh")[key].strip()


def test_english_phrases_hold_chinese_only_where_it_is_meant():
    meant = {"site.other_language", "lookup.hint"}

    found = {key for key, text in catalogue("en").items() if HAN.search(text)}

    assert found == meant


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words(path):
    text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.S)

    text = re.sub(r'[\w-]+="[^"]*"', " ", text)  # attributes whose values are made of pieces

    assert not re.findall(r"[A-Za-z\u3400-\u9fff]{2,}", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_key_a_template_names_is_there(path):
    named = re.findall(r"(?:say|zh|en)\('([a-z_.]+)'[,)]", path.read_text(encoding="utf-8"))

    assert [key for key in named if key not in catalogue("zh")] == []


def refusals() -> list[str]:
    """Return every code with which the workflow refuses, from its source."""
    found = set()
    for path in [*(ROOT / "admissions").rglob("*.py"), *(ROOT / "service").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                first = node.args[0] if node.args else None
                if name in {"Refused", "Problem"} and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return sorted(found)


@pytest.mark.parametrize("code", refusals())
def test_every_refusal_has_words_of_its_own(code):
    assert words_of(code) != words_of("no_such_code_at_all")
