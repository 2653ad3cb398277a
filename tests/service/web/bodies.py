"""Which body is right, in form, for each writing operation? Ids that are nobody's unless given."""

from typing import Any

from tests.service.web.site import details, registration

_SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_STAFF = {
    "role": "school", "district_id": "mtg", "school_id": "west", "display_name": "招生办",
    "login": "w-2001", "password": "three odd words", "totp_secret": _SECRET,
}  # fmt: skip
_LATE = {"id_kind": "passport", "id_number": "E12345678", "basis": "G6", "reason": "住院"}
_ONE_BODY: dict[str, Any] = {
    "look_up": {"address": "西街1号"},
    "suggest": {"text": "西"},
    "walking_paths": {"address": "西街1号", "school_ids": ["west"]},
    "sign_up": {"login": "13900139000", "password": "three odd words"},
    "log_in": {"login": "13900139000", "password": "four odd words"},
    "change_password": {"old": "no such", "new": "three odd words more"},
    "verify_telephone": {"code": "042917"},
    "forgot_password": {"login": "13900139000"},
    "renew_password": {"login": "13900139000", "code": "042917", "new": "three odd words"},
    "make_desk_code": {"seen": "id_card"},
    "redeem_desk_code": {"application_id": "2013-AAAAA-AAAAA", "code": "7KQ2M-XW94D",
                         "login": "13900139000", "new": "three odd words"},
    "submit": {"declaration": "2013-1"},
    "return_papers": {"reason": "papers_missing"},
    "decline": {"reason": "papers_missing"},
    "return_to_school": {"reason": "papers_missing"},
    "strike": {"reason": "papers_missing"},
    "note_papers": {"papers": [{"kind": "deed", "names": ["李静"], "copied": True}]},
    "decide_zone": {"zone_id": "zone-west", "school_ids": ["west"]},
    "place_special": {"school_id": "care", "kind": "special_school"},
    "propose": {"kind": "places", "school_id": "west", "places": 1, "basis": "G6", "reason": "双"},
    "propose_late": _LATE,
    "admit_late": {"application_id": "2013-AAAAA-AAAAA"},
    "approve_roster": {"school_id": "west"},
    "request_transfer": {"to_school_id": "east", "ground": "new_home"},
    "approve_transfer": {
        "seal_no": "1", "collect_from": "2013-07-20", "collect_until": "2013-07-30",
    },
    "reject_transfer": {"reason": "no_place_there"},
    "issue_letter": {"transfer_ids": ["T1"], "letter_no": "2013-1"},
    "lodge": {"subject": "question", "text": "请问何时报到？"},
    "record_petition": {"subject": "question", "text": "来电咨询报到时间。"},
    "answer_petition": {"text": "八月底报到。"},
    "contest_petition": {"text": "仍有异议。"},
    "publish_table": {"disclosure": "public_places", "title": "招生计划", "rows": []},
    "publish_admissions": {"title": "录取名单", "school_id": "west", "batch": "一"},
    "publish_scheme": {"title": "入学方案", "text": "本区入学工作方案。"},
    "import_expected": {"source": "幼儿园", "rows": [
        {"name": "王小明", "id_kind": "passport", "id_number": "E12345678",
         "born": "2007-03-01"}]},
    "add_staff": _STAFF,
    "make_draft": {"name": "方案"},
    "stroke": {"after": 1, "kind": "paint", "blocks": ["A02"], "school_id": "east"},
    "save_draft": {"after": 1},
    "comment_draft": {"body": "过河不便。"},
    "import_draft": {"name": "外部方案", "file_name": "plan.csv", "data": "block_id,school_id\n"},
    "propose_version": {"draft_id": "ZD-1", "valid_from": "2014-01-01", "basis": "门教发1号"},
    "take_plan": {"name": "最短路程", "plan": "shortest_walk"},
    "reset_password": {"password": "three odd words"},
    "replace_second_factor": {"totp_secret": _SECRET},
    "make_scenario": {"name": "出生减一成", "births": 0.9},
    "revise_scenario": {"name": "出生减两成", "births": 0.8},
    "announce_ceremony": {"beacon": "市公开摇号", "beacon_at": "2013-06-10T10:00:00+08:00"},
    "commit_to_ceremony": {"person": "公证员", "digest": "a" * 64},
    "what_if": {"years": 1, "nonlocal_entry": 0.5},
    "start_siting": {"year": 2014, "candidates": [{"block_id": "A02", "places": 30}]},
    "start_forecast": {"years": 1},
}  # fmt: skip


def body_of(name: str) -> Any:
    """Return a body of an operation, {} where it needs none."""
    if name == "register":
        return registration()
    if name in {"enter", "register_late", "apply_correction"}:
        return details()
    if name == "propose_correction":
        return details() | {"application_id": "2013-AAAAA-AAAAA", "basis": "G6", "reason": "错"}
    if name == "nominate":
        return {"entry": details()["entry"]}
    return _ONE_BODY.get(name, {})
