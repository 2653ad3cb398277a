import pytest

from admissions.disclosure_patterns import PersonalMark, personal_marks

NUMBER, PHONE = PersonalMark.DOCUMENT_NUMBER, PersonalMark.TELEPHONE
MAIL, BIRTH, HOME = PersonalMark.E_MAIL, PersonalMark.BIRTH_DATE, PersonalMark.ADDRESS


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("110109200703010028", NUMBER),
        ("11010920070301002X", NUMBER),
        ("11010920070301002x", NUMBER),
        ("110109070301002", NUMBER),  # the old form of 15 digits
        ("１１０１０９２００７０３０１００２８", NUMBER),
        ("110109 2007 0301 0028", NUMBER),
        ("号110109200703010028。", NUMBER),
        ("99110109200703010028", NUMBER),
        ("110\u200b109200703010028", NUMBER),
        ("13800138000", PHONE),
        ("138 0013 8000", PHONE),
        ("138-0013-8000", PHONE),
        ("138.0013.8000", PHONE),
        ("+86 13800138000", PHONE),
        ("008613800138000", PHONE),
        ("１３８００１３８０００", PHONE),
        ("一三八零零一三八零零零", PHONE),
        ("电话13800138000转", PHONE),
        ("19900138000", PHONE),
        ("010-69843537", PHONE),
        ("(010) 6984 3537", PHONE),
        ("0311-87654321", PHONE),
        ("parent@example.cn", MAIL),
        ("parent＠example.cn", MAIL),
        ("2007-03-01", BIRTH),
        ("2007/3/1", BIRTH),
        ("2007.03.01", BIRTH),
        ("2007年3月1日", BIRTH),
        ("2007 年 3 月 1 日", BIRTH),
        ("20070301", BIRTH),
        ("01/03/2007", BIRTH),
        ("二〇〇七年三月一日", BIRTH),
        ("二零零七年十二月三十一日", BIRTH),
        ("1 March 2007", BIRTH),
        ("Mar 1, 2007", BIRTH),
        ("新桥大街1号", HOME),
        ("新桥大街十二号", HOME),
        ("1号院", HOME),
        ("2号楼3单元", HOME),
        ("三单元", HOME),
        ("502室", HOME),
        ("5栋", HOME),
        ("新桥路35", HOME),
        ("12-3-502", HOME),
        ("Room 502", HOME),
        ("12 Xinqiao Road", HOME),
    ],
)
def test_what_looks_like_a_childs_own_is_known_in_every_writing(
    text: str, mark: PersonalMark
) -> None:
    assert mark in personal_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "大峪第一小学",
        "北京市第八中学永定实验学校",
        "新桥路中学",
        "育园小学3号校区",
        "第12号片",
        "北京第二实验小学",
        "单校划片",
        "2013年第一批",
        "2013-2014学年",
        "第3批 120人",
        "MTG13-004217",
        "1-6年级",
        "12800138000",  # no mobile begins with 12
        "1380013800",  # ten digits
        "20071301",  # there is no month 13
        "11010920070301",  # fourteen digits
        "No school named",
        "Dayu First Primary School",
    ],
)
def test_the_words_of_a_public_list_are_not_taken_for_a_childs_own(text: str) -> None:
    assert personal_marks(text) == ()


def test_digits_of_a_list_of_numbers_are_not_joined_where_it_is_asked() -> None:
    numbers = "1-3-5-7-9-11-13-15-17-19"

    assert personal_marks(numbers) == (NUMBER,)
    assert personal_marks(numbers, spaced_digits=False) == ()


def test_a_mark_that_the_column_is_meant_for_is_left_out() -> None:
    assert personal_marks("新桥大街1号 13800138000", besides=frozenset({HOME})) == (PHONE,)
