"""Which small panels do the tests share? Made by hand or seeded, never read from a file."""

import numpy as np

from capacity.forecast.panel import Floats, Panel


def panel_of(pupils: Floats, *, districts: int = 1, first_year: int = 2000) -> Panel:
    """Make a panel of (schools, grades, years); schools are dealt to the districts in turn."""
    schools, grades, _ = pupils.shape
    return Panel(
        tuple(f"S{k:02d}" for k in range(schools)),
        tuple(f"D{k}" for k in range(districts)),
        np.arange(schools, dtype=np.int64) % districts,
        tuple(str(g + 1) for g in range(grades)),
        first_year,
        np.asarray(pupils, dtype=np.float64),
    )


def town(schools: int = 12, grades: int = 4, years: int = 12, seed: int = 5) -> Floats:
    """Make rolls in which cohorts move up with some coming and going."""
    random = np.random.default_rng(seed)
    found = np.empty((schools, grades, years))
    found[:, :, 0] = random.integers(40, 120, (schools, 1))
    for t in range(1, years):
        found[:, 0, t] = np.maximum(5, found[:, 0, t - 1] + random.integers(-9, 10, schools))
        stay = random.uniform(0.9, 1.08, (schools, grades - 1))
        found[:, 1:, t] = np.rint(found[:, :-1, t - 1] * stay)
    return found
