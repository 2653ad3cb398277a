"""What does the database refuse of a lottery's ceremony? Rows of triggers.Rule, in its order.

Nothing of a ceremony is ever changed (schema.APPEND_ONLY); each part comes in its time, and
only what was drawn for its input seals a run that places anybody.
"""

LOTTERY_RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "ceremony_follows", "ceremony", "INSERT",
        ("NEW.number <> 1 + COALESCE((SELECT MAX(c.number) FROM ceremony c WHERE c.cycle_id = "
        "NEW.cycle_id AND c.district_id = NEW.district_id), 0)"),
    ),
    (
        "commitment_in_its_time", "ceremony_commitment", "INSERT",
        ("NOT EXISTS (SELECT 1 FROM ceremony c WHERE c.id = NEW.ceremony_id AND c.at <= NEW.at "
        "AND NEW.at < c.commitments_until)"),
    ),
    (
        "commitment_follows", "ceremony_commitment", "INSERT",
        ("NEW.place <> 1 + COALESCE((SELECT MAX(k.place) FROM ceremony_commitment k WHERE "
        "k.ceremony_id = NEW.ceremony_id), 0)"),
    ),
    (  # the unique key says the same, but SQLite's OR REPLACE would walk past it
        "commitment_binds_once", "ceremony_commitment", "INSERT",
        "EXISTS (SELECT 1 FROM ceremony_commitment k WHERE k.digest = NEW.digest)",
    ),
    (
        "draw_after_its_beacon", "ceremony_draw", "INSERT",
        ("NOT EXISTS (SELECT 1 FROM ceremony c WHERE c.id = NEW.ceremony_id AND c.beacon_at <= "
        "NEW.at)"),
    ),
    (
        "draw_by_three", "ceremony_draw", "INSERT",
        ("(SELECT COUNT(*) FROM ceremony_commitment k WHERE k.ceremony_id = NEW.ceremony_id) < 3"),
    ),
    (  # the report names the seed, which is 64 signs that stand nowhere else
        "sealed_by_a_public_draw", "event", "INSERT",
        ("NEW.machine = 'run' AND NEW.action = 'seal' AND EXISTS (SELECT 1 FROM run_line l WHERE "
        "l.run_id = NEW.subject_id) AND NOT EXISTS (SELECT 1 FROM overflow_run r JOIN ceremony c "
        "ON c.cycle_id = r.cycle_id AND c.district_id = r.district_id JOIN ceremony_draw d ON "
        "d.ceremony_id = c.id AND d.input_root = r.input_digest WHERE r.id = NEW.subject_id AND "
        "REPLACE(r.report, d.seed, '') <> r.report)"),
    ),
)  # fmt: skip
