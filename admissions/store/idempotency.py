"""Was this very request answered before? The answer is kept with the effect, all season (R6).

Only what was done is remembered: a refusal changed nothing, and the same key may be tried again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select

from admissions.store.schema import idempotency
from admissions.store.transaction import Refused, Tx

# Run with every write of the service: built once.
_FIRST = select(idempotency.c.request_sha256, idempotency.c.status, idempotency.c.answer).where(
    idempotency.c.account_id == bindparam("of_account"), idempotency.c.key == bindparam("of_key")
)
_KEEP = insert(idempotency)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was first given: status and body; `again` if it was given before."""

    status: int
    answer: str
    again: bool = False


def once(tx: Tx, *, key: str, request: str, status: int, work: Callable[[], str]) -> Kept:
    """Do `work` unless the actor's `key` was used before; then return the first answer.

    `request`: method, path and body; only its keyed digest is stored. `work` returns the body of
    the answer, which may hold nothing personal. Raises Refused("key_used_for_another").
    """
    digest = tx.keys.digest("request", request)
    found = tx.conn.execute(
        _FIRST, {"of_account": tx.actor.account_id, "of_key": key}
    ).one_or_none()
    if found is not None:
        if found.request_sha256 != digest:
            raise Refused("key_used_for_another", "the key was used for another request")
        return Kept(found.status, found.answer, again=True)
    answer = work()
    tx.conn.execute(_KEEP, {
        "account_id": tx.actor.account_id, "key": key, "request_sha256": digest,
        "status": status, "answer": answer, "at": tx.now,
    })  # fmt: skip
    return Kept(status, answer)
