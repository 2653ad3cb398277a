"""What is a guardian told about an entry that is refused? What and its repair, en and zh."""

from dataclasses import dataclass

from geo.faults import Fault

# No text repeats what was typed: a fault may be logged (S59).
WORDS: dict[str, tuple[str, str, str, str]] = {
    "name": (
        "is not a name in Chinese characters (parts joined by ·) or in letters",
        "type the name as on the hukou booklet or passport; join parts with · (U+00B7)",
        "不是规范的姓名",
        "请按户口簿或护照填写；少数民族姓名中间用“·”",
    ),
    "phone": (
        "is no mobile number that can be sent a message",
        "type the 11 digits of a mainland number, or +852, +853, +886 and the number, no blanks",
        "不是可接收短信的手机号码",
        "请填写 11 位大陆手机号，或以 +852、+853、+886 开头的号码，中间不加空格",
    ),
    "address_empty": (
        "is empty, but the child is registered from there (S11)",
        "type the address, or choose the other place",
        "为空，但选择了以此地址入学",
        "请填写地址，或改选另一入学依据",
    ),
    "address_unfit": (
        "is longer than 200 signs or holds signs that do not show",
        "type the address as on the booklet or deed",
        "超过 200 字或含有不可见字符",
        "请按户口簿或房产证填写",
    ),
    "anchor": (
        "is the hukou, which is not in this district (S11, S53)",
        "choose the residence, or register in the district of the hukou",
        "选择了户口所在地，但户口不在本区",
        "请改选实际居住地，或到户口所在区登记",
    ),
    "hukou_without_kind": (
        "is given, but no hukou was named",
        "choose the kind of hukou, or empty the address",
        "填写了户籍地址，但户籍类别为“无”",
        "请选择户籍类别，或清空户籍地址",
    ),
    "already_local": (
        "is for children without Beijing hukou (S12)",
        "leave it empty, or correct the kind of hukou",
        "仅适用于无本市户口的儿童",
        "请留空，或更正户籍类别",
    ),
    "not_provided": (
        "is not provided for this year", "leave it empty", "本年度政策未列此项", "请留空",
    ),
    "not_listed": (
        "does not name schools or applications, each once",
        "choose from the list",
        "不是有效的学校或报名号，或有重复",
        "请从列表中选择",
    ),
    "id_form": (
        "is not 17 digits and a digit or X",
        "type the 18 signs of the card",
        "不是 17 位数字加 1 位数字或 X",
        "请按证件填写 18 位号码",
    ),
    "id_check_digit": (
        "has a wrong check digit: a digit is mistyped",
        "compare it with the card",
        "校验码不符，有数字输错",
        "请与证件逐位核对",
    ),
    "id_no_such_day": (
        "holds a birth date that does not exist",
        "compare it with the card",
        "其中的出生日期不存在",
        "请与证件逐位核对",
    ),
    "id_other_birth": (
        "holds another birth date than the one entered",
        "correct the number or the date",
        "其中的出生日期与所填出生日期不一致",
        "请更正证件号码或出生日期",
    ),
    "id_hk_macao_permit": (
        "is not H or M and 8 digits (or 10)",
        "type it as on the permit",
        "不是 H 或 M 加 8 位（或 10 位）数字",
        "请按证件填写",
    ),
    "id_taiwan_permit": (
        "is not 8 digits", "type it as on the permit", "不是 8 位数字", "请按证件填写",
    ),
    "id_passport": (
        "is not 5 to 15 capital letters and digits",
        "type it as in the passport",
        "不是 5 至 15 位大写字母和数字",
        "请按护照填写",
    ),
    "id_none_yet": (
        "is given, but the child was said to have no document yet",
        "choose the kind of document, or empty the number",
        "填写了号码，但证件类型为“尚无证件”",
        "请选择证件类型，或清空号码",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class EntryFault(Fault):
    """A fault told to a guardian: `where` is the field, `code` a key of WORDS; both languages."""

    code: str
    what_zh: str
    repair_zh: str


def entry_fault(field: str, code: str) -> EntryFault:
    """Return the fault of a field in the words of its code."""
    what, repair, what_zh, repair_zh = WORDS[code]
    return EntryFault(field, what, repair, code, what_zh, repair_zh)
