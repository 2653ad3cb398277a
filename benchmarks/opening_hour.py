"""Does one process carry the opening hour: 111 registrations and 1,110 look-ups a second at once?

    python -m benchmarks.opening_hour [--seconds 20] [--factor 1] [--rounds 3]

Open loop, timed from the instant each question was due (trust.md §2, R12). The generator runs on
the same machine: its share of the processor is printed, and the CPU a call costs the server is
the figure that neighbours do not change. Bars: p99 of look-ups < 50 ms, of registrations < 250 ms;
beyond the load, 503 within 50 ms and 90 % of what was accepted within the bars.
"""

import argparse
import asyncio
import csv
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import numpy as np

from benchmarks.open_loop import Stream, Told, ask_all, request
from service.rehearsal import Rehearsal, prepare

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "mentougou"
REGISTRATIONS, LOOK_UPS = 111.0, 1110.0
BARS = {"look-up": 0.050, "registration": 0.250}


def questions(made: Rehearsal) -> dict[str, "itertools.chain[bytes]"]:
    """Return endless requests of both kinds; each guardian registers its child once.

    Half the addresses are asked as the register suggests them, half with a unit and a room.
    """
    with (SAMPLE / "register.csv").open(encoding="utf-8") as file:
        addresses = [row["address"] for row in csv.DictReader(file)]
    typed = [f"{one}{number % 6 + 1}单元{number % 17 + 1}02室" if number % 2 else one
             for number, one in enumerate(addresses)]  # fmt: skip
    asked = [request("POST", "/api/v1/lookup", json.dumps({"address": one}).encode())
             for one in typed]  # fmt: skip
    sent = (
        request("POST", "/api/v1/applications", json.dumps(made.registration(n)).encode(),
                authorization=f"Bearer {token}", idempotency_key=f"opening-hour-{n:06d}")
        for n, token in enumerate(made.tokens)
    )  # fmt: skip
    return {
        "look-up": itertools.chain(itertools.cycle(asked)),
        "registration": itertools.chain(sent),
    }


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def started(folder: Path, port: int) -> "subprocess.Popen[str]":
    """Start the server and wait until it is ready."""
    process = subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", "benchmarks.rehearsal_server", str(folder), str(port)], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return process
        except (URLError, OSError):
            time.sleep(0.1)
    process.kill()
    raise SystemExit("the server did not become ready within a minute")


def cpu_s(process: "subprocess.Popen[str]") -> float:
    """Return the processor seconds that a running process has used."""
    fields = (
        Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def line(name: str, told: Told, good: int) -> str:
    """Return one kind's row: how many, how fast, what else was answered."""
    times = np.array(told.seconds.get(good, [np.nan])) * 1000
    p50, p90, p99, worst = np.percentile(times, [50, 90, 99, 100])
    inside = float(np.mean(times < BARS[name] * 1000))
    other = {status: len(found) for status, found in sorted(told.seconds.items()) if status != good}
    shed = np.array(told.seconds.get(503, [np.nan])) * 1000
    told_off = f"  503 p99 {np.nanpercentile(shed, 99):.0f} ms" if 503 in told.seconds else ""
    return (f"{name:13}{told.count(good):8,} answered  p50 {p50:6.1f}  p90 {p90:6.1f}  "
            f"p99 {p99:6.1f}  worst {worst:7.1f} ms  within bar {inside:6.1%}  "
            f"other {other or '-'}{told_off}")  # fmt: skip


def measured(made: Rehearsal, asked: dict[str, "itertools.chain[bytes]"], *, port: int,
             seconds: float, factor: float, seed: int) -> dict[str, Told]:  # fmt: skip
    """Run one round and return what was answered."""
    streams = [
        Stream("registration", REGISTRATIONS * factor, asked["registration"].__next__),
        Stream("look-up", LOOK_UPS * factor, asked["look-up"].__next__),
    ]
    return asyncio.run(ask_all(port, streams, seconds, seed))


def main() -> None:
    """Prepare, start, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--factor", type=float, default=1, help="times the opening hour's burst")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    families = int(REGISTRATIONS * given.factor * given.seconds * given.rounds * 1.2) + 100
    with tempfile.TemporaryDirectory(prefix="jiujin-opening-") as folder:
        made = prepare(Path(folder), SAMPLE, families)
        port = free_port()
        process = started(Path(folder), port)
        asked = questions(made)
        try:
            for number in range(given.rounds):
                before, mine = cpu_s(process), time.process_time()
                found = measured(made, asked, port=port, seconds=given.seconds,
                                 factor=given.factor, seed=number)  # fmt: skip
                used, own = cpu_s(process) - before, time.process_time() - mine
                shares = [spent / given.seconds for spent in (used, own)]
                print(f"round {number + 1}: load {os.getloadavg()[0]:.1f}, processors: "
                      f"server {shares[0]:.2f}, generator {shares[1]:.2f}")  # fmt: skip
                print(line("look-up", found["look-up"], 200))
                print(line("registration", found["registration"], 201))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


if __name__ == "__main__":
    main()
