"""What does the database itself refuse? The rules of the triggers, said once for both engines.

A rule is a condition in SQL that both engines understand, with NEW and OLD; where it is true, the
write is refused with the rule's name. Dialect files turn rules into triggers.
"""

from dataclasses import dataclass

from admissions.store.schema import APPEND_ONLY, MACHINE_TABLE
from admissions.store.triggers_codes import CODE_RULES
from admissions.store.triggers_lottery import LOTTERY_RULES


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


_SEALED = (
    "EXISTS (SELECT 1 FROM run_line l JOIN overflow_run r ON r.id = l.run_id WHERE "
    "l.application_id = {} AND r.stage IN ('sealed', 'published'))"
)


def _move_rules() -> list[Rule]:
    """Keep an event to the table of moves and to its window."""
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
    return [
        Rule("event_is_a_move", "event", "INSERT", no_move),
        Rule("event_in_its_window", "event", "INSERT", window),
        Rule(
            "sealed_result_stands", "event", "INSERT",
            "NEW.machine = 'application' AND NEW.action IN ('undo', 'return') AND "
            + _SEALED.format("NEW.subject_id"),
        ),
        Rule(
            "transfer_out_has_papers", "event", "INSERT",  # S33
            "NEW.machine = 'application' AND NEW.action = 'transfer_out' AND NOT EXISTS (SELECT 1 "
            "FROM transfer t WHERE t.application_id = NEW.subject_id AND t.kind = "
            "'cross_district' AND t.stage = 'collected')",
        ),
        *(
            Rule(f"move_table_is_fixed{mark}", "move", verb, "1 = 1")
            for mark, verb in (("", "UPDATE"), ("_i", "INSERT"), ("_d", "DELETE"))
        ),
    ]  # fmt: skip


def _chain_rules() -> list[Rule]:
    """Let a row follow only from the one before it in its chain."""
    chain = (
        "NEW.previous <> COALESCE((SELECT digest FROM event WHERE machine = NEW.machine AND "
        "subject_id = NEW.subject_id AND seq = NEW.seq - 1), '')"
    )
    audit_chain = (
        "NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM audit WHERE stream = NEW.stream), 0) OR "
        "NEW.previous <> COALESCE((SELECT digest FROM audit WHERE stream = NEW.stream AND "
        "seq = NEW.seq - 1), '')"
    )
    return [
        Rule("event_in_its_chain", "event", "INSERT", chain),
        Rule("audit_in_its_chain", "audit", "INSERT", audit_chain),
    ]


def _when_written(name: str, table: str, refuse_if: str) -> list[Rule]:
    """Refuse on INSERT and on UPDATE alike."""
    return [Rule(name, table, "INSERT", refuse_if), Rule(f"{name}_u", table, "UPDATE", refuse_if)]


def _child_rules() -> list[Rule]:
    """Have what belongs to a child written together with the event that says so."""
    rules = []
    for table, actions in (("entry", ENTERING), ("home", HOMING), ("placement", PLACING)):
        name, lacking = f"{table}_with_its_event", _WITH_EVENT.format(actions=actions)
        rules += [
            *_when_written(name, table, lacking),
            Rule(f"{table}_once_for_its_event", table, "UPDATE", "NEW.version <= OLD.version"),
        ]
    return rules


