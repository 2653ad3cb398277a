"""Did the warnings of the past come true? Said beside what came, in bins, and who was put first.

Beside each bin stands its standard error, the years of the targets being its clusters: what lifts
a whole year moves all its schools. Targets of several years overlap, so that it is if anything too
small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from capacity.forecast.backtest import Backtest
from capacity.forecast.panel import Bools, Floats
from capacity.forecast.reliability import past_warnings, reliability_at

EDGES = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Bins are ten points wide; all above a half are one."""
LEAST_CASES = 50
"""A bin of fewer warnings is shown, but not judged."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Warnings of like probability: mean said, share that came, and the miss's standard error."""

    cases: int
    said: float
    came: float
    error: float

    @property
    def miss(self) -> float:
        """Return by how many points the bin is off."""
        return 100 * abs(self.said - self.came)

    def __str__(self) -> str:
        return f"{100 * self.said:.0f}->{100 * self.came:.0f}+-{100 * self.error:.0f}({self.cases})"

    def document(self) -> dict[str, Any]:
        """Return the bin as it stands in jiujin-backtest/1, in per cent."""
        return {"n": self.cases, "said": _percent(self.said), "came": _percent(self.came),
                "standard_error": _percent(self.error)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warned:
    """All scored origins' corrected probabilities, what came, last year over seats, and origins."""

    said: Floats
    came: Bools
    last_year: Floats
    origin: Floats

    def bins(self) -> list[Bin]:
        """Return the bins that hold any warning, in order."""
        which = np.digitize(self.said, EDGES)
        return [self._bin(which == k) for k in range(len(EDGES) + 1) if (which == k).any()]

    def worst(self) -> Bin | None:
        """Return the bin that is most off, of those with 50 cases or more; None without any."""
        judged = [each for each in self.bins() if each.cases >= LEAST_CASES]
        return max(judged, key=lambda each: each.miss, default=None)

    def brier(self) -> float:
        """Return the mean squared miss of the probabilities (Brier 1950); NaN without any."""
        return float(((self.said - self.came) ** 2).mean()) if len(self.said) else float("nan")

    def document(self) -> dict[str, Any]:
        """Return the warnings as they stand in jiujin-backtest/1: null where nothing can be said.

        `base_rate`, bins and `worst_bin` are in per cent and points, AUC and Brier shares of 1.
        """
        if not len(self.said):
            missing = ("base_rate", "auc", "auc_last_year", "brier", "worst_bin")
            return {"n": 0, "origins": 0, **dict.fromkeys(missing), "bins": []}
        worst = self.worst()
        return {
            "n": len(self.said),
            "origins": len(np.unique(self.origin)),
            "base_rate": _percent(float(self.came.mean())),
            "auc": _share(ranking(self.said, self.came)),
            "auc_last_year": _share(ranking(self.last_year, self.came)),
            "brier": _share(self.brier()),
            "bins": [each.document() for each in self.bins()],
            "worst_bin": None if worst is None else round(worst.miss, 3),
        }

    def _bin(self, here: Bools) -> Bin:
        missed = self.came[here] - self.said[here]
        apart = missed - missed.mean()
        sums = np.array([apart[self.origin[here] == o].sum() for o in np.unique(self.origin[here])])
        few = len(sums) / (len(sums) - 1) if len(sums) > 1 else np.inf
        error = float(np.sqrt(few * (sums**2).sum()) / len(missed)) if len(sums) > 1 else np.inf
        return Bin(len(missed), float(self.said[here].mean()), float(self.came[here].mean()), error)


def warned(run: Backtest, horizon: int, class_size: int) -> Warned:
    """Gather what every scored origin would have warned of, corrected by what it could know."""
    empty: Sequence[Floats | Bools] = [np.empty(0)] * 4
    parts = [empty]
    for t in run.origins(horizon):
        one = past_warnings(run, t, horizon, class_size)
        said = reliability_at(run, t, horizon, class_size).correct(one.said)
        parts.append((said, one.came, one.last_year, np.full(len(said), float(t))))
    said, came, last_year, origin = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Warned(said, came.astype(bool), last_year, origin)


def ranking(said: Floats, came: Bools) -> float:
    """Return the area under the ROC curve: how often an event was given more than a non-event."""
    from scipy.stats import rankdata

    hits, misses = int(came.sum()), int((~came).sum())
    if not hits or not misses:
        return float("nan")
    rank = rankdata(said)
    return float((rank[came].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _percent(share: float) -> float | None:
    return round(100 * share, 3) if np.isfinite(share) else None


def _share(share: float) -> float | None:
    return round(share, 4) if np.isfinite(share) else None
