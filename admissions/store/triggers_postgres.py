"""How do the rules become triggers on PostgreSQL?

The functions run as the schema's owner (SECURITY DEFINER, fixed search_path), who has a policy to
see every row: a rule must not depend on what the acting role may see.
"""

from collections.abc import Iterator

from admissions.store.schema import APPEND_ONLY
from admissions.store.triggers import Effect, Rule, effects, rules

_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS"


def create_statements() -> Iterator[str]:
    """Return the DDL of every trigger and its function, in order."""
    for rule in rules():
        yield from _rule(rule)
    for effect in effects():
        yield from _effect(effect)
    yield _function("rule_truncate", "RAISE EXCEPTION 'rule:truncate' USING ERRCODE = '23514';")
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER rule_{table.name}_truncate BEFORE TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rule_truncate()"
        )


def expected() -> dict[str, str]:
    """Return the text of every trigger by its name, its function's body included."""
    bodies: dict[str, str] = {}
    found: dict[str, str] = {}
    for statement in create_statements():
        name = statement.removeprefix("CREATE OR REPLACE FUNCTION ").split("(")[0]
        if "$body$" in statement:
            bodies[name] = statement.split("$body$")[1]
        else:
            found[statement.split()[2]] = bodies[statement.rsplit(" ", 1)[1].removesuffix("()")]
    return found


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() {_HEAD} $body$ BEGIN {body} END $body$"


def _rule(rule: Rule) -> Iterator[str]:
    row = "OLD" if rule.verb == "DELETE" else "NEW"
    body = (
        f"IF {rule.refuse_if} THEN RAISE EXCEPTION 'rule:{rule.name}' USING ERRCODE = '23514'; "
        f"END IF; RETURN {row};"
    )
    yield _function(f"rule_{rule.name}", body)
    yield (
        f"CREATE TRIGGER rule_{rule.name} BEFORE {rule.verb} ON {rule.table} "
        f"FOR EACH ROW EXECUTE FUNCTION rule_{rule.name}()"
    )


def _effect(effect: Effect) -> Iterator[str]:
    statements = "; ".join(effect.statements)
    body = f"IF {effect.condition} THEN {statements}; END IF; RETURN NULL;"
    yield _function(f"effect_{effect.name}", body)
    yield (
        f"CREATE TRIGGER effect_{effect.name} AFTER {effect.verb} ON {effect.table} "
        f"FOR EACH ROW EXECUTE FUNCTION effect_{effect.name}()"
    )
