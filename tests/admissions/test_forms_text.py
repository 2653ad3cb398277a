import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions import forms
from admissions.forms import Contact, DecisionKind, Fact, Fonts, PaperLine, UncoveredText, Words
from admissions.forms.render import own_fonts
from geo.faults import BadInput
from tests.admissions.printed_sheets import EVERY_SHEET, SHEETS, draw, pages_of, told
from tests.admissions.sheets_made_up import decision, form, notice

HOSTILE = [
    '#import "/etc/passwd": *',
    "#panic()",
    '#read("sheet.typ")',
    "*粗* _斜_ `码`",
    "$x^2$ @标签 <标签>",
    "\\u{41} \\ \\\\ // /* */",
    "]) #(1+1) [({",
    "= 标题",
    "- 列 + 表 / 项: 义",
    "\"引号\" '单引号' ~ --- ...",
    "{{data}} ${x} %s \\n",
    "https://example.cn/#/a",
]  # fmt: skip


@pytest.fixture(scope="module")
def installed_cjk() -> Path:
    for root in (Path("/usr/share/fonts"), Path.home() / ".fonts"):
        for font in sorted(root.rglob("NotoSansCJK-Regular.ttc")):
            return font.parent
    pytest.skip("no full Noto Sans CJK is installed here")


def texts_of(value: object, leaf: Callable[[str], str]) -> object:
    """Return a sheet's value with every text in it changed by `leaf`."""
    if isinstance(value, DecisionKind):
        return value
    if isinstance(value, str):
        return leaf(value)
    if isinstance(value, tuple):
        return tuple(texts_of(part, leaf) for part in value)
    if isinstance(value, Words | Contact | Fact | PaperLine | forms.MoveChild):
        return with_texts(value, leaf)
    return value


def with_texts(record: Any, leaf: Callable[[str], str]) -> Any:
    parts = {part.name: getattr(record, part.name) for part in fields(record)}
    return replace(record, **{name: texts_of(part, leaf) for name, part in parts.items()})


@EVERY_SHEET
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_wrote_is_printed_as_written_and_never_run(kind: str, hostile: str) -> None:
    masked = dict.fromkeys(("receipt", "paper_code"), "masked_name")
    named = (masked | {"move": "bearer_name"}).get(kind, "child_name")

    assert told(draw(kind, **{named: hostile}), hostile)


@EVERY_SHEET
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_every_field_at_once_still_prints(kind: str, hostile: str) -> None:
    made_up, print_sheet, _ = SHEETS[kind]

    pdf = print_sheet(with_texts(made_up(), lambda text: hostile if text else text))

    assert re.sub(r"\s", "", hostile)[:4] in "".join(pages_of(pdf))


@settings(max_examples=25)
@given(st.text(alphabet=sorted(map(chr, own_fonts().covered)), max_size=30))
def test_any_text_that_the_fonts_cover_prints(text: str) -> None:
    assert forms.admission_notice(notice(child_name=text, school=text)).startswith(b"%PDF")


@EVERY_SHEET
def test_long_entries_run_over_lines_and_not_off_the_sheet(kind: str) -> None:
    most = SHEETS[kind][2]
    home, name = "门头沟区" + "新桥大街一号院二号楼" * 19 + "末尾室", "阿" * 49 + "末"
    longest: dict[str, dict[str, Any]] = {
        "form": {"child_name": name, "guardian_name": name, "hukou_address": home,
                 "residence_address": home, "papers": form().papers * 2},
        "notice": {"child_name": name, "school_address": home},
        "decision": {"child_name": name, "guardian_name": name,
                     "reason": Words(home * 4), "facts": decision().facts * 3},
        "move": {"bearer_name": name, "addressed_to": home},
        "receipt": {"masked_name": name},
        "paper_code": {"masked_name": name, "steps": (Words(home * 2),) * 3},
    }  # fmt: skip
    changed = longest[kind]

    pdf = draw(kind, **changed)

    assert len(pages_of(pdf)) <= most
    assert told(pdf, *(value for value in changed.values() if isinstance(value, str)))


def test_a_character_no_font_draws_is_named_and_nothing_is_printed() -> None:
    sheet = notice(child_name="王𠮷", school="𠮷田小学𪚥")

    with pytest.raises(UncoveredText, match=r"U\+20BB7") as refused:
        forms.admission_notice(sheet)

    assert forms.uncovered(sheet) == refused.value.signs == "𠮷𪚥"
    assert isinstance(refused.value, BadInput)
    assert forms.uncovered(notice()) == ""


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x7f", "\u202e", "\u2066", "\u2028", "\ud800", "\ufffe", "\u3164"]
)
def test_a_sign_that_nobody_sees_is_refused(sign: str) -> None:
    with pytest.raises(UncoveredText, match=f"U\\+{ord(sign):04X}"):
        forms.admission_notice(notice(child_name=f"张{sign}三"))


@pytest.mark.parametrize(
    "name", ["E\u0301mile", "葛\U000e0100城", "张\u200b三", "李\n四", "珺玥·喆"]
)
def test_an_accent_a_form_of_a_character_and_a_break_are_no_gaps(name: str) -> None:
    assert forms.admission_notice(notice(child_name=name)).startswith(b"%PDF")


def test_a_fuller_font_draws_the_rare_character(installed_cjk: Path) -> None:
    fonts = Fonts.load(installed_cjk)
    sheet = notice(child_name="王𠮷")

    pdf = forms.admission_notice(sheet, fonts)

    assert forms.uncovered(sheet, fonts) == ""
    assert told(pdf, "王𠮷小朋友")
    assert forms.admission_notice(notice(), fonts) == forms.admission_notice(notice())


def test_a_folder_without_fonts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no font"):
        Fonts.load(tmp_path)
