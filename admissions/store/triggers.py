"""What does the database itself refuse? The rules of the triggers, said once for both engines.

A rule is a condition in SQL that both engines understand, with NEW and OLD; where it is true, the
write is refused with the rule's name. Dialect files turn rules into triggers.
"""

from dataclasses import dataclass

from admissions.store.schema import APPEND_ONLY, MACHINE_TABLE


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse `verb` on `table` where `refuse_if` holds."""

    name: str
    table: str
    verb: str  # INSERT, UPDATE, DELETE
    refuse_if: str


@dataclass(frozen=True, slots=True)
class Effect:
    """After `verb` on `table`, where `condition` holds, run `statements` in their order."""

    name: str
    table: str
    verb: str
    condition: str
    statements: tuple[str, ...]


def _stage_of(table: str) -> str:
    return f"(SELECT stage FROM {table} WHERE id = NEW.subject_id)"


def _event_rules() -> list[Rule]:
    rules = []
    for machine, table in MACHINE_TABLE.items():
        name = table.name
        rules += [
            Rule(
                f"event_follows_{machine}",
                "event",
                "INSERT",
                f"NEW.machine = '{machine}' AND NOT EXISTS (SELECT 1 FROM {name} s "
                "WHERE s.id = NEW.subject_id AND s.stage = NEW.from_stage "
                "AND s.version = NEW.seq - 1 AND s.cycle_id = NEW.cycle_id "
                "AND s.district_id = NEW.district_id)",
            ),
            Rule(
                f"{name}_moves_by_event",
                name,
                "UPDATE",
                "(NEW.stage <> OLD.stage OR NEW.version <> OLD.version) AND NOT (NEW.version = "
                "OLD.version + 1 AND EXISTS (SELECT 1 FROM event e WHERE e.machine = "
                f"'{machine}' AND e.subject_id = NEW.id AND e.seq = NEW.version AND e.to_stage = "
                "NEW.stage AND e.from_stage = OLD.stage))",
            ),
            Rule(
                f"{name}_begins_at_none", name, "INSERT", "NEW.stage <> 'none' OR NEW.version <> 0"
            ),
            Rule(f"{name}_is_never_deleted", name, "DELETE", "1 = 1"),
        ]
    return rules


_WITH_EVENT = (
    "NOT EXISTS (SELECT 1 FROM application a JOIN event e ON e.machine = 'application' AND "
    "e.subject_id = a.id AND e.seq = a.version WHERE a.id = NEW.application_id AND "
    "a.version = NEW.version AND e.action IN ({actions}))"
)
ENTERING = "'register', 'enter', 'nominate', 'register_late', 'admit_late', 'amend'"
PLACING = "'accept', 'accept_boarder', 'place_special', 'place', 'pair', 'amend'"
HOMING = "'enter', 'decide_zone', 'nominate', 'register_late', 'admit_late', 'amend'"


def _own_rules() -> list[Rule]:
    window = (
        "EXISTS (SELECT 1 FROM move m WHERE m.machine = NEW.machine AND m.from_stage = "
        "NEW.from_stage AND m.action = NEW.action AND m.window_name <> '' AND NOT EXISTS ("
        "SELECT 1 FROM window_of_cycle w WHERE w.cycle_id = NEW.cycle_id AND w.district_id = "
        "NEW.district_id AND w.name = m.window_name AND w.opens <= NEW.at AND NEW.at < w.closes))"
    )
    no_move = (  # the foreign key says the same, but SQLite then names no rule
        "NOT EXISTS (SELECT 1 FROM move m WHERE m.machine = NEW.machine AND m.from_stage = "
        "NEW.from_stage AND m.action = NEW.action AND m.to_stage = NEW.to_stage AND "
        "m.role = NEW.role)"
    )
    chain = (
        "NEW.previous <> COALESCE((SELECT digest FROM event WHERE machine = NEW.machine AND "
        "subject_id = NEW.subject_id AND seq = NEW.seq - 1), '')"
    )
    audit_chain = (
        "NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM audit WHERE stream = NEW.stream), 0) OR "
        "NEW.previous <> COALESCE((SELECT digest FROM audit WHERE stream = NEW.stream AND "
        "seq = NEW.seq - 1), '')"
    )
    sealed = (
        "NEW.amendment_id IS NULL AND EXISTS (SELECT 1 FROM run_line l JOIN overflow_run r ON "
        "r.id = l.run_id WHERE l.application_id = NEW.application_id AND r.stage IN ('sealed',"
        "'published') AND l.school_id <> NEW.school_id)"
    )
    approved = (
        "NEW.amendment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM amendment m WHERE m.id = "
        "NEW.amendment_id AND m.application_id = NEW.application_id AND m.stage = 'applied')"
    )
    said = (
        "EXISTS (SELECT 1 FROM run_line l JOIN overflow_run r ON r.id = l.run_id WHERE "
        "l.application_id = {} AND r.stage IN ('sealed', 'published'))"
    )
    leaving = (  # other papers than an amendment take a sealed place away: a transfer, a strike
        "EXISTS (SELECT 1 FROM application a JOIN event e ON e.machine = 'application' AND "
        "e.subject_id = a.id AND e.seq = a.version WHERE a.id = OLD.application_id AND "
        "(a.stage = 'transferred' OR e.action = 'strike'))"
    )
    no_places = (
        "NOT EXISTS (SELECT 1 FROM places p WHERE p.cycle_id = NEW.cycle_id AND "
        "p.school_id = NEW.school_id)"
    )
    place_event = _WITH_EVENT.format(actions=PLACING)
    frozen = "EXISTS (SELECT 1 FROM overflow_run r WHERE r.id = {}.run_id AND r.stage <> 'none')"
    return [
        Rule("event_is_a_move", "event", "INSERT", no_move),
        Rule("event_in_its_window", "event", "INSERT", window),
        Rule(
            "sealed_result_stands", "event", "INSERT",
            "NEW.machine = 'application' AND NEW.action IN ('undo', 'return') AND "
            + said.format("NEW.subject_id"),
        ),
        Rule("event_in_its_chain", "event", "INSERT", chain),
        Rule("audit_in_its_chain", "audit", "INSERT", audit_chain),
        Rule("entry_with_its_event", "entry", "INSERT", _WITH_EVENT.format(actions=ENTERING)),
        Rule("entry_with_its_event_u", "entry", "UPDATE", _WITH_EVENT.format(actions=ENTERING)),
        Rule("home_with_its_event", "home", "INSERT", _WITH_EVENT.format(actions=HOMING)),
        Rule("home_with_its_event_u", "home", "UPDATE", _WITH_EVENT.format(actions=HOMING)),
        Rule("placement_with_its_event", "placement", "INSERT", place_event),
        Rule("placement_with_its_event_u", "placement", "UPDATE", place_event),
        Rule("placement_of_planned_places", "placement", "INSERT", no_places),
        Rule("placement_of_planned_places_u", "placement", "UPDATE", no_places),
        Rule("sealed_place_stays", "placement", "DELETE",
             said.format("OLD.application_id") + " AND NOT " + leaving),
        Rule("placement_as_sealed", "placement", "INSERT", sealed),
        Rule("placement_as_sealed_u", "placement", "UPDATE", sealed),
        Rule("placement_amendment_applied", "placement", "INSERT", approved),
        Rule("placement_amendment_applied_u", "placement", "UPDATE", approved),
        Rule(
            "placement_given_back", "placement", "DELETE",
            "EXISTS (SELECT 1 FROM application a WHERE a.id = OLD.application_id AND a.stage NOT "
            "IN ('submitted', 'returned', 'declined', 'referred', 'transferred'))",
        ),
        Rule("run_line_before_preview", "run_line", "INSERT", frozen.format("NEW")),
        Rule(
            "run_is_immutable", "overflow_run", "UPDATE",
            "NEW.input_digest <> OLD.input_digest OR NEW.bundle_digest <> OLD.bundle_digest OR "
            "NEW.bundle <> OLD.bundle OR NEW.report <> OLD.report",
        ),
        Rule(
            "amendment_is_immutable", "amendment", "UPDATE",
            "NEW.before <> OLD.before OR NEW.after <> OLD.after OR NEW.reason_hash <> "
            "OLD.reason_hash OR NEW.proposed_by <> OLD.proposed_by OR NEW.basis <> OLD.basis OR "
            "NEW.application_id <> OLD.application_id OR NEW.kind <> OLD.kind OR "
            "(OLD.approved_by IS NOT NULL AND NEW.approved_by <> OLD.approved_by)",
        ),
        Rule(
            "roll_record_of_the_enrolled", "roll_record", "INSERT",
            "NOT EXISTS (SELECT 1 FROM application a JOIN roster_line l ON l.application_id = a.id "
            "WHERE a.id = NEW.application_id AND a.stage = 'on_roll')",
        ),
        Rule(
            "publication_only_taken_down", "publication", "UPDATE",
            "NEW.body <> OLD.body OR NEW.digest <> OLD.digest OR NEW.published_at <> "
            "OLD.published_at OR NEW.disclosure <> OLD.disclosure OR "
            "(OLD.taken_down_at IS NOT NULL AND NEW.taken_down_at IS NULL)",
        ),
        Rule(
            "transfer_out_has_papers", "event", "INSERT",  # S33
            "NEW.machine = 'application' AND NEW.action = 'transfer_out' AND NOT EXISTS (SELECT 1 "
            "FROM transfer t WHERE t.application_id = NEW.subject_id AND t.kind = "
            "'cross_district' AND t.stage = 'collected')",
        ),
        Rule("move_table_is_fixed", "move", "UPDATE", "1 = 1"),
        Rule("move_table_is_fixed_i", "move", "INSERT", "1 = 1"),
        Rule("move_table_is_fixed_d", "move", "DELETE", "1 = 1"),
        Rule("application_keeps_its_child", "application", "UPDATE",
             "NEW.child_key <> OLD.child_key OR NEW.cycle_id <> OLD.cycle_id OR "
             "NEW.case_id <> OLD.case_id OR NEW.district_id <> OLD.district_id"),
    ]  # fmt: skip


def rules() -> list[Rule]:
    """Return every rule, append-only tables included."""
    fixed = [
        Rule(f"{table.name}_only_grows_{verb.lower()}", table.name, verb, "1 = 1")
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    return [*_event_rules(), *_own_rules(), *fixed]


def effects() -> list[Effect]:
    """Return what happens by itself: stages follow events, places are counted."""
    follow = [
        Effect(
            f"{machine}_follows_event", "event", "INSERT", f"NEW.machine = '{machine}'",
            (
                (f"UPDATE {table.name} SET stage = NEW.to_stage, version = NEW.seq "
                "WHERE id = NEW.subject_id"),
            ),
        )
        for machine, table in MACHINE_TABLE.items()
    ]  # fmt: skip
    take = (
        "UPDATE places SET taken = taken + 1 WHERE cycle_id = NEW.cycle_id AND "
        "school_id = NEW.school_id"
    )
    give = (
        "UPDATE places SET taken = taken - 1 WHERE cycle_id = OLD.cycle_id AND "
        "school_id = OLD.school_id"
    )
    return [
        *follow,
        Effect("place_taken", "placement", "INSERT", "1 = 1", (take,)),
        Effect("place_given_back", "placement", "DELETE", "1 = 1", (give,)),
        Effect("place_exchanged", "placement", "UPDATE", "1 = 1", (give, take)),
    ]  # fmt: skip
