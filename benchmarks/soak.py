"""Does one process stay the same for half an hour of opening-hour load, with a spike in between?

    python -m benchmarks.soak [--minutes 30] [--spike-seconds 20]

Minute after minute of the opening hour's load; half-way a spike of three times as much. Bars
(R12): p99 of look-ups < 50 ms and of registrations < 250 ms in every calm minute; in the spike 90 %
of what is taken in within them, 503 within 50 ms; resident memory grows by less than 5 % from the
fifth minute, when caches are full, to the end. Registrations are kept, so the database grows;
memory must not.
"""

import argparse
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.open_loop import Told
from benchmarks.opening_hour import (
    BARS,
    REGISTRATIONS,
    SAMPLE,
    free_port,
    line,
    measured,
    questions,
    started,
)
from service.rehearsal import prepare

SPIKE, WARM = 3.0, 5
GROWTH = 0.05
WORD = {True: "HELD", False: "MISSED"}
GOOD = {"look-up": 200, "registration": 201}


@dataclass(frozen=True)
class Minute:
    """What one minute came to: p99 of each kind in ms, and megabytes after it."""

    p99: dict[str, float]
    megabytes: float
    turned_away: int


def resident(process: "subprocess.Popen[str]") -> float:
    """Return the megabytes of a running process that are in memory."""
    for row in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    message = "the server has no resident memory: it has ended"
    raise SystemExit(message)


def minute(found: dict[str, Told], process: "subprocess.Popen[str]") -> Minute:
    """Sum up one minute."""
    p99 = {name: float(np.percentile(np.array(found[name].seconds.get(good, [np.nan])) * 1000, 99))
           for name, good in GOOD.items()}  # fmt: skip
    away = sum(told.count(503) for told in found.values())
    return Minute(p99, resident(process), away)


def judged(minutes: list[Minute]) -> list[str]:
    """Say whether each bar held."""
    told = []
    for name, bar in BARS.items():
        times = [each.p99[name] for each in minutes]
        late = sum(not one < bar * 1000 for one in times)
        told.append(f"{WORD[not late]}  {name} p99 median {np.median(times):.1f}, worst minute "
                    f"{max(times):.1f} ms (bar {bar * 1000:.0f}; {late} of {len(times)} minutes "
                    f"beyond)")  # fmt: skip
    if len(minutes) > WARM:
        first, last = minutes[WARM - 1].megabytes, minutes[-1].megabytes
        grown = last / first - 1
        told.append(f"{WORD[grown < GROWTH]}  memory {first:.0f} MB after minute {WARM}, "
                    f"{last:.0f} MB at the end: {grown:+.1%} (bar {GROWTH:.0%})")  # fmt: skip
    return told


def main() -> None:
    """Prepare, serve, ask minute after minute, print each and the bars."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--spike-seconds", type=float, default=20)
    given = parser.parse_args()
    seconds = given.minutes * 60 + SPIKE * given.spike_seconds
    with tempfile.TemporaryDirectory(prefix="jiujin-soak-") as folder:
        made = prepare(Path(folder), SAMPLE, int(REGISTRATIONS * seconds * 1.05) + 100)
        port = free_port()
        process = started(Path(folder), port)
        asked, minutes = questions(made), list[Minute]()
        try:
            for number in range(given.minutes):
                if number == given.minutes // 2:
                    found = measured(made, asked, port=port, seconds=given.spike_seconds,
                                     factor=SPIKE, seed=10_000)  # fmt: skip
                    for name, good in GOOD.items():
                        print(f"spike  {line(name, found[name], good)}", flush=True)
                found = measured(made, asked, port=port, seconds=60, factor=1.0, seed=number)
                minutes.append(minute(found, process))
                print(f"minute {number + 1}: {minutes[-1]}", flush=True)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    print("\n".join(judged(minutes)))


if __name__ == "__main__":
    main()
