"""Which disclosures exist? The closed registry: what is not here cannot be exported."""

from collections.abc import Mapping
from types import MappingProxyType

from admissions.disclosure_kinds import Column, ColumnKind, Disclosure, TakenDown
from admissions.roles import Role

_PUBLIC: frozenset[Role] = frozenset()
_K = ColumnKind

_NUMBER = Column("registration_no", "登记编号", "registration no.", _K.REGISTRATION)
_NAME = Column("child_name", "儿童姓名", "child's name", _K.NAME)
_ID_KIND = Column("id_kind", "证件类型", "kind of document")
_ID = Column("id_number", "证件号码", "document number", _K.ID_NUMBER, may_be_empty=True)
_BORN = Column("born", "出生日期", "date of birth", _K.BORN)
_GUARDIAN = Column("guardian_name", "监护人姓名", "guardian's name", _K.NAME)
_PHONE = Column("guardian_phone", "监护人手机", "guardian's telephone", _K.TELEPHONE)
_HUKOU = Column("hukou_address", "户籍地址", "hukou address", _K.ADDRESS, may_be_empty=True)
_HOME = Column("residence_address", "实际居住地址", "address of residence", _K.ADDRESS)
_SCHOOL = Column("school", "学校", "school")
_SCHOOL_ID = Column("school_id", "学校标识码", "school id")
_CATEGORY = Column("category", "类别", "category")
_STAGE = Column("stage", "办理阶段", "stage")
_BATCH = Column("batch", "录取批次", "batch")

