"""Which closed sets of words describe a child, its home and its guardian?"""

from enum import StrEnum


class Sensitivity(StrEnum):
    """How much harm a field does in the wrong hands; what a child under 14 has is SENSITIVE."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class IdentitySeen(StrEnum):
    """Which paper a desk has seen of the guardian whose name stands in the registration."""

    ID_CARD = "id_card"
    HUKOU_BOOKLET = "hukou_booklet"
    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"


class RetentionClass(StrEnum):
    """How long a field is kept; the days stand in the policy pack (`retention`)."""

    RECORD = "record"  # the registration itself, for reviews and the roll
    CONTACT = "contact"  # telephones: until the child has arrived and objections are over
    PAPERS = "papers"  # what was noted of papers shown; no scan is kept


class IdKind(StrEnum):
    """Which document numbers a child (证件类型)."""

    ID_CARD = "id_card"  # 居民身份证, also 港澳台居民居住证: 18 signs, GB 11643-1999
    HK_MACAO_PERMIT = "hk_macao_permit"  # 港澳居民来往内地通行证
    TAIWAN_PERMIT = "taiwan_permit"  # 台湾居民来往大陆通行证
    PASSPORT = "passport"  # 护照
    NONE_YET = "none_yet"  # 尚无证件: the number stays empty


class Relation(StrEnum):
    """What the guardian (监护人) is to the child."""

    MOTHER = "mother"
    FATHER = "father"
    LEGAL_GUARDIAN = "legal_guardian"  # 其他法定监护人


class HukouKind(StrEnum):
    """Where the child's household is registered (户籍)."""

    DISTRICT = "district"  # 本区常住户口 (S53)
    CITY = "city"  # 京籍、户口不在本区 (S54)
    NON_LOCAL = "non_local"  # 非本市户籍 (S14, S56)
    NONE = "none"  # 无内地户籍, or not registered yet


class ResidenceKind(StrEnum):
    """On what right the family lives in its home."""

    OWNED = "owned"  # 房屋产权证
    RELOCATION_CONTRACT = "relocation_contract"  # 回迁协议 (S63, S64)
    RENTED = "rented"
    PUBLIC_HOUSING = "public_housing"  # 公租房、直管公房
    OTHER = "other"


class Anchor(StrEnum):
    """Which of the two places S11 allows the child is registered from; exactly one is chosen."""

    HUKOU = "hukou"  # 户口所在地 (户口簿)
    RESIDENCE = "residence"  # 家庭实际居住地


class TreatedAs(StrEnum):
    """The seven grounds on which a child is treated as one with Beijing hukou (S12)."""

    TAIWAN_COMPATRIOT = "taiwan_compatriot"  # 台胞子女
    POSTDOCTORAL = "postdoctoral"  # 博士后研究人员子女
    MILITARY_DEPENDANT = "military_dependant"  # 随军家属
    OVERSEAS_CHINESE = "overseas_chinese"  # 华侨子女
    CHILD_OF_RESIDENT = "child_of_resident"  # 父或母有本市户口: 子女关系证明信
    WORK_RESIDENCE_PERMIT = "work_residence_permit"  # 北京市工作居住证
    ZHONGJIAN_BAOHUA = "zhongjian_baohua"  # 中建保华建筑有限责任公司子女


class PreferenceKind(StrEnum):
    """Whose children are favoured among equals, and only among equals (S13)."""

    MARTYR = "martyr"  # 烈士子女
    TAIWAN_STUDENT = "taiwan_student"  # 台籍学生
    OVERSEAS_CHINESE = "overseas_chinese"  # 华侨子女
    SERVING_SOLDIER = "serving_soldier"  # 现役军人子女
    MODEL_WORKER = "model_worker"  # 全国劳动模范子女


class SpecialNeeds(StrEnum):
    """Whether a child with a disability is placed by the special-education office (S20–S22)."""

    NONE = "none"
    REGULAR_CLASS = "regular_class"  # 随班就读
    SPECIAL_SCHOOL = "special_school"  # 特教学校


# The fields of an entry that are one of a few kinds.
KINDS: dict[str, type[StrEnum]] = {
    "id_kind": IdKind, "relation": Relation, "hukou_kind": HukouKind, "anchor": Anchor,
    "residence_kind": ResidenceKind, "treated_as_local": TreatedAs, "preference": PreferenceKind,
    "special_needs": SpecialNeeds,
}  # fmt: skip
