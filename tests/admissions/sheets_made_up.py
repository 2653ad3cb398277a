"""Which sheets do the tests print? Children, offices and numbers made up for them."""

from datetime import datetime
from typing import Any

from admissions.calendar import SHANGHAI
from admissions.forms.sheets import (
    Contact,
    DecisionData,
    DecisionKind,
    DeskCodeData,
    Fact,
    FormData,
    MoveChild,
    MoveLetterData,
    NoticeData,
    PaperLine,
    ReceiptData,
    Words,
)

AT = datetime(2013, 5, 20, 9, 30, tzinfo=SHANGHAI)
BUREAU = Words("门头沟区教育委员会", "Mentougou District Education Commission")
CONTACTS = (
    Contact(Words("区教委发展规划科", "planning section"), "69843537"),
    Contact(Words("区考试中心小招办公室", "admissions office"), "69840444"),
)
PAPERS = (
    PaperLine(Words("报名表", "this form, signed"), original=True, copy=False),
    PaperLine(
        Words("儿童及父母（或法定监护人）的户口簿", "hukou books of child and parents"),
        original=True, copy=True,
    ),
    PaperLine(
        Words(
            "房产证（或包含父母姓名的回迁协议）",
            "title deed, or relocation contract that names the parents",
        ),
        original=True, copy=True,
    ),
    PaperLine(
        Words("长期居住地的房产证明", "proof of the home of long residence"),
        original=True, copy=True,
    ),
)  # fmt: skip
CODE = "7K3MQ-9Q2XW-0ABCD-EFGHJ"
DIGEST = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"


def form(**changed: Any) -> FormData:
    plain: dict[str, Any] = {
        "made_at": AT,
        "title": Words(
            "门头沟区2013年小学入学报名表",
            "Registration form for primary school, Mentougou District, 2013",
        ),
        "authority": BUREAU,
        "registration_no": "MTG13-004217",
        "printed_on": "2013年5月20日",
        "child_name": "张小禾",
        "id_kind": Words("居民身份证", "identity card"),
        "id_number": "110109200703010028",
        "born": "2007年3月1日",
        "guardian_name": "李静",
        "relation": Words("母亲", "mother"),
        "guardian_phone": "13800138000",
        "hukou_kind": Words("本区常住户口", "hukou in the district"),
        "hukou_address": "门头沟区新桥大街1号院2号楼3单元402室",
        "residence_kind": Words("自有房屋", "own home"),
        "residence_address": "门头沟区新桥大街1号院2号楼3单元402室",
        "anchor": Words("户口所在地（户口簿）", "place of hukou"),
        "category": Words("第一类：本区户籍", "one: hukou in the district"),
        "zone_schools": ("大峪第一小学", "育园小学"),
        "papers": PAPERS,
        "verify_days": Words("2013年6月15日—16日（星期六、日）8:30—16:30", "15–16 June 2013"),
        "verify_place": "大峪第一小学（门头沟区新桥大街甲10号）",
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }
    return FormData(**{**plain, **changed})


def receipt_data(**changed: Any) -> ReceiptData:
    plain: dict[str, Any] = {
        "made_at": AT,
        "title": Words("学龄人口信息采集登记回执", "Receipt of registration"),
        "authority": BUREAU,
        "registration_no": "MTG13-004217",
        "masked_name": "张**",
        "received_at": "2013年5月20日 09:30:00（北京时间）",
        "facts": (
            Fact(Words("入学依据", "registered from"), "户口所在地"),
            Fact(Words("片区学校", "school of the zone"), "大峪第一小学、育园小学"),
        ),
        "checkpoint_no": "2013-05-20 / 18",
        "checkpoint_digest": DIGEST,
        "next_steps": (
            Words(
                "5月31日前可修改；之后不能注册、录入、修改。",
                "Entries can be changed through 31 May.",
            ),
            Words(
                "6月15日—16日带孩子到校验证材料。",
                "Come to the school with the child and the papers on 15–16 June.",
            ),
        ),
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }
    return ReceiptData(**{**plain, **changed})