_LISTS = (
    Disclosure(
        "public_admission_list", "录取名单（公示）", "admission list for public notice", _PUBLIC,
        (_NUMBER, Column("masked_name", "姓名", "name", _K.MASKED_NAME), _SCHOOL, _BATCH),
        "to let the public see who was admitted where", "S48, S59", TakenDown.OBJECTION,
    ),
    Disclosure(
        "public_places_plan", "招生计划（公示）", "planned places for public notice", _PUBLIC,
        (
            _SCHOOL, Column("level", "学段", "level"),
            Column("classes", "班数", "classes", _K.NUMBER),
            Column("class_size", "班额", "class size", _K.NUMBER),
            Column("places", "计划招生数", "planned places", _K.NUMBER),
        ),
        "to publish how many places each school has", "S48", TakenDown.CYCLE,
    ),
    Disclosure(
        "public_zone_list", "招生服务片（公示）", "service zones for public notice", _PUBLIC,
        (
            Column("zone_id", "片区编号", "zone id"), Column("zone", "招生服务片", "service zone"),
            Column("schools", "对应学校", "schools"),
            Column("places_named", "门牌清单", "address list", _K.PLACES),
            Column("in_force_from", "生效日期", "in force from", _K.DAY),
        ),
        "to publish which places belong to which school", "S47, S62", TakenDown.CYCLE,
    ),
    Disclosure(
        "public_overflow_summary", "相对就近安排汇总（公示）", "summary of the placement", _PUBLIC,
        (
            _SCHOOL, Column("places", "学位数", "places", _K.NUMBER),
            Column("zone_children", "片内儿童数", "children of the zone", _K.NUMBER),
            Column("admitted", "录取数", "admitted", _K.NUMBER),
            Column("moved_out", "统筹调出数", "moved out", _K.NUMBER),
            Column("moved_in", "统筹调入数", "moved in", _K.NUMBER),
            Column("seat_price_m", "学位价格（米）", "seat price in metres", _K.NUMBER),
            Column("bundle_digest", "结果包摘要", "digest of the bundle", _K.DIGEST),
        ),
        "to let anybody check the placement", "S5, S55, S56", TakenDown.CYCLE,
    ),
    Disclosure(
        "school_queue_list", "待验证儿童名单", "children to be verified", frozenset({Role.SCHOOL}),
        (
            _NUMBER, _NAME, _GUARDIAN, _PHONE, _CATEGORY,
            Column("anchor", "入学依据", "place registered from"),
            Column("anchor_address", "依据地址", "address registered from", _K.ADDRESS),
            _STAGE,
        ),
        "to verify the papers on the two days", "S63–S66", TakenDown.CYCLE,
    ),
    Disclosure(
        "school_roster", "学校录取名册", "roster of the school", frozenset({Role.SCHOOL}),
        (
            _NUMBER, _NAME, _BORN, _GUARDIAN, _PHONE, _BATCH,
            Column("notice_no", "通知书编号", "notice no.", may_be_empty=True),
            Column("special_education", "特殊教育安排", "special education", may_be_empty=True),
        ),
        "to receive the children on the day of arrival", "S31, S40", TakenDown.CYCLE,
    ),
    Disclosure(
        "exam_centre_roster", "考试中心录取名册", "roster for the exam centre",
        frozenset({Role.EXAM_CENTRE, Role.BUREAU}),
        (
            _NUMBER, _NAME, _ID_KIND, _ID, _BORN, _CATEGORY, _SCHOOL_ID, _SCHOOL,
            Column("confirmed_on", "确认接收日期", "confirmed on", _K.DAY),
        ),
        "to approve the roster that the roll rests on", "S27, S34", TakenDown.HANDOVER,
    ),
    Disclosure(
        "roll_export", "学籍导入数据", "data for the roll", frozenset({Role.EXAM_CENTRE}),
        (
            _NUMBER, _NAME, _ID_KIND, _ID, _BORN, _HUKOU, _HOME, _GUARDIAN,
            Column("relation", "与儿童关系", "relation to the child"), _PHONE, _SCHOOL_ID, _SCHOOL,
            Column("dual_roll_school_id", "双学籍学校", "second school", may_be_empty=True),
            Column("roster_digest", "名册摘要", "digest of the roster", _K.DIGEST),
        ),
        "to import the roster into the roll, nothing typed by hand", "S27, S28", TakenDown.HANDOVER,
    ),
    Disclosure(
        "move_list", "跨区入学名单", "list of children who move",
        frozenset({Role.BUREAU, Role.SCHOOL}),
        (
            _NUMBER, _NAME, _ID_KIND, _ID, Column("ground", "事由", "ground"),
            Column("from_district", "学生所在区", "district left"),
            Column("from_school", "毕业（原）学校", "school left", may_be_empty=True), _SCHOOL,
            Column("approved_on", "批准日期", "approved on", _K.DAY),
        ),
        "to collect the children's forms from their district", "S36, S37", TakenDown.HANDOVER,
    ),
    Disclosure(
        "statistics", "统计表", "statistics", frozenset({Role.BUREAU, Role.CITY}),
        (
            Column("measure", "指标", "measure"), Column("group", "分组", "group"),
            Column("count", "人数", "count", _K.NUMBER, may_be_empty=True),  # withheld
        ),
        "to count the cycle", "S51, S71", TakenDown.CYCLE,
    ),
    Disclosure(
        "not_yet_registered_list", "尚未登记儿童名单", "children not yet registered",
        frozenset({Role.BUREAU, Role.SUBDISTRICT}),
        (
            _NAME, _HOME, Column("subdistrict", "街道（乡镇）", "sub-district"),
            Column("source", "来源名单", "list it is from"),
        ),
        "to find every child before the deadline", "S74, S75", TakenDown.CYCLE,
    ),
    Disclosure(
        "read_log_report", "查阅记录报告", "report of who read what", frozenset({Role.AUDITOR}),
        (
            Column("at", "时间", "at", _K.MOMENT), Column("account_id", "账号", "account"),
            Column("role", "角色", "role"), _NUMBER,
            Column("fields", "查阅内容", "fields read"), Column("reason", "理由", "reason"),
            Column("approved_by", "批准人账号", "approved by", may_be_empty=True),
        ),
        "to audit who read which child's data", "S59", TakenDown.AUDIT,
    ),
    Disclosure(
        "audit_export", "审计日志", "audit log", frozenset({Role.AUDITOR}),
        (
            Column("sequence", "序号", "sequence", _K.NUMBER),
            Column("at", "时间", "at", _K.MOMENT),
            Column("account_id", "账号", "account"), Column("role", "角色", "role"),
            Column("action", "操作", "action"), Column("subject", "对象编号", "subject"),
            Column("stage_before", "操作前", "stage before", may_be_empty=True),
            Column("stage_after", "操作后", "stage after", may_be_empty=True),
            Column("digest", "本条摘要", "digest", _K.DIGEST),
        ),
        "to let an auditor check the chain of events", "S70", TakenDown.AUDIT,
    ),
)  # fmt: skip

DISCLOSURES: Mapping[str, Disclosure] = MappingProxyType({each.name: each for each in _LISTS})
