"""Every route, every role, its own objects and others': covered whole, nothing leaks (S4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import httpx
import pytest
from starlette.routing import Route

from admissions.actions import amend, petitions, publish
from admissions.actions.petitions import Lodging, Subject
from admissions.actions.publish import Notice
from admissions.roles import SYSTEM, Actor, Role
from admissions.store import redraws, sitings
from admissions.store import zone_drafts as kept
from admissions.store.accounts import add_account
from admissions.store.jobs import queue_job
from admissions.store.scenarios import add_revision
from service.api_operations import Operation
from service.api_routes import OPERATIONS
from service.pages_routes import FILES, ROUTES, PageRoute
from tests.admissions.actions.june import on_desk, previewed, taken
from tests.admissions.ceremonies import announced, bound
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CITY,
    CYCLE,
    DAYU,
    EAST,
    EXAM,
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
)
from tests.service.forecast_files import forecast_kept, write_files
from tests.service.web.block_town import write_town
from tests.service.web.bodies import body_of
from tests.service.web.site import Site, close, new_site

OTHER_OFFICE = Actor("other-office", Role.SUBDISTRICT, "mtg", "", "yongding")
OTHER_EXAM = Actor("exam-sjs", Role.EXAM_CENTRE, "sjs")
OTHER_AUDITOR = Actor("auditor-sjs", Role.AUDITOR, "sjs")
ADMIN = Actor("admin", Role.ADMIN, "mtg")
OTHER_ADMIN = Actor("admin-sjs", Role.ADMIN, "sjs")
CLERK = Actor("west-clerk", Role.SCHOOL, "mtg", "west")
OWN = (MU, WEST, DAYU, BUREAU, EXAM, AUDITOR, CITY, ADMIN)
OTHERS = (LIN, EAST, OTHER_OFFICE, OTHER_BUREAU, OTHER_EXAM, OTHER_AUDITOR, OTHER_ADMIN)
NO_SITING = {
    "format": "jiujin-siting-plan/1", "year": 2014, "most_open": 1, "most_closed": 0,
    "forecast_id": None, "distances": "straight_line", "notes": [], "sites": [], "futures": [],
    "zones": [], "blocks": {}, "closings": [],
    "walkers": {"less": 0, "more": 0, "less_by_m": 0, "more_by_m": 0},
    "objective": {"unmet": 0, "unmet_bound": 0, "unmet_today": 0, "metres": 0, "bound": 0,
                  "gap_percent": 0, "metres_today": 0, "stopped_by_time": False},
}  # fmt: skip
SECRETS = ("张小禾", "李静", "13800138000", "11010920070301", "新桥大街", "请问")


@dataclass
class Objects:
    """One object of each kind, all of MU and of the district mtg."""

    site: Site
    ids: dict[str, str]


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Objects]:
    folder = tmp_path_factory.mktemp("matrix")
    write_town(folder)
    site = new_site(folder)
    season = site.season

    def more(tx):
        from admissions.store.frame import add_subdistrict

        add_subdistrict(tx, subdistrict_id="yongding", district_id="mtg", name="永定镇")
        for actor in (OTHER_OFFICE, OTHER_EXAM, OTHER_AUDITOR, ADMIN, OTHER_ADMIN, CLERK):
            add_account(tx, actor=actor, login=actor.account_id)

    season.store.write(SYSTEM, more)
    announced(season)  # while registration is open
    bound(season, count=2)
    taken(season, 2)
    previewed(season, {"A000001": "west"})
    on_desk(season, 4, papers=False)
    season.do(MU, petitions.lodge, petition_id="P1", cycle_id=CYCLE, district_id="mtg",
              lodging=Lodging(Subject.QUESTION, "请问何时报到？", "A000002"))  # fmt: skip
    season.do(
        BUREAU,
        amend.propose,
        amendment_id="AM1",
        cycle_id=CYCLE,
        kind="places",
        basis=amend_basis(),
        reason="双胞胎",
        after={"school_id": "west", "places": 1},
    )
    season.do(BUREAU, publish.publish_scheme, cycle_id=CYCLE, notice=Notice("PUB1", "方案"),
              text="本区入学工作方案。")  # fmt: skip
    job = season.store.write(BUREAU, lambda tx: queue_job(tx, kind="none", payload={}))
    write_files(season.folder)
    forecast_kept(season.store, BUREAU, season.folder, "F1")
    season.do(BUREAU, add_revision, scenario_id="SC1", name="少一成", note="", body={}, parent=None)
    draft = site.post(BUREAU, "/api/v1/zones/drafts", {"name": "方案"}).json()["id"]
    redraw = site.post(BUREAU, "/api/v1/zones/redraws", {}).json()["job_id"]
    season.store.write(SYSTEM, lambda tx: redraws.add_plan(tx, "mtg", {
        "job_id": redraw, "name": "shortest_walk", "place": 0, "legal": True, "figures": {},
        "said": kept.steps_of(tx, draft)[0].said}))  # fmt: skip
    siting = site.post(BUREAU, "/api/v1/sitings", body_of("start_siting")).json()["job_id"]
    season.store.write(SYSTEM, lambda tx: sitings.add_siting(tx, "mtg", siting, NO_SITING))
    wanted = {"draft_id": draft, "valid_from": "2014-01-01", "basis": "门教发1号"}
    version = site.post(BUREAU, "/api/v1/zones/versions", wanted).json()["id"]
    yield Objects(site, {
        "scenario": "SC1", "forecast": "F1", "version": version,
        "draft": draft, "redraw": str(redraw), "siting": str(siting),
        "application": "A000002", "run": "R1", "petition": "P1", "amendment": "AM1",
        "publication": "PUB1", "job": str(job), "message": "1", "account": "west-clerk",
        "transfer": "T1", "ceremony": "L1",
    })  # fmt: skip
    close(site)


def amend_basis() -> str:
    from admissions.policy import builtin_policy

    found = builtin_policy("mentougou_2013").open_terms.special_cases.value
    return found[0] if found else "G6"


_KEYS = count(1)


def call(objects: Objects, row: Operation, actor: Actor | None) -> httpx.Response:
    """Call a route as somebody, on the one object of its kind."""
    parts = {"id": objects.ids.get(row.object, "A000002"), "cycle_id": CYCLE, "kind": "form",
             "number": "A000002", "day": "20130510", "code": "AAAAA"}  # fmt: skip
    path = row.path.format(**parts)
    headers = {} if actor is None else objects.site.as_(actor, key=f"matrix-{next(_KEYS):06d}")
    if row.method == "GET":
        return objects.site.web.get(path, headers=headers)
    return objects.site.web.post(path, json=body_of(row.name), headers=headers)


def named(row: Operation) -> str:
    return row.name


def test_every_route_of_the_application_is_a_row_of_a_table(objects):
    app = objects.site.web.app
    health = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"),
              ("GET", "/api/v1/openapi.json")}  # fmt: skip
    tables = {(row.method, row.path) for row in (*OPERATIONS, *ROUTES)}
    tables |= {("GET", path) for path in FILES} | health

    found = {(method, route.path) for route in app.router.routes
             for method in (route.methods if isinstance(route, Route) else {"?"})}  # fmt: skip

    assert found - {("HEAD", path) for _, path in tables} == tables


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.roles], ids=named)
def test_who_is_not_named_for_a_route_is_refused(objects, row):
    assert call(objects, row, None).status_code == 401
    for actor in OWN:
        if actor.role not in row.roles:
            answer = call(objects, row, actor)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_your_move"), actor


@pytest.mark.parametrize(
    "row", [row for row in OPERATIONS if row.object not in {"", "cycle"} and row.roles], ids=named
)
def test_somebody_elses_object_is_told_like_one_that_is_not_there(objects, row):
    for actor in OTHERS:
        if actor.role in row.roles and row.name != "issue_letter":
            answer = call(objects, row, actor)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_there"), actor


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.object == "cycle"], ids=named)
def test_lists_of_others_hold_nothing_of_ours(objects, row):
    for actor in OTHERS:
        if actor.role in row.roles and row.method == "GET":
            answer = call(objects, row, actor)
            told = [number for number in ("A000001", "A000002", "P1", "R1") if
                    f'"{number}"' in answer.text]  # fmt: skip
            assert told == [], actor


READS = [
    row for row in OPERATIONS
    if row.method == "GET" and row.roles and row.object != "transfer" and row.name != "notice"
]  # fmt: skip


@pytest.mark.parametrize("row", READS, ids=named)
def test_whoever_may_read_reads_its_own(objects, row):
    for actor in OWN:
        if actor.role in row.roles:
            answer = call(objects, row, actor)
            assert answer.status_code in {200, 404}, (actor, answer.text)
    assert any(call(objects, row, actor).status_code == 200
               for actor in OWN if actor.role in row.roles)  # fmt: skip


@pytest.mark.parametrize("row", [row for row in OPERATIONS if not row.roles], ids=named)
def test_open_routes_hold_nothing_personal(objects, row):
    answer = call(objects, row, None)

    assert answer.status_code < 500
    assert not [secret for secret in SECRETS if secret in answer.text]


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.writes], ids=named)
def test_no_write_of_the_right_role_breaks(objects, row):
    for actor in OWN:
        if actor.role in row.roles and row.name not in {"log_out"}:
            answer = call(objects, row, actor)
            assert answer.status_code < 500, (actor, answer.text)


def page_named(row: PageRoute) -> str:
    return f"{row.method} {row.path}"


@pytest.mark.parametrize("row", [row for row in ROUTES if row.roles], ids=page_named)
def test_pages_of_a_child_are_not_there_for_others(objects, row):
    site = objects.site
    path = row.path.format(id="A000002", what="withdraw")
    for actor in (LIN, WEST, BUREAU):
        token = site.token_of(actor)
        cookie = {"cookie": f"jiujin={token}"}
        if row.method == "GET" and (row.object or actor.role not in row.roles):
            answer = site.web.get(path, headers=cookie)
            assert answer.status_code == 404, actor
            assert not [secret for secret in SECRETS if secret in answer.text]


@pytest.mark.parametrize("row", [row for row in ROUTES if row.roles], ids=page_named)
def test_pages_of_a_child_ask_for_a_session_first(objects, row):
    path = row.path.format(id="A000002", what="withdraw")

    answer = objects.site.web.request(row.method, path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/log-in")


def test_a_session_that_ended_is_no_session(objects):
    site = objects.site
    headers = site.as_(MU)
    before = site.season.clock.at

    site.season.clock.forward(timedelta(hours=2))
    answer = site.web.get("/api/v1/applications", headers=headers)
    site.move_to(before)

    assert answer.status_code == 401
