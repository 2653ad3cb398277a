"""Which personal fields exist, how harmful is each, why is it asked, and how long is it kept?

A field of `Entry` or `Paper` that is not classed here fails the build (tests/admissions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from admissions.people_kinds import RetentionClass, Sensitivity


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One classed field: its names, its class, its purpose and the source's ground for asking it.

    `encrypted`: the store keeps it only in encrypted form. `basis`: the S-number.
    """

    name: str
    zh: str
    en: str
    sensitivity: Sensitivity
    purpose: str
    retention: RetentionClass
    encrypted: bool
    basis: str


_INTERNAL, _PERSONAL, _SENSITIVE = (
    Sensitivity.INTERNAL,
    Sensitivity.PERSONAL,
    Sensitivity.SENSITIVE,
)
_RECORD, _CONTACT, _PAPERS = RetentionClass.RECORD, RetentionClass.CONTACT, RetentionClass.PAPERS
_IDENTITY = "to know the child, once in the whole city"
_HOME = "to find the zone of the home"
_CATEGORY = "to find the category of the child"
_JUDGE, _TICK = "to judge the paper", "to tick it off"
_KEEP_TOGETHER = "to keep brothers and sisters at one school"

_ENTRY = (
    ("child_name", "儿童姓名", "child's name", _SENSITIVE, _IDENTITY, _RECORD, True, "S50"),
    ("id_kind", "证件类型", "kind of document", _PERSONAL, _IDENTITY, _RECORD, False, "S57"),
    ("id_number", "证件号码", "document number", _SENSITIVE, _IDENTITY, _RECORD, True, "S57"),
    ("born", "出生日期", "date of birth", _SENSITIVE, "to know who is of age", _RECORD, True, "S6"),
    (
        "guardian_name", "监护人姓名", "guardian's name", _PERSONAL,
        "to know who registers and signs", _RECORD, True, "S58",
    ),
    (
        "relation", "与儿童关系", "relation to the child", _PERSONAL,
        "to know whose names the papers must bear", _RECORD, False, "S64",
    ),
    (
        "guardian_phone", "监护人手机", "guardian's telephone", _PERSONAL,
        "to send the result by text message", _CONTACT, True, "S68",
    ),
    ("hukou_kind", "户籍类别", "kind of hukou", _PERSONAL, _CATEGORY, _RECORD, False, "S50"),
    ("hukou_address", "户籍地址", "hukou address", _SENSITIVE, _HOME, _RECORD, True, "S11"),
    (
        "residence_kind", "居住类型", "right to the home", _PERSONAL, _CATEGORY, _RECORD, False,
        "S54",
    ),
    (
        "residence_address", "实际居住地址", "address of residence", _SENSITIVE, _HOME, _RECORD,
        True, "S11",
    ),
    ("anchor", "入学依据", "place registered from", _INTERNAL, _HOME, _RECORD, False, "S11"),
    (
        "long_resident", "长期居住", "lives there for long", _PERSONAL, _CATEGORY, _RECORD, False,
        "S54",
    ),
    (
        "treated_as_local", "按本市户口对待", "treated as local", _SENSITIVE, _CATEGORY, _RECORD,
        True, "S12",
    ),
    (
        "preference", "同等条件下照顾", "favoured among equals", _SENSITIVE,
        "to favour the child among equals", _RECORD, True, "S13",
    ),
    (
        "boarding_school_id", "寄宿学校", "boarding school asked for", _PERSONAL,
        "to register for boarding, of free will", _RECORD, False, "S18",
    ),
    (
        "special_needs", "特殊教育需要", "special educational needs", _SENSITIVE,
        "to place the child first and with support", _RECORD, True, "S22",
    ),
    (
        "siblings_at", "兄弟姐妹就读学校", "schools of siblings", _PERSONAL, _KEEP_TOGETHER,
        _RECORD, False, "S29",
    ),
    (
        "twin_of", "双胞胎报名号", "application of a twin", _PERSONAL, _KEEP_TOGETHER, _RECORD,
        False, "S29",
    ),
    (
        "primary_school_id", "毕业小学", "primary school left", _PERSONAL,
        "to follow the paired progression", _RECORD, False, "S10",
    ),
)  # fmt: skip
_PAPER = (
    ("kind", "证件材料", "kind of paper", _PERSONAL, _TICK, _PAPERS, False, "S63"),
    ("issuer", "出具单位", "issuer", _PERSONAL, _JUDGE, _PAPERS, False, "S12"),
    (
        "issuer_level", "出具单位级别", "issuer's level", _INTERNAL, _JUDGE, _PAPERS,
        False, "S12",
    ),
    ("issued_on", "出具日期", "day of issue", _INTERNAL, _JUDGE, _PAPERS, False, "S18"),
    ("valid_until", "有效期至", "valid until", _INTERNAL, _JUDGE, _PAPERS, False, "S12"),
    (
        "names", "材料上的姓名", "names on the paper", _PERSONAL,
        "to see that a parent is named", _PAPERS, True, "S64",
    ),
    ("copy", "复印件", "copy handed in", _INTERNAL, _TICK, _PAPERS, False, "S63"),
    ("original", "原件", "original shown", _INTERNAL, _TICK, _PAPERS, False, "S63"),
)  # fmt: skip

FIELDS: Mapping[str, PersonalField] = MappingProxyType(
    {row[0]: PersonalField(*row) for row in _ENTRY}
)
PAPER_FIELDS: Mapping[str, PersonalField] = MappingProxyType(
    {row[0]: PersonalField(*row) for row in _PAPER}
)
