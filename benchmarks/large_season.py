"""How is a season of 200,000 children in 1,000 zones made, to be measured? Written in bulk.

Nothing in it is of any family. Every child has its whole chain of events. The rows are put in
while the database's guards are off, and the guards are put on again.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from admissions.roles import SYSTEM, Actor, Role
from admissions.store import schema
from admissions.store.accounts import add_account
from admissions.store.clock import MovableClock
from admissions.store.cycles import School, open_cycle, open_windows, set_places
from admissions.store.events import event_digest
from admissions.store.frame import add_district, add_school, add_subdistrict
from admissions.store.guards import add_guards, drop_guards
from admissions.store.keys import KeyRing
from admissions.store.migrate import new_database, opened
from admissions.store.store import open_store
from admissions.store.transaction import Tx
from admissions.store.types import canonical
from benchmarks.large_town import Place, school_id, write_town
from service.season.frame import BUREAU, CYCLE, DISTRICT, POLICY, STAFF, WINDOWS

CHILDREN, ZONES, PLACES, RUN = 200_000, 1_000, 240, "RUN-large"
GUARDIAN = Actor("guardian-1", Role.GUARDIAN)
_BATCH, _BORN, _PLAN = 5_000, date(2019, 9, 1), "0" * 64
Row = dict[str, Any]
# Of 40 children 26 are confirmed in their zone, 6 accepted, 5 placed by the run, 3 not so far.
_ENDS = ("confirmed",) * 26 + ("provisional",) * 6 + ("placed",) * 5 + (
    "submitted", "entered", "withdrawn")  # fmt: skip
_WAYS = {
    "entered": (), "withdrawn": ("withdraw",), "submitted": ("submit",),
    "provisional": ("submit", "accept"), "confirmed": ("submit", "accept", "confirm"),
    "placed": ("submit", "refer", "place"),
}  # fmt: skip
_MOVES = {  # from, to, role, actor's account, the period
    "register": ("none", "registered", Role.GUARDIAN, "register"),
    "enter": ("registered", "entered", Role.GUARDIAN, "register"),
    "withdraw": ("entered", "withdrawn", Role.GUARDIAN, "register"),
    "submit": ("entered", "submitted", Role.GUARDIAN, "register"),
    "accept": ("submitted", "provisional", Role.SCHOOL, "verify"),
    "refer": ("submitted", "referred", Role.SCHOOL, "verify"),
    "place": ("referred", "placed", Role.BUREAU, "review"),
    "confirm": ("provisional", "confirmed", Role.BUREAU, "review"),
}  # fmt: skip


def make(folder: Path, sample: Path, keys: KeyRing, children: int = CHILDREN) -> None:
    """Write town and season into an empty `folder`."""
    schools = write_town(folder, sample, ZONES)
    url = f"sqlite:///{folder / 'season.db'}"
    new_database(url)
    store = open_store(url, keys, MovableClock(WINDOWS["register"].opens))
    store.write(SYSTEM, partial(_frame, schools=schools))
    store.close()
    with opened(url) as engine, engine.begin() as conn:
        drop_guards(conn)
        _run(conn, children)
        taken = _children(conn, keys, list(schools.values()), children)
        for school, count in taken.items():
            conn.execute(update(schema.places).where(schema.places.c.school_id == school)
                         .values(taken=count))  # fmt: skip
        add_guards(conn)


def _frame(tx: Tx, schools: dict[str, Place]) -> None:
    add_district(tx, district_id=DISTRICT, name="门头沟区")
    add_subdistrict(tx, subdistrict_id="dayu", district_id=DISTRICT, name="大峪街道（合成）")
    open_cycle(tx, cycle_id=CYCLE, year=2026, level="primary", policy=POLICY)
    open_windows(tx, cycle_id=CYCLE, district_id=DISTRICT)
    for name in schools:
        add_school(tx, School(name, DISTRICT, f"第{name[1:]}小学（合成）", "primary",
                              boarding=False, special=False, designated=True))  # fmt: skip
        set_places(tx, cycle_id=CYCLE, school_id=name, planned=PLACES)
    desks = [Actor(f"desk-{name}", Role.SCHOOL, DISTRICT, name) for name in schools]
    for actor in (*STAFF, GUARDIAN, *desks):
        add_account(tx, actor=actor, login=actor.account_id)


def _children(conn: Connection, keys: KeyRing, places: list[Place], children: int) -> Counter[str]:
    """Write all children, some thousand at a time; return how many have a place at each school."""
    taken: Counter[str] = Counter()
    rows = (_rows(keys, places, number) for number in range(children))
    while part := list(islice(rows, _BATCH)):
        for name in part[0]:
            _add(conn, schema.metadata.tables[name], [row for one in part for row in one[name]])
        taken.update(row["school_id"] for one in part for row in one["placement"])
    return taken


def _rows(keys: KeyRing, places: list[Place], number: int) -> dict[str, list[Row]]:
    """Return every row of one child by its table, in the order in which they are written."""
    own, end = number % len(places), _ENDS[number // len(places) % len(_ENDS)]
    moved = end == "placed"
    school = school_id((own + 1) % len(places) if moved else own)
    name, actions = f"MTG26-{number:06d}", ("register", "enter", *_WAYS[end])
    chain = list(_chain(keys, name, actions, number, school_id(own)))
    line = _reason(own, number, moved=moved)
    entry = keys.digest("entry", name)
    chain_facts = {"open": {"hukou_kind": "district"}, "digest": entry}
    of = {"application_id": name}
    child = {
        "id": name, "cycle_id": CYCLE, "district_id": DISTRICT, "account_id": GUARDIAN.account_id,
        "child_key": keys.digest("child", name), "case_id": keys.digest("case", name)[:20],
        "stage": end, "version": len(chain), "school_id": school, "category": "one",
        "created_at": chain[0]["at"],
    }  # fmt: skip
    sealed = keys.seal(canonical(_private(number)), f"entry:{name}")
    place = of | {"version": len(chain) - (end == "confirmed"), "cycle_id": CYCLE,
                  "school_id": school, "kind": "overflow" if moved else "zone",
                  "run_id": RUN if moved else None, "reason": line}  # fmt: skip
    placed = end in {"provisional", "placed", "confirmed"}
    return {
        "application": [child], "event": chain,
        "entry": [of | chain_facts | {"version": 2, "sealed": sealed}],
        "home": [of | {"version": 2} | _home(own, places[own], number)],
        "run_line": [of | {"run_id": RUN, "school_id": school, "reason": line}] if placed else [],
        "placement": [place] if placed else [],
        "message": [_message(name, chain[-1])], "read_log": [_read(name, school)],
    }  # fmt: skip


def _chain(
    keys: KeyRing, name: str, actions: tuple[str, ...], number: int, school: str
) -> Iterator[Row]:
    previous = ""
    for seq, action in enumerate(actions, 1):
        before, after, role, window = _MOVES[action]
        actor = {Role.SCHOOL: f"desk-{school}", Role.BUREAU: BUREAU.account_id}
        row = {
            "machine": "application", "subject_id": name, "seq": seq, "cycle_id": CYCLE,
            "district_id": DISTRICT, "from_stage": before, "action": action, "to_stage": after,
            "role": str(role), "actor_id": actor.get(role, GUARDIAN.account_id),
            "at": _at(window, number, seq), "reason": None, "previous": previous,
            "facts": {"entry": keys.digest("entry", name)} if action == "enter" else {},
        }  # fmt: skip
        previous = row["digest"] = event_digest(row)
        yield row


def _at(window: str, number: int, seq: int) -> datetime:
    """Spread the children over a period, each move after the one before it."""
    span = WINDOWS[window]
    share = number * 7_919 % 100_003 / 100_003
    return span.opens + (span.closes - span.opens) * share * 0.98 + timedelta(minutes=seq)


def _reason(own: int, number: int, *, moved: bool) -> dict[str, str]:
    near = 200 + number % 900
    metres = near + 1_000 if moved else near
    why = "moved_by_proximity" if moved else "stays_by_proximity"
    return {"moved": str(int(moved)), "own_school_id": school_id(own), "own_school_m": str(near),
            "metres": str(metres), "reason": why, "tier": str(1 + number % 3)}  # fmt: skip


def _private(number: int) -> Row:
    born = _BORN + timedelta(days=number % 365)
    return {
        "child_name": "张小树", "id_kind": "id_card", "id_number": f"{number:018d}",
        "born": born.isoformat(), "guardian_name": "张三", "relation": "father",
        "guardian_phone": f"138{number % 10**8:08d}", "hukou_kind": "district",
        "hukou_address": f"合成街{number}号", "residence_kind": "owned",
        "residence_address": f"合成街{number}号", "anchor": "hukou", "long_resident": True,
    }  # fmt: skip


def _home(own: int, school: Place, number: int) -> Row:
    return {
        "x_m": school[0] + number % 400 - 200, "y_m": school[1] + number % 300 - 150,
        "crs": "EPSG:4548", "source": "register", "precision": "building", "building_id": "",
        "zone_state": "unique", "zone_ids": [f"Z{own + 1:04d}"], "school_ids": [school_id(own)],
        "basis": "map", "line_distance_m": 120.0, "walk_m": {school_id(own): 400},
        "plan_digest": _PLAN,
    }  # fmt: skip


def _message(name: str, last: Row) -> Row:
    return {
        "machine": "application", "subject_id": name, "seq": last["seq"],
        "template": "submitted", "district_id": DISTRICT, "application_id": name,
        "params": {"number": name}, "state": "delivered", "attempts": 1, "next_at": last["at"],
        "sent_at": last["at"], "delivered_at": last["at"],
    }  # fmt: skip


def _read(name: str, school: str) -> Row:
    return {"at": WINDOWS["verify"].opens, "actor_id": f"desk-{school}", "role": "school",
            "district_id": DISTRICT, "application_id": name, "purpose": "desk_school"}  # fmt: skip


def _run(conn: Connection, children: int) -> None:
    """Write the sealed run that the children's places rest on, with its own chain."""
    packed, at = io.BytesIO(), WINDOWS["follow_up"].opens
    zipfile.ZipFile(packed, "w").close()
    schools = [
        {"school_id": school_id(n), "name": f"第{n + 1}小学（合成）", "places": PLACES,
         "stays": 180, "turned_away": 25, "arrivals": 25, "free": 35, "price": n % 40}
        for n in range(ZONES)
    ]  # fmt: skip
    counts = {"children": children, "in_zone": children * 32 // 40, "moved": children * 5 // 40,
              "no_zone": 0}  # fmt: skip
    report = {"status": "placed", "counts": counts, "schools": schools, "alternatives": [],
              "digests": {}, "seed": {}}  # fmt: skip
    _add(conn, schema.overflow_run, [{
        "id": RUN, "cycle_id": CYCLE, "district_id": DISTRICT, "stage": "sealed", "version": 2,
        "input_digest": _PLAN, "bundle_digest": _PLAN, "report": report,
        "bundle": packed.getvalue()}])  # fmt: skip
    previous = ""
    for seq, (before, action, after) in enumerate(
        (("none", "preview", "previewed"), ("previewed", "seal", "sealed")), 1
    ):
        row = {
            "machine": "run", "subject_id": RUN, "seq": seq, "cycle_id": CYCLE,
            "district_id": DISTRICT, "from_stage": before, "action": action, "to_stage": after,
            "role": "bureau", "actor_id": BUREAU.account_id, "at": at, "reason": None,
            "facts": {}, "previous": previous,
        }  # fmt: skip
        previous = row["digest"] = event_digest(row)
        _add(conn, schema.event, [row])


def _add(conn: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        conn.execute(insert(table), rows)
