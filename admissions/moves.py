"""What are the rows of the table of moves? (stage, action, stage after, role, window).

A stage of `none` is the moment before something exists. The window is the name of a period of the
cycle (admissions/calendar.py) in which alone the move may happen; "" means at any time.
"""

Row = tuple[str, str, str, str, str]

_GUARDIAN: tuple[Row, ...] = (
    ("none", "register", "registered", "guardian", "register"),  # 注册 (S57)
    ("registered", "enter", "entered", "guardian", "register"),  # 录入 (S58)
    ("entered", "enter", "entered", "guardian", "register"),  # 修改 (S60)
    ("entered", "request_review", "awaiting_subdistrict", "guardian", "register"),  # 五证 (S23)
    ("entered", "submit", "submitted", "guardian", "register"),  # 确认、打印 (S61)
    ("certified", "submit", "submitted", "guardian", "register"),
    ("certified", "reopen", "entered", "guardian", "register"),
    ("submitted", "reopen", "entered", "guardian", "register"),
    ("registered", "withdraw", "withdrawn", "guardian", "register"),
    ("entered", "withdraw", "withdrawn", "guardian", "register"),
    ("awaiting_subdistrict", "withdraw", "withdrawn", "guardian", "register"),
    ("certified", "withdraw", "withdrawn", "guardian", "register"),
    ("submitted", "withdraw", "withdrawn", "guardian", "register"),
)
_SUBDISTRICT: tuple[Row, ...] = (
    ("awaiting_subdistrict", "certify", "certified", "subdistrict", "review_papers"),  # S24
    ("awaiting_subdistrict", "return_papers", "entered", "subdistrict", "review_papers"),
    ("submitted", "certify", "submitted", "subdistrict", "review_papers"),  # review after
)
_CLOCK: tuple[Row, ...] = (
    ("registered", "lapse", "lapsed", "system", ""),
    ("entered", "lapse", "lapsed", "system", ""),
    ("awaiting_subdistrict", "lapse", "lapsed", "system", ""),
    ("certified", "lapse", "lapsed", "system", ""),
)
_LATE: tuple[Row, ...] = (  # each needs an approved amendment
    ("none", "register_late", "submitted", "bureau", ""),
    ("lapsed", "admit_late", "submitted", "bureau", ""),
)
_SCHOOL: tuple[Row, ...] = (
    ("submitted", "accept", "provisional", "school", "verify"),  # 预录取 (S65)
    ("submitted", "accept_boarder", "provisional", "school", "verify"),  # S18
    ("submitted", "refer", "referred", "school", "verify"),  # 接收有困难 (S26)
    ("submitted", "decline", "declined", "school", "verify"),  # 不接收 + 原因 (S66)
    ("submitted", "note_absent", "absent", "school", "follow_up"),
    ("declined", "accept", "provisional", "school", "verify"),  # the missing paper came
    ("declined", "refer", "referred", "school", "verify"),
    ("provisional", "undo", "submitted", "school", "verify"),
    ("referred", "undo", "submitted", "school", "verify"),
    ("returned", "accept", "provisional", "school", "review"),
    ("returned", "decline", "declined", "school", "review"),
    ("rostered", "notify", "notified", "school", "notice"),  # 入学通知书 (S40)
    ("notified", "arrive", "enrolled", "school", "arrival"),  # 报到 (S31)
    ("notified", "swipe_card", "enrolled", "school", "arrival"),  # 刷卡注册, junior (S32)
    ("notified", "note_no_show", "no_show", "school", ""),
    ("no_show", "arrive", "enrolled", "school", ""),
    ("no_show", "swipe_card", "enrolled", "school", ""),
)
_BUREAU: tuple[Row, ...] = (
    ("submitted", "decide_zone", "submitted", "bureau", ""),  # a home on a line, in a gap
    ("declined", "decide_zone", "declined", "bureau", ""),  # before it is referred onward
    ("absent", "decide_zone", "absent", "bureau", ""),
    ("returned", "decide_zone", "returned", "bureau", ""),
    ("referred", "decide_zone", "referred", "bureau", ""),  # a boarder's home, in doubt till now
    ("nominated", "decide_zone", "nominated", "bureau", ""),
    ("submitted", "place_special", "placed", "bureau", ""),  # 随班就读、特教 (S20, S22)
    ("submitted", "refer_onward", "referred", "bureau", ""),  # one who came late
    ("absent", "refer_onward", "referred", "bureau", ""),  # 一名不落 (S29)
    ("declined", "refer_onward", "referred", "bureau", ""),
    ("returned", "refer_onward", "referred", "bureau", ""),
    ("referred", "place", "placed", "bureau", ""),  # 统筹 (S29, S55, S56)
    ("provisional", "confirm", "confirmed", "bureau", "review"),  # 确认接收 (S68)
    ("placed", "confirm", "confirmed", "bureau", "review"),
    ("provisional", "return", "returned", "bureau", "review"),  # 审核未通过 (S69)
    ("submitted", "amend", "submitted", "bureau", ""),  # an entry put right after the deadline
    ("declined", "amend", "submitted", "bureau", ""),
    ("referred", "amend", "confirmed", "bureau", ""),  # one who came after the sealed run
    ("placed", "amend", "confirmed", "bureau", ""),  # 特殊情况 (S70), two people
    ("confirmed", "amend", "confirmed", "bureau", ""),
    ("rostered", "amend", "confirmed", "bureau", ""),
    ("notified", "amend", "confirmed", "bureau", ""),
    ("confirmed", "transfer_out", "transferred", "bureau", ""),
    ("rostered", "transfer_out", "transferred", "bureau", ""),
    ("notified", "transfer_out", "transferred", "bureau", ""),
    ("no_show", "transfer_out", "transferred", "bureau", ""),
)
_JUNIOR: tuple[Row, ...] = (
    ("none", "nominate", "nominated", "school", "register"),  # the graduates of a primary school
    ("nominated", "pair", "placed", "bureau", ""),  # 对口直升 (S10)
    ("nominated", "refer_onward", "referred", "bureau", ""),
)
_ROSTER: tuple[Row, ...] = (
    ("confirmed", "roster", "rostered", "exam_centre", ""),  # 录取名册 (S27, S34)
    ("confirmed", "strike", "returned", "exam_centre", ""),
    ("enrolled", "put_on_roll", "on_roll", "exam_centre", ""),  # 导入学籍 (S28)
)

