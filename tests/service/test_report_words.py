"""Is every word of the page there in both languages, and used?"""

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from capacity.alternatives import Alternative
from capacity.explain import Reason
from capacity.lottery import SeedKind
from capacity.ruleset import Comparator, CostShape, Order
from service.report_html import Count, say
from service.report_schools import Load
from service.report_words import WORDS, read_words

CHINESE = re.compile("[\u3400-\u9fff\uff0c\uff1a\uff1b]")
SOURCES = sorted(Path(str(files("service"))).glob("report_*.py"))


def _fields(words: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(words) if field is not None}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_an_entry_speaks_chinese_and_english_about_the_same_things(key: str) -> None:
    chinese, english = WORDS[key]

    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    assert _fields(chinese) == _fields(english)
    assert not re.search("[,;:?!()]", re.sub("<[^>]*>|{[^}]*}", "", chinese)), "full width marks"


def test_every_word_asked_for_is_in_the_catalogue_and_no_other_is() -> None:
    source = "".join(path.read_text("utf-8") for path in SOURCES)
    literal = set(re.findall(r"[\"']([a-z]\w*)[\"']", source))
    made = re.findall(r"f[\"'](\w*{[^\"'{]*}\w*)[\"']", source)
    families = {re.sub(r"{[^}]*}", r"\\w+", family) for family in made} - {r"\w+"}
    families |= {rf"{kind}_\w+" for kind in re.findall(r"_word\(\W*(\w+)", source)}

    for key in WORDS:
        assert key in literal or any(re.fullmatch(family, key) for family in families), key
    asked = re.findall(r'(?:both|say|paragraph|section|Head)\(\s*"([a-z]\w*)"', source)
    for key in asked:
        assert key in WORDS or f"{key}_title" in WORDS, key


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("load", [*Load, "lack"]), ("tag", [load for load in Load if load is not Load.NONE]),
        ("comparator", Comparator), ("order", Order), ("cost", CostShape), ("unit", CostShape),
        ("seed", SeedKind), ("rule", [*Alternative, "relative_proximity"]),
        ("state", ["unique", "shared", "contested", "outside", "not_located"]),
        ("distance", ["walking", "straight_line"]),
    ],
)  # fmt: skip
def test_every_value_of_a_closed_set_has_its_words(family: str, values: list[str]) -> None:
    assert [value for value in values if f"{family}_{value}" not in WORDS] == []


def test_every_reason_a_child_can_be_moved_for_has_its_sentence() -> None:
    staying = {
        Reason.ZONE_HAS_ROOM, Reason.CLAIM_COMES_FIRST, Reason.STAYS_BY_PROXIMITY,
        Reason.STAYS_BY_LOT,
    }  # fmt: skip

    assert [r for r in Reason if r not in staying and f"why_{r}" not in WORDS] == []


@pytest.mark.parametrize(
    "source",
    ['key = ["中文"]', 'key = ["中文", ""]', 'key = ["中文", " "]', 'key = "中文"', "key = [1, 2]"],
)
def test_a_catalogue_that_lacks_a_language_is_refused_by_name(source: str) -> None:
    with pytest.raises(ValueError, match="'key' needs a Chinese and an English text"):
        read_words(source)


@pytest.mark.parametrize(("n", "noun"), [(0, "children"), (1, "child"), (2, "children")])
def test_a_number_chooses_its_noun(n: int, noun: str) -> None:
    assert f"{Count(n):child|children}" == noun
    assert say("h_children", n=n).en == f"{n} {noun}"


def test_a_measure_word_stays_on_the_line_of_its_number() -> None:
    assert say("h_children", n=1200).zh == "1,200\u00a0名儿童"
