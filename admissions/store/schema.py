"""What is the whole schema? Every table under its name."""

from admissions.store.tables_children import (
    application,
    consent,
    dwelling_use,
    entry,
    expected_child,
    home,
    paper,
    placement,
    roll_export,
    roll_record,
    roster,
    roster_line,
)
from admissions.store.tables_codes import access_code, telephone
from admissions.store.tables_desk import (
    amendment,
    job,
    message,
    overflow_run,
    petition,
    publication,
    run_line,
    transfer,
)
from admissions.store.tables_forecasts import forecast_run, scenario
from admissions.store.tables_frame import (
    account,
    cycle,
    district,
    move,
    pairing,
    places,
    policy_pack,
    school,
    session,
    subdistrict,
    window,
)
from admissions.store.tables_log import audit, checkpoint, event, idempotency, read_log
from admissions.store.tables_lottery import ceremony, ceremony_commitment, ceremony_draw
from admissions.store.tables_zones import (
    siting_plan,
    zone_draft,
    zone_draft_comment,
    zone_draft_step,
    zone_redraw_plan,
    zone_redraw_stop,
    zone_version,
)
from admissions.store.types import metadata

__all__ = [
    "access_code", "account", "amendment", "application", "audit", "ceremony",
    "ceremony_commitment", "ceremony_draw", "checkpoint", "consent", "cycle", "district",
    "dwelling_use", "entry", "event", "expected_child", "forecast_run", "home", "idempotency",
    "job", "message", "metadata", "move", "overflow_run", "pairing", "paper", "petition",
    "placement", "places", "policy_pack", "publication", "read_log", "roll_export",
    "roll_record", "roster", "roster_line", "run_line", "scenario", "school", "session",
    "siting_plan", "subdistrict", "telephone", "transfer", "window", "zone_draft",
    "zone_draft_comment", "zone_draft_step", "zone_redraw_plan", "zone_redraw_stop",
    "zone_version",
]  # fmt: skip

MACHINE_TABLE = {
    "application": application, "transfer": transfer, "petition": petition,
    "amendment": amendment, "run": overflow_run,
}  # fmt: skip
APPEND_ONLY = (event, audit, checkpoint, read_log, idempotency, run_line, roster, roster_line,
               roll_export, roll_record, consent, paper, scenario, forecast_run, zone_draft,
               zone_draft_step, zone_draft_comment, zone_redraw_plan, zone_redraw_stop,
               siting_plan, ceremony, ceremony_commitment, ceremony_draw)  # fmt: skip
