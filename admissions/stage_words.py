"""What are stages, actions and roles called, in Chinese and in English?"""

from admissions.stages import TABLE, Machine

Words = tuple[str, str]  # Chinese, English

STAGES: dict[str, Words] = {
    "none": ("尚未开始", "not begun"),
    "registered": ("已注册", "registered"),
    "entered": ("已录入", "entered"),
    "awaiting_subdistrict": ("待街道审核", "with the sub-district"),
    "certified": ("街道已审核", "certified by the sub-district"),
    "submitted": ("已确认，待学校验证", "confirmed by the guardian, to be verified"),
    "withdrawn": ("已撤回", "withdrawn"),
    "lapsed": ("逾期未完成", "not finished in time"),
    "provisional": ("预录取", "provisionally accepted"),
    "referred": ("报区教委统筹", "referred to the bureau"),
    "declined": ("学校未接收", "not accepted by the school"),
    "absent": ("未到校验证", "did not come to be verified"),
    "placed": ("已安排学校", "placed by the bureau"),
    "returned": ("审核未通过", "returned by the bureau"),
    "confirmed": ("确认接收", "confirmed"),
    "rostered": ("已列入录取名册", "on the roster"),
    "notified": ("已发入学通知书", "notice of admission issued"),
    "enrolled": ("已报到", "arrived"),
    "no_show": ("未报到", "has not arrived"),
    "on_roll": ("已建学籍", "on the roll"),
    "transferred": ("已转出", "transferred out"),
    "nominated": ("小学已上报", "named by the primary school"),
    "requested": ("已申请", "requested"),
    "approved": ("已批准", "approved"),
    "rejected": ("未批准", "rejected"),
    "letter_issued": ("已开介绍信", "letter issued"),
    "collected": ("已提取登记表", "form collected"),
    "received": ("已收到", "received"),
    "in_hand": ("办理中", "in hand"),
    "answered": ("已答复", "answered"),
    "closed": ("已办结", "closed"),
    "proposed": ("已提出", "proposed"),
    "applied": ("已执行", "applied"),
    "previewed": ("已试算", "previewed"),
    "sealed": ("已封存", "sealed"),
    "discarded": ("已作废", "discarded"),
    "published": ("已公布", "published"),
}

ROLES: dict[str, Words] = {
    "guardian": ("监护人", "guardian"),
    "school": ("学校", "school"),
    "subdistrict": ("街道办事处、乡镇政府", "sub-district"),
    "bureau": ("区教委", "bureau"),
    "exam_centre": ("区考试中心", "exam centre"),
    "city": ("市教委", "city"),
    "auditor": ("审计", "auditor"),
    "admin": ("账户管理", "accounts"),
    "system": ("系统（到期）", "the clock"),
}


def diagram(machine: Machine) -> str:
    """Return the lifecycle as a Mermaid state diagram, drawn from the table of moves."""
    lines = ["stateDiagram-v2"]
    for move in TABLE:
        if move.machine == machine:
            start = "[*]" if move.stage == "none" else move.stage
            window = f" · {move.window}" if move.window else ""
            lines.append(f"    {start} --> {move.to}: {move.action} ({move.role}{window})")
    return "\n".join(lines)
