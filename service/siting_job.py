"""How are sites chosen from two tables, and the answer written down?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capacity.siting import Siting, SitingCase, site
from geo.csv_out import csv_bytes
from geo.faults import BadInput, FaultList
from geo.row_faults import add_rows
from geo.tables import as_integers, as_numbers, read_table, unique_ids
from service.bundle import require_free, write_bundle
from service.progress import Progress

FUTURES = ("low", "middle", "high")
WEIGHTS = (0.25, 0.5, 0.25)
MOST_CELLS = 1_500_000


@dataclass(frozen=True, slots=True)
class SitingCall:
    """The tables, how many schools may be opened and closed, and the solver's time in seconds."""

    demand: Path
    sites: Path
    most_open: int
    most_closed: int
    seconds: float


def choose_sites(
    call: SitingCall, out: Path | None, progress: Progress, *, overwrite: bool
) -> dict[str, Any]:
    """Read, solve, and write sites.csv and flows.csv where `out` is given; raises BadInput."""
    if out is not None:
        require_free(out, overwrite=overwrite)
    with progress.step("read blocks and sites"):
        blocks, sites, case = read_case(call)
    with progress.step(f"choose among {len(sites):,} sites for {len(blocks):,} blocks"):
        found = site(case, seconds=call.seconds)
    table = _sites_table(sites, case, found)
    if out is not None:
        files = {
            "sites.csv": csv_bytes(table),
            "flows.csv": csv_bytes(_flows(blocks, sites, found)),
        }
        with progress.step(f"write {out}"):
            write_bundle(out, files, check=lambda _: None)
    return {
        "format": "jiujin-siting/1",
        "opened": table["site_id"][(table["change"] == "open")].tolist(),
        "closed": table["site_id"][(table["change"] == "close")].tolist(),
        "unmet": {name: round(float(n), 3) for name, n in zip(FUTURES, found.unmet, strict=True)},
        "mean_metres": round(
            found.metres / max(float(case.weights @ case.demand.sum(axis=1)), 1), 1
        ),
        "gap": round(found.gap, 6),
        "stopped_by_time": found.stopped,
    }


def read_case(call: SitingCall) -> tuple[list[str], list[str], SitingCase]:
    """Read block_id, x, y, low, middle, high and site_id, x, y, places, kind (metres)."""
    blocks = read_table(call.demand, ("block_id", "x", "y", *FUTURES))
    sites = read_table(call.sites, ("site_id", "x", "y", "places", "kind"))
    faults = FaultList()
    names = unique_ids(blocks, "block_id", call.demand.name, faults)
    ids = unique_ids(sites, "site_id", call.sites.name, faults)
    here = [as_numbers(blocks, c, call.demand.name, faults) for c in ("x", "y")]
    there = [as_numbers(sites, c, call.sites.name, faults) for c in ("x", "y")]
    demand = np.array([as_numbers(blocks, c, call.demand.name, faults, minimum=0) for c in FUTURES])
    places = as_integers(sites, "places", call.sites.name, faults, minimum=1)
    kinds = sites["kind"].isin(["existing", "candidate"])
    bad = [(int(row), "kind is neither existing nor candidate") for row in sites.index[~kinds]]
    add_rows(faults, call.sites.name, bad, "write existing or candidate")
    faults.refuse_if_any()
    if len(names) * len(ids) * len(FUTURES) > MOST_CELLS:
        what = f"{len(names):,} blocks x {len(ids):,} sites are too many"
        raise BadInput.one(call.demand.name, what, "join small blocks, or leave far sites out")
    metres = np.hypot(*(a[:, None] - b[None, :] for a, b in zip(here, there, strict=True)))
    return names, ids, SitingCase(
        metres, demand, np.array(WEIGHTS), places.astype(float),
        (sites["kind"] == "existing").to_numpy(dtype=bool), call.most_open, call.most_closed,
    )  # fmt: skip


def _sites_table(sites: list[str], case: SitingCase, found: Siting) -> pd.DataFrame:
    change = np.where(case.existing & ~found.open_, "close",
                      np.where(~case.existing & found.open_, "open", ""))  # fmt: skip
    used = found.shares.sum(axis=1)
    table: dict[str, Any] = {"site_id": sites, "open": found.open_.astype(int), "change": change,
                             "places": case.places.astype(int)}  # fmt: skip
    for at, name in enumerate(FUTURES):
        table[f"children_{name}"] = used[at].round(2)
    return pd.DataFrame(table)


def _flows(blocks: list[str], sites: list[str], found: Siting) -> pd.DataFrame:
    future, block, place = np.nonzero(found.shares > 1e-6)
    return pd.DataFrame({
        "future": np.array(FUTURES, dtype=object)[future],
        "block_id": np.array(blocks, dtype=object)[block],
        "site_id": np.array(sites, dtype=object)[place],
        "children": found.shares[future, block, place].round(3),
    })  # fmt: skip
