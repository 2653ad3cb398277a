"""How do values come into the page? Escaped, with separators, signs and half-up rounding."""

import pytest

from service.report_html import Html, Pair, clauses, listed, name, number, signed, tenths, text


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (999, "999"), (2_600, "2,600"), (-1_234_567, "\u22121,234,567")]
)
def test_whole_numbers_have_separators_and_a_true_minus(value: int, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(5, "+5"), (0, "0"), (-5, "\u22125")])
def test_a_difference_always_shows_its_sign(value: int, shown: str) -> None:
    assert signed(value) == shown


@pytest.mark.parametrize(
    ("metres", "kilometres"),
    [(0, "0.0"), (49, "0.0"), (50, "0.1"), (8_549, "8.5"), (8_550, "8.6"), (1_234_567, "1,234.6"),
     (-49, "0.0"), (-3_496, "\u22123.5")],
)  # fmt: skip
def test_tenths_are_rounded_half_up_without_floating_point(metres: int, kilometres: str) -> None:
    assert tenths(metres, 1000) == kilometres


def test_text_is_escaped_once_and_markup_not_again() -> None:
    escaped = text("<b> & \"quote\" 'single'")

    assert escaped == "&lt;b&gt; &amp; &quot;quote&quot; &#x27;single&#x27;"
    assert text(escaped) == escaped


def test_a_name_stands_apart_and_its_language_is_marked() -> None:
    assert name("城子小学") == '<bdi lang="zh-CN">城子小学</bdi>'
    assert name("Grundschule") == "<bdi>Grundschule</bdi>"


def test_a_text_that_is_the_same_in_both_languages_stands_once() -> None:
    same, other = Pair(Html("12"), Html("12")), Pair(Html("一"), Html("one"))

    assert same.html == "12"
    assert other.html == (
        '<span class="zh" lang="zh-CN">一</span><span class="en" lang="en">one</span>'
    )


def test_lists_and_clauses_take_the_marks_of_their_language() -> None:
    items = [Pair(Html("甲"), Html("a")), Pair(Html("乙"), Html("b"))]

    assert (listed(items).zh, listed(items).en) == ("甲、乙", "a, b")
    assert (clauses(items).zh, clauses(items).en) == ("甲\uff0c乙", "a, b")