def _placement_rules() -> list[Rule]:
    """Keep places to the plan, to what is sealed or amended, and to whoever has them."""
    no_places = (
        "NOT EXISTS (SELECT 1 FROM places p WHERE p.cycle_id = NEW.cycle_id AND "
        "p.school_id = NEW.school_id)"
    )
    elsewhere = (
        "NEW.amendment_id IS NULL AND EXISTS (SELECT 1 FROM run_line l JOIN overflow_run r ON "
        "r.id = l.run_id WHERE l.application_id = NEW.application_id AND r.stage IN ('sealed',"
        "'published') AND l.school_id <> NEW.school_id)"
    )
    not_applied = (
        "NEW.amendment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM amendment m WHERE m.id = "
        "NEW.amendment_id AND m.application_id = NEW.application_id AND m.stage = 'applied')"
    )
    leaving = (  # other papers than an amendment take a sealed place away: a transfer, a strike
        "EXISTS (SELECT 1 FROM application a JOIN event e ON e.machine = 'application' AND "
        "e.subject_id = a.id AND e.seq = a.version WHERE a.id = OLD.application_id AND "
        "(a.stage = 'transferred' OR e.action = 'strike'))"
    )
    return [
        *_when_written("placement_of_planned_places", "placement", no_places),
        *_when_written("placement_as_sealed", "placement", elsewhere),
        *_when_written("placement_amendment_applied", "placement", not_applied),
        Rule("sealed_place_stays", "placement", "DELETE",
             _SEALED.format("OLD.application_id") + " AND NOT " + leaving),
        Rule(
            "placement_given_back", "placement", "DELETE",
            "EXISTS (SELECT 1 FROM application a WHERE a.id = OLD.application_id AND a.stage NOT "
            "IN ('submitted', 'returned', 'declined', 'referred', 'transferred'))",
        ),
    ]  # fmt: skip


def _kept_rules() -> list[Rule]:
    """Keep what people rely on as it was once it stands."""
    frozen = "EXISTS (SELECT 1 FROM overflow_run r WHERE r.id = {}.run_id AND r.stage <> 'none')"
    return [
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
        Rule("application_keeps_its_child", "application", "UPDATE",
             "NEW.child_key <> OLD.child_key OR NEW.cycle_id <> OLD.cycle_id OR "
             "NEW.case_id <> OLD.case_id OR NEW.district_id <> OLD.district_id"),
    ]  # fmt: skip


def _planning_rules() -> list[Rule]:
    """Keep the steps of a draft in their order, and a version of the plan as it was decided."""
    return [
        Rule(
            "scenario_follows", "scenario", "INSERT",  # the next of its own district
            "NEW.revision <> 1 + COALESCE((SELECT MAX(s.revision) FROM scenario s WHERE s.id = "
            "NEW.id), 0) OR EXISTS (SELECT 1 FROM scenario s WHERE (s.id = NEW.id OR s.id = "
            "NEW.parent_id) AND s.district_id <> NEW.district_id)",
        ),
        Rule(
            "zone_version_is_immutable", "zone_version", "UPDATE",
            "NEW.layer <> OLD.layer OR NEW.digest <> OLD.digest OR NEW.valid_from <> "
            "OLD.valid_from OR NEW.basis <> OLD.basis OR NEW.draft_id <> OLD.draft_id OR "
            "NEW.draft_step <> OLD.draft_step OR NEW.proposed_by <> OLD.proposed_by OR "
            "NEW.district_id <> OLD.district_id OR OLD.stage <> 'proposed'",
        ),
        Rule("zone_version_begins_proposed", "zone_version", "INSERT", "NEW.stage <> 'proposed'"),
        Rule("zone_version_is_never_deleted", "zone_version", "DELETE", "1 = 1"),
        Rule(
            "zone_step_follows", "zone_draft_step", "INSERT",
            "NEW.step <> 1 + COALESCE((SELECT MAX(step) FROM zone_draft_step WHERE draft_id = "
            "NEW.draft_id), 0) OR NOT EXISTS (SELECT 1 FROM zone_draft d WHERE d.id = "
            "NEW.draft_id AND d.district_id = NEW.district_id)",
        ),
    ]  # fmt: skip


def rules() -> list[Rule]:
    """Return every rule, append-only tables included."""
    fixed = [
        Rule(f"{table.name}_only_grows_{verb.lower()}", table.name, verb, "1 = 1")
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    return [
        *_event_rules(), *_move_rules(), *_chain_rules(), *_child_rules(), *_placement_rules(),
        *_kept_rules(), *_planning_rules(), *(Rule(*row) for row in CODE_RULES),
        *(Rule(*row) for row in LOTTERY_RULES), *fixed,
    ]  # fmt: skip


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
