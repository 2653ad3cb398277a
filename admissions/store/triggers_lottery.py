"""What does the database refuse of a lottery's ceremony? Rows of triggers.Rule, in its order.

Nothing of a ceremony is ever changed (schema.APPEND_ONLY); each part comes in its time.
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
)  # fmt: skip