def notice(**changed: Any) -> NoticeData:
    plain: dict[str, Any] = {
        "made_at": AT,
        "title": Words("入学通知书", "Notice of admission"),
        "authority": BUREAU,
        "notice_no": "门教入〔2013〕0427号",
        "dated": "2013年7月13日",
        "child_name": "张小禾",
        "registration_no": "MTG13-004217",
        "school": "大峪第一小学",
        "school_address": "门头沟区新桥大街甲10号",
        "report_at": Words("2013年8月31日（星期六）上午9:00", "Saturday 31 August 2013, 9:00"),
        "report_place": "学校礼堂",
        "papers": PAPERS[1:2],
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }
    return NoticeData(**{**plain, **changed})


def decision(kind: DecisionKind = DecisionKind.PLACED, **changed: Any) -> DecisionData:
    plain: dict[str, Any] = {
        "made_at": AT,
        "kind": kind,
        "authority": BUREAU,
        "letter_no": "门教告〔2013〕0031号",
        "dated": "2013年7月8日",
        "guardian_name": "李静",
        "child_name": "张小禾",
        "registration_no": "MTG13-004217",
        "decision": Words("您的孩子统筹安排到育园小学入学。", "Your child is placed at Yuyuan."),
        "reason": Words(
            "大峪第一小学片内儿童126人，学位120个。按相对就近原则，改到其他学校增加路程最少的儿童调出；"
            "您的孩子改到育园小学多走320米，在须调出的6人之列。",
            "The school has 120 places and 126 children of its zone. Those who lose least by "
            "going elsewhere go: your child walks 320 m farther and is one of the six.",
        ),
        "facts": (
            Fact(Words("到大峪第一小学步行距离", "walk to Dayu First School"), "640 米"),
            Fact(Words("到育园小学步行距离", "walk to Yuyuan School"), "960 米"),
            Fact(Words("大峪第一小学学位价格", "seat price of Dayu First School"), "335 米"),
        ),
        "certificate_digest": DIGEST,
        "next_steps": (
            Words("8月31日持入学通知书到育园小学报到。", "Report to Yuyuan School on 31 August."),
        ),
        "remedies": (
            Words(
                "对决定有异议的，可在公示期内向区教委发展规划科提出，15日内答复。",
                "Object to the planning section while the list is public.",
            ),
            Words("信访电话见页脚，也可到学校反映。", "Telephones for petitions: below."),
            Words(
                "对答复不服的，可依法申请行政复议或者提起行政诉讼。",
                "You may apply for administrative review or go to court as the law provides.",
            ),
        ),
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }  # fmt: skip
    return DecisionData(**{**plain, **changed})


def move(children: int = 3, **changed: Any) -> MoveLetterData:
    listed = tuple(
        MoveChild(f"MTG13-{at:06d}", "王小川", "110108200101010018", "海淀区某小学", "回户口所在地")
        for at in range(1, children + 1)
    )
    plain: dict[str, Any] = {
        "made_at": AT,
        "authority": BUREAU,
        "letter_no": "门教介〔2013〕0007号",
        "dated": "2013年7月15日",
        "addressed_to": "海淀区教育委员会",
        "school": "门头沟区大峪中学",
        "bearer_name": "赵建国",
        "bearer_document": "工作证 0123",
        "children": listed,
        "collect_until": "2013年8月17日",
        "approved_by": "门头沟区教育委员会",
        "approved_on": "2013年7月14日",
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }
    return MoveLetterData(**{**plain, **changed})


def paper_code(**changed: Any) -> DeskCodeData:
    plain: dict[str, Any] = {
        "made_at": AT,
        "title": Words("重设密码凭条", "Paper code for a new password"),
        "authority": BUREAU,
        "registration_no": "MTG13-004217",
        "masked_name": "李*",
        "access_code": "7KQ2M-XW94D",
        "good_until": Words("2013年5月21日09:30", "21 May 2013, 09:30"),
        "steps": (
            Words("打开登录页，点“忘记密码”。", "Choose “Forgotten password” at the log-in."),
            Words("填写登记编号和一次性代码。", "Type the registration number and the code."),
        ),
        "contacts": CONTACTS,
        "qr_payload": f"/v/{CODE}",
        "code": CODE,
    }
    return DeskCodeData(**{**plain, **changed})
