"""Can everybody read the page? Headings, tables, labels, languages, contrast (WCAG 2.2 AA)."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from service.report_page import render_report
from tests.service.report_fixture import district_report, empty_report, short_report
from tests.service.report_reader import Element, read

STYLE = files("service").joinpath("static/report.css").read_text("utf-8")


@pytest.fixture(
    scope="module", params=[district_report, short_report, empty_report],
    ids=["placed", "short", "empty"],
)  # fmt: skip
def page(request: pytest.FixtureRequest) -> Element:
    return read(render_report(*request.param()))


def test_headings_go_down_one_step_at_a_time(page: Element) -> None:
    steps = [int(e.tag[1]) for e in page.all() if re.fullmatch("h[1-6]", e.tag)]

    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(steps))


def test_every_table_has_a_caption_and_headers_with_their_scope(page: Element) -> None:
    for table in page.all("table"):
        (caption,) = table.all("caption")
        assert caption.text("zh")
        assert caption.text("en")
        scopes = [header.attributes["scope"] for header in table.all("th")]
        assert scopes.count("col") == len(table.all("thead")[0].all("th"))
        assert scopes.count("row") == len(table.all("tbody")[0].all("tr"))
        width = {len([c for c in r.parts if isinstance(c, Element)]) for r in table.all("tr")}
        assert len(width) == 1


def test_ids_are_unique_and_whatever_refers_to_one_finds_it(page: Element) -> None:
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    wanted = set()
    for element in page.all():
        for key in ("aria-labelledby", "aria-describedby", "for", "data-filters"):
            wanted.update((element.attributes.get(key) or "").split())
        href = element.attributes.get("href") or ""
        wanted.update([href[1:]] if href.startswith("#") else [])

    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)


def test_every_button_link_and_field_has_words_in_both_languages(page: Element) -> None:
    for control in (*page.all("button"), *page.all("a"), *page.all("summary")):
        assert control.text("zh")
        assert control.text("en")
        assert control.tag != "button" or control.attributes["type"] == "button"
    labelled = {label.attributes["for"] for label in page.all("label")}
    assert {field.attributes["id"] for field in page.all("input")} <= labelled


def test_each_language_is_marked_and_chinese_comes_first(page: Element) -> None:
    (root,) = page.all("html")
    assert root.attributes["lang"] == "zh-CN"
    for span in page.all("span"):
        if "zh" in span.classes and span.parent is not None and span.parent.tag != "button":
            assert span.attributes["lang"] == "zh-CN"
        if "en" in span.classes and span.parent is not None and span.parent.tag != "button":
            assert span.attributes["lang"] == "en"


def test_no_chinese_is_left_in_the_english_page_but_names(page: Element) -> None:
    (body,) = page.all("body")

    for text, marked in _english(body, marked=False):
        assert marked or not re.search("[\u3400-\u9fff\uff0c\uff1a\uff1b]", text), text


def _english(element: Element, *, marked: bool) -> list[tuple[str, bool]]:
    if "zh" in element.classes or element.tag in ("script", "style", "svg"):
        return []
    marked = marked or element.attributes.get("lang") == "zh-CN"
    found = []
    for part in element.parts:
        more = [(part, marked)] if isinstance(part, str) else _english(part, marked=marked)
        found += more
    return found


def test_the_schools_of_the_map_can_be_reached_and_have_names(page: Element) -> None:
    schools = [e for e in page.all("g") if "data-s" in e.attributes and "school" in e.classes]
    schools = [school for school in schools if "label" not in school.classes]

    assert [s.attributes["tabindex"] for s in schools].count("0") == min(len(schools), 1)
    for school in schools:
        assert school.attributes["role"] == "button"
        assert school.all("title")[0].text()


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"), ("soft", "paper"), ("green", "paper"), ("red", "paper"),
        ("gold", "paper"), ("soft", "card"), ("red", "red-pale"), ("green", "red-pale"),
        ("ink", "green-pale"), ("soft", "green-pale"), ("ink", "gold-pale"), ("soft", "gold-pale"),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", STYLE))

    lighter, darker = sorted(map(_luminance, (colours[ink], colours[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
