"""The table of moves says what the source says: its moves by hand, and nothing else for anybody."""

from itertools import product
from pathlib import Path

import pytest

from admissions.policy_terms import WindowName
from admissions.roles import Role
from admissions.stage_words import ROLES as ROLE_WORDS
from admissions.stage_words import STAGES as STAGE_WORDS
from admissions.stage_words import diagram
from admissions.stages import BY_ACTION, TABLE, Machine

# Each line by hand from the source: who may do what, when, and what it leads to.
OF_THE_SOURCE = {
    "S57 注册": ("none", "register", "registered", Role.GUARDIAN, "register"),
    "S58 录入": ("registered", "enter", "entered", Role.GUARDIAN, "register"),
    "S60 修改": ("entered", "enter", "entered", Role.GUARDIAN, "register"),
    "S61 确认": ("entered", "submit", "submitted", Role.GUARDIAN, "register"),
    "S24 街道审核": ("awaiting_subdistrict", "certify", "certified", Role.SUBDISTRICT,
                 "review_papers"),
    "S65 预录取": ("submitted", "accept", "provisional", Role.SCHOOL, "verify"),
    "S66 不接收": ("submitted", "decline", "declined", Role.SCHOOL, "verify"),
    "S26 接收有困难": ("submitted", "refer", "referred", Role.SCHOOL, "verify"),
    "S29 统一调剂": ("referred", "place", "placed", Role.BUREAU, ""),
    "S68 确认接收": ("provisional", "confirm", "confirmed", Role.BUREAU, "review"),
    "S68 确认调剂": ("placed", "confirm", "confirmed", Role.BUREAU, "review"),
    "S69 审核未通过": ("provisional", "return", "returned", Role.BUREAU, "review"),
    "S70 特殊情况": ("confirmed", "amend", "confirmed", Role.BUREAU, ""),
    "S27 S34 录取名册": ("confirmed", "roster", "rostered", Role.EXAM_CENTRE, ""),
    "S40 入学通知书": ("rostered", "notify", "notified", Role.SCHOOL, "notice"),
    "S31 报到": ("notified", "arrive", "enrolled", Role.SCHOOL, "arrival"),
    "S32 刷卡": ("notified", "swipe_card", "enrolled", Role.SCHOOL, "arrival"),
    "S28 导入学籍": ("enrolled", "put_on_roll", "on_roll", Role.EXAM_CENTRE, ""),
    "S10 对口直升": ("nominated", "pair", "placed", Role.BUREAU, ""),
    "S22 随班就读": ("submitted", "place_special", "placed", Role.BUREAU, ""),
}  # fmt: skip
STAGES = sorted({move.stage for move in TABLE} | {move.to for move in TABLE})
ACTIONS = sorted({move.action for move in TABLE})


@pytest.mark.parametrize("row", OF_THE_SOURCE.values(), ids=OF_THE_SOURCE)
def test_what_the_source_says_is_a_move(row):
    stage, action, to, role, window = row

    move = BY_ACTION["application", stage, action]

    assert (move.to, move.role, move.window) == (to, role, window)


def test_each_stage_and_action_has_one_role_and_one_outcome():
    assert len(BY_ACTION) == len(TABLE)


@pytest.mark.parametrize("action", ["confirm", "place", "decide_zone", "amend", "refer_onward"])
def test_only_the_bureau_decides(action):
    assert {move.role for move in TABLE if move.action == action} == {Role.BUREAU}


def test_city_auditor_and_admin_move_nothing():
    assert {move.role for move in TABLE}.isdisjoint({Role.CITY, Role.AUDITOR, Role.ADMIN})


def test_a_guardian_moves_nothing_of_an_application_outside_the_register_window():
    windows = {move.window for move in TABLE
               if move.machine == Machine.APPLICATION and move.role == Role.GUARDIAN}  # fmt: skip

    assert windows == {"register"}


def test_a_withdrawn_enrolled_or_recorded_child_is_not_moved_back():
    leaving = {(move.stage, move.action) for move in TABLE
               if move.machine == Machine.APPLICATION
               and move.stage in {"withdrawn", "transferred", "on_roll", "enrolled"}}  # fmt: skip

    assert leaving == {("enrolled", "put_on_roll")}


def test_a_place_is_given_only_from_stages_that_were_verified_or_decided():
    into = {move.stage for move in TABLE
            if move.machine == "application" and move.to in {"provisional", "placed"}}  # fmt: skip

    assert into == {"submitted", "declined", "returned", "referred", "nominated"}


def test_from_every_living_stage_a_child_can_still_reach_the_roll():
    # S29 一名不落: no stage is a dead end but those that hand the child over
    reach = {"on_roll"}
    while True:
        before = {move.stage for move in TABLE
                  if move.machine == Machine.APPLICATION and move.to in reach} - reach  # fmt: skip
        if not before:
            break
        reach |= before
    living = {move.to for move in TABLE if move.machine == Machine.APPLICATION}

    assert living - reach == {"withdrawn", "transferred"}


def test_every_window_is_a_period_of_the_calendar():
    assert {move.window for move in TABLE} - {""} <= {str(name) for name in WindowName}


def test_what_is_no_row_is_no_move():
    rows = {(stage, action) for machine, stage, action in BY_ACTION if machine == "application"}
    others = [pair for pair in product(STAGES, ACTIONS) if pair not in rows]

    assert len(others) > 1000
    assert all(("application", *pair) not in BY_ACTION for pair in others)


@pytest.mark.parametrize("machine", Machine)
def test_the_document_draws_the_table(machine):
    page = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")

    assert diagram(machine) in page


def test_every_stage_and_role_has_words_in_both_languages():
    assert set(STAGES) <= set(STAGE_WORDS)
    assert {str(role) for role in Role} == set(ROLE_WORDS)
