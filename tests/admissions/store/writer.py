"""What does the writer do that the tests kill? It writes and tells each number once durable."""

import sys
from pathlib import Path

from admissions.store.events import append_audit
from admissions.store.store import open_store
from tests.admissions.season import KEYS, MU, OPENS
from tests.admissions.store.raw import put_application, put_event


def one(tx, number):
    """Register one child, with a row of the audit."""
    put_application(tx, number, f"child-{number}", MU.account_id)
    put_event(tx, number, "register", "registered", "guardian", at=OPENS)
    append_audit(tx, "writer", "registered", {"number": number})


def main(path: str, life: str) -> None:
    """Write in groups until killed."""
    store = open_store(f"sqlite:///{Path(path)}", KEYS)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for start in range(0, 100_000, 8):
        numbers = [f"{life}-{start + index}" for index in range(8)]
        answers = [store.submit(MU, lambda tx, n=n: one(tx, n)) for n in numbers]
        for number, answer in zip(numbers, answers, strict=True):
            answer.result()
            sys.stdout.write(number + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
