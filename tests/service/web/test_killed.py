"""The server is killed under load, over and over: what it acknowledged is there, once."""

import http.client
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from admissions.store.beside import read_beside
from admissions.store.chain import verify_chains
from admissions.store.schema import application, event, idempotency
from service.rehearsal import Rehearsal, prepare
from tests.service.web.live import SAMPLE

ROOT = Path(__file__).resolve().parents[3]
GUARDIANS_AT_ONCE = 8
PATIENCE_S = 60


@dataclass
class Families:
    """Guardians who send, and send the same again until they are answered."""

    made: Rehearsal
    port: int
    acknowledged: dict[int, dict] = field(default_factory=dict)
    changed: list[tuple[dict, dict]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    retries: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    numbers: itertools.count = field(default_factory=itertools.count)

    def run(self) -> None:
        """Register one child after the other; every third answer is asked for again."""
        while not self.over.is_set():
            number = next(self.numbers)
            if number >= len(self.made.tokens):
                return
            first = self.answer(number)
            if first is None:
                return
            self.acknowledged[number] = first
            if number % 3 == 0:
                again = self.answer(number)
                if again is not None and again != first:
                    self.changed.append((first, again))

    def answer(self, number: int) -> dict | None:
        """Send with one key until something final is answered; None when all is over."""
        while not self.over.is_set():
            try:
                status, body = self.send(number)
            except (OSError, http.client.HTTPException):
                status, body = 0, b""
            if status == 201:
                return json.loads(body)
            if status not in (0, 503):
                self.refused.append((status, body.decode()))
                return None
            self.retries += 1
            self.over.wait(0.02)  # as a browser that is asked to try again
        return None

    def send(self, number: int) -> tuple[int, bytes]:
        """Send once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(
                "POST", "/api/v1/applications", json.dumps(self.made.registration(number)),
                {"authorization": f"Bearer {self.made.tokens[number]}",
                 "content-type": "application/json", "idempotency-key": f"kill-{number:08d}"},
            )  # fmt: skip
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def free_port() -> int:
    """Return a free port below those that clients are given.

    A client that knocks while the server is down must not be given the server's own port: it would
    reach itself, and the server could not come back.
    """
    first = 20_000 + os.getpid() % 5_000
    for port in range(first, first + 5_000):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no port is free")


def started(folder: Path, port: int, *how: str) -> subprocess.Popen:
    """Start the server and return when it listens."""
    command = [sys.executable, "-m", "tests.service.web.live", str(folder), str(port), *how]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return process
    raise AssertionError("the server does not listen")


def killed(tmp_path: Path, *how: str, kills: int, guardians: int) -> Families:
    """Let families register while the server is killed `kills` times; the last life ends so too."""
    families = Families(prepare(tmp_path, SAMPLE, guardians), free_port())
    luck = random.Random(kills)
    threads = [threading.Thread(target=families.run) for _ in range(GUARDIANS_AT_ONCE)]
    for number in range(kills):
        process = started(tmp_path, families.port, *how)
        if number == 0:
            for thread in threads:
                thread.start()
        before = len(families.acknowledged)
        pause = threading.Event()
        pause.wait(luck.uniform(0.02, 0.4))
        while len(families.acknowledged) < before + 5:
            assert process.poll() is None, "the server ended by itself"
            assert any(thread.is_alive() for thread in threads), "all are registered: add guardians"
            pause.wait(0.01)  # a life in which nobody was answered would test nothing
        process.kill()
        process.wait()
    families.over.set()
    for thread in threads:
        thread.join()
    return families


def kept(families: Families) -> dict[str, tuple[str, int]]:
    """Return the registrations that are there: number -> its account and how many events."""

    def work(tx):
        assert verify_chains(tx) == []
        rows = tx.conn.execute(
            select(application.c.id, application.c.account_id, func.count())
            .join(event, event.c.subject_id == application.c.id)
            .group_by(application.c.id, application.c.account_id)
        ).all()
        assert tx.conn.execute(select(func.count()).select_from(idempotency)).scalar() == len(rows)
        return {row[0]: (row[1], row[2]) for row in rows}

    return read_beside(families.made.url, families.made.keys, work)


def lost(families: Families) -> set[str]:
    there = kept(families)
    return {told["id"] for told in families.acknowledged.values()} - set(there)


def require_whole(families: Families) -> None:
    there = kept(families)
    accounts = [account for account, _ in there.values()]

    assert families.refused == []
    assert families.changed == []
    assert lost(families) == set()
    assert len(set(accounts)) == len(accounts)  # no child twice, whoever asked again
    assert {count for _, count in there.values()} == {1}
    for number, told in families.acknowledged.items():
        assert there[told["id"]][0] == f"guardian-{number}"


def test_a_server_killed_under_load_keeps_what_it_acknowledged_once(tmp_path):
    families = killed(tmp_path, kills=3, guardians=500)

    assert len(families.acknowledged) > 15
    assert families.retries > 0
    require_whole(families)


def test_a_server_that_answers_before_it_commits_is_found_out(tmp_path):
    families = killed(tmp_path, "careless", kills=1, guardians=500)

    assert len(families.acknowledged) >= 5
    assert lost(families) != set() or families.changed != []


@pytest.mark.long
def test_a_server_killed_three_hundred_times_under_load_loses_and_doubles_nothing(tmp_path):
    families = killed(tmp_path, kills=300, guardians=100_000)  # 55,000 on a quiet machine

    assert len(families.acknowledged) > 3_000
    require_whole(families)
    print(f"300 kills: {len(families.acknowledged):,} acknowledged, {families.retries:,} retries")
