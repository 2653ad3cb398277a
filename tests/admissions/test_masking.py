import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.masking import COMPOUND_SURNAMES, is_masked, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小禾", "张**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳娜", "欧阳*"),
        ("欧阳", "欧*"),  # two characters: surname 欧, given name 阳
        ("诸葛孔明", "诸葛**"),
        ("张李明华", "张***"),
        ("𠮷田", "𠮷*"),
        ("王𠮷", "王*"),
        ("王𠮷𠮷", "王**"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("刘〇", "刘*"),
        ("张", "*"),
        ("𠮷", "*"),
        ("张 三", "张*"),
        ("张\u3000小\u200b禾", "张**"),
        ("阿不都·买买提", "阿***"),
        ("阿不都•买买提", "阿***"),
        ("Maria Garcia", "M***"),
        ("Émile", "É***"),
        ("E\u0301mile", "E\u0301***"),
        ("Li 小禾", "L***"),
        ("X", "***"),
        ("=cmd", "***"),
        ("13800138000", "***"),
        ("*", "***"),
    ],
)
def test_a_masked_name_shows_the_surname_and_nothing_more(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize("name", ["", " ", "\u3000", "\u200b\ufeff", "\u0301"])
def test_a_name_without_a_character_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be masked"):
        mask_name(name)


def test_every_compound_surname_keeps_both_characters() -> None:
    shown = {surname: mask_name(f"{surname}明") for surname in COMPOUND_SURNAMES}

    assert shown == {surname: f"{surname}*" for surname in COMPOUND_SURNAMES}
    assert all(len(surname) == 2 for surname in COMPOUND_SURNAMES)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12))
def test_a_masked_name_always_hides_something(name: str) -> None:
    shown = mask_name(name)

    assert shown.endswith("*")
    assert shown != name or set(name) == {"*"}
    assert is_masked(shown)


@pytest.mark.parametrize(
    "text", ["", "张三", "张三*", "张小禾**", "138*", "=*", "张 *", "张*三", "Ma*", "张\u200b*"]
)
def test_what_shows_more_than_a_surname_is_no_masked_name(text: str) -> None:
    assert not is_masked(text)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("１３８００００１２３４", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("138-0000-1234", "138****1234"),
        ("+8613800001234", "138****1234"),
        ("008613800001234", "138****1234"),
        ("010-69843537", "*********37"),
        ("69843537", "******37"),
        ("+85261234567", "**********67"),
        ("12800001234", "*********34"),  # 12x is no mobile number
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_masked_telephone_can_be_known_again_but_not_dialled(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110109200703010028", "1" + "*" * 16 + "8"),
        ("11010920070301002X", "1" + "*" * 16 + "X"),
        (" １１0109200703010028 ", "1" + "*" * 16 + "8"),
        ("H12345678", "H*******8"),
        ("E12345", "E****5"),
        ("E1234", "*****"),
        ("", ""),
    ],
)
def test_a_masked_document_number_hides_region_birth_and_serial(number: str, shown: str) -> None:
    assert mask_id(number) == shown