MOVES: dict[str, tuple[Row, ...]] = {
    "application": (
        *_GUARDIAN, *_SUBDISTRICT, *_CLOCK, *_LATE, *_SCHOOL, *_BUREAU, *_JUNIOR, *_ROSTER,
    ),
    "transfer": (
        ("none", "request", "requested", "guardian", ""),
        ("none", "request_for", "requested", "school", ""),
        ("requested", "approve", "approved", "bureau", ""),  # 批准盖章 (S36)
        ("requested", "reject", "rejected", "bureau", ""),
        ("approved", "issue_letter", "letter_issued", "school", ""),  # 介绍信 + 名单 (S37)
        ("letter_issued", "collect", "collected", "school", ""),  # before collect_until
        ("approved", "lapse", "lapsed", "system", ""),  # 逾期不予办理
        ("letter_issued", "lapse", "lapsed", "system", ""),
    ),
    "petition": (
        ("none", "lodge", "received", "guardian", ""),
        ("none", "record", "received", "bureau", ""),  # by telephone or at the desk (S77, S78)
        ("received", "take", "in_hand", "bureau", ""),
        ("in_hand", "answer", "answered", "bureau", ""),
        ("answered", "contest", "received", "guardian", ""),
        ("answered", "close", "closed", "bureau", ""),
    ),
    "amendment": (
        ("none", "propose", "proposed", "bureau", ""),
        ("proposed", "approve", "approved", "bureau", ""),  # another person: a CHECK of the store
        ("proposed", "reject", "rejected", "bureau", ""),
        ("approved", "apply", "applied", "bureau", ""),
    ),
    "run": (
        ("none", "preview", "previewed", "bureau", ""),
        ("previewed", "seal", "sealed", "bureau", ""),
        ("previewed", "discard", "discarded", "bureau", ""),
        ("sealed", "publish", "published", "bureau", ""),
    ),
}  # fmt: skip
