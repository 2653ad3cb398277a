"""What does the database refuse of one-time codes? Rows of triggers.Rule, in its order of fields.

A code stays as it was made: it is tried, used once by an account, and what was sealed goes out.
"""

CODE_RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "access_code_is_immutable", "access_code", "UPDATE",
        ("NEW.ref <> OLD.ref OR NEW.purpose <> OLD.purpose OR NEW.subject <> OLD.subject OR "
        "COALESCE(NEW.account_id, '') <> COALESCE(OLD.account_id, '') OR NEW.digest <> "
        "OLD.digest OR NEW.asked_from <> OLD.asked_from OR NEW.made_at <> OLD.made_at OR "
        "NEW.expires_at <> OLD.expires_at OR NEW.tries < OLD.tries OR (NEW.sealed IS NOT NULL "
        "AND (OLD.sealed IS NULL OR NEW.sealed <> OLD.sealed))"),
    ),
    (
        "access_code_is_used_once", "access_code", "UPDATE",
        ("(OLD.used_at IS NOT NULL AND (NEW.used_at IS NULL OR NEW.used_at <> OLD.used_at)) OR "
        "(OLD.used_at IS NULL AND NEW.used_at IS NOT NULL AND (OLD.tries >= 5 OR "
        "OLD.account_id IS NULL))"),
    ),
    (
        "access_code_begins_unused", "access_code", "INSERT",
        "NEW.tries <> 0 OR NEW.used_at IS NOT NULL",
    ),
)  # fmt: skip
