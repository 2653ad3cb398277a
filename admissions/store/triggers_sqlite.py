"""How do the rules become triggers on SQLite?"""

from collections.abc import Iterator

from admissions.store.schema import APPEND_ONLY
from admissions.store.triggers import Effect, Rule, effects, rules


def create_statements() -> Iterator[str]:
    """Return the DDL of every trigger; names begin with the kind, so that tests can count them."""
    for rule in rules():
        yield _rule(rule)
    for effect in effects():
        yield _effect(effect)
    for table in APPEND_ONLY:
        yield _no_replace(table.name, [column.name for column in table.primary_key])


def expected() -> dict[str, str]:
    """Return the text of every trigger by its name, as the database keeps it."""
    return {statement.split()[2]: statement for statement in create_statements()}


def _rule(rule: Rule) -> str:
    return (
        f"CREATE TRIGGER rule_{rule.name} BEFORE {rule.verb} ON {rule.table} "
        f"WHEN {rule.refuse_if} BEGIN SELECT RAISE(ABORT, 'rule:{rule.name}'); END"
    )


def _effect(effect: Effect) -> str:
    body = "; ".join(effect.statements)
    return (
        f"CREATE TRIGGER effect_{effect.name} AFTER {effect.verb} ON {effect.table} "
        f"WHEN {effect.condition} BEGIN {body}; END"
    )


def _no_replace(table: str, key: list[str]) -> str:
    """INSERT OR REPLACE walks past delete triggers: refuse a second row of one key before it."""
    same = " AND ".join(f"o.{name} = NEW.{name}" for name in key)
    return (
        f"CREATE TRIGGER rule_{table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ("
        f"SELECT 1 FROM {table} o WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, 'rule:{table}_no_replace'); END"
    )
