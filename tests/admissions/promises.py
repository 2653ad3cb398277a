"""What must hold of the rows at any time of a season? Each promise in a function of its own."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import text

from admissions.calendar import SHANGHAI, windows_of
from admissions.moves import MOVES
from admissions.policy import builtin_policy

WINDOWS = windows_of(builtin_policy("mentougou_2013"))
ALL_ROWS = [(machine, *row) for machine, rows in MOVES.items() for row in rows]
ROWS = {row[:5] for row in ALL_ROWS}
WINDOW_OF = {(machine, stage, action): window for machine, stage, action, *_, window in ALL_ROWS}


def read_all(tx: Any) -> dict[str, list[Any]]:
    """Read the tables as they are, past every function of ours."""
    tables = ("application", "event", "placement", "places", "amendment", "overflow_run",
              "run_line", "roll_record", "ceremony_draw")  # fmt: skip
    return {
        name: list(tx.conn.execute(text(f"SELECT * FROM {name}")))  # noqa: S608
        for name in tables
    }


def nobody_is_lost(rows: dict[str, list[Any]], acknowledged: dict[str, str]) -> None:
    """Every child that was acknowledged is kept, under its own key."""
    kept = {row.id: row.child_key for row in rows["application"]}
    assert kept == acknowledged


def no_child_is_doubled(rows: dict[str, list[Any]]) -> None:
    """A child is live once, and on the roll once."""
    live = Counter(row.child_key for row in rows["application"]
                   if row.stage not in {"withdrawn", "transferred"})  # fmt: skip
    assert not [key for key, count in live.items() if count > 1]
    records = Counter((row.child_key, row.kind) for row in rows["roll_record"])
    assert not [key for key, count in records.items() if count > 1]


def nobody_is_placed_by_lots_that_nobody_drew(rows: dict[str, list[Any]]) -> None:
    """A sealed run that places children has the seed of a stored draw."""
    drawn = {row.seed for row in rows["ceremony_draw"]}
    placing = {row.run_id for row in rows["run_line"]}
    for row in rows["overflow_run"]:
        if row.stage in {"sealed", "published"} and row.id in placing:
            assert json.loads(row.report)["seed"]["value"] in drawn


def no_school_is_over_its_places(rows: dict[str, list[Any]]) -> None:
    """Places are counted rightly and never overdrawn."""
    held = Counter(row.school_id for row in rows["placement"])
    for row in rows["places"]:
        assert row.taken == held[row.school_id] <= row.planned + row.extra


def every_event_is_a_move_in_its_time_and_chain(rows: dict[str, list[Any]]) -> None:
    """Events follow the table of moves, their windows and one another."""
    last: dict[tuple[str, str], Any] = {}
    for row in sorted(rows["event"], key=lambda row: (row.machine, row.subject_id, row.seq)):
        before = last.get((row.machine, row.subject_id))
        assert (row.machine, row.from_stage, row.action, row.to_stage, row.role) in ROWS
        assert row.from_stage == (before.to_stage if before else "none")
        assert row.previous == (before.digest if before else "")
        at = datetime.fromtimestamp(row.at / 1_000_000, SHANGHAI)
        window = WINDOW_OF[row.machine, row.from_stage, row.action]
        assert not window or WINDOWS[window].opens <= at < WINDOWS[window].closes
        last[row.machine, row.subject_id] = row
    for row in rows["application"]:
        found = last["application", row.id]
        assert (row.stage, row.version) == (found.to_stage, found.seq)


def every_difference_has_its_amendment(rows: dict[str, list[Any]]) -> None:
    """A place unlike the sealed one has an amendment of two people."""
    sealed = {row.id for row in rows["overflow_run"] if row.stage in {"sealed", "published"}}
    applied = {row.id: row for row in rows["amendment"] if row.stage == "applied"}
    said = {row.application_id: row.school_id for row in rows["run_line"] if row.run_id in sealed}
    assert len(sealed) <= 1
    for row in rows["placement"]:
        if said.get(row.application_id, row.school_id) != row.school_id:
            why = applied[row.amendment_id]
            assert why.approved_by != why.proposed_by
            assert why.application_id == row.application_id
