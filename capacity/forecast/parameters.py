"""Which numbers steer the forecast? All of them, frozen here, with the reason for each.

They were settled once on the public panels up to 2019 (New York K-5 and 6-8, Eau Claire) and are
not changed for a panel at hand: what a panel needs of its own (pseudo-pupils, smoothing,
calibration, widths) is learned inside its history at every origin.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameters:
    """The frozen choices of the method; names follow docs/forecast.md."""

    ratio_weights: tuple[float, ...] = (4.0, 3.0, 2.0, 1.0)
    """Weights of the last four moves from grade to grade, the newest first."""
    pseudo_pupils: tuple[float, ...] = (0.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1e9)
    """Candidates for K, the pupils by which a district's ratio enters a school's own."""
    first_pseudo_pupils: int = 4
    """Which candidate stands while the history has not spoken yet."""
    area_pseudo_pupils: float = 200.0
    """Pupils by which the city's ratio enters a district's."""
    smoothings: tuple[float, ...] = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    """Candidates for alpha, the newest year's share in a level of entrants."""
    first_smoothing: int = 5
    growth_years: int = 3
    growth_pseudo_pupils: float = 500.0
    """Pupils by which the city's growth of entrants enters a district's."""
    growth_share: float = 0.4
    """Share of an area's growth that is carried on; all of it overshoots at turning points."""
    growth_damping: float = 0.6
    capture_weights: tuple[float, ...] = (3.0, 2.0, 1.0)
    """Weights of the last three capture ratios (entrants over births), the newest first."""
    born_year_before: float = 1 / 3
    """Share of a cohort born in the earlier of its two calendar years (cut-off 31 August)."""
    shock_deviations: float = 3.0
    """A year is a shock beyond this many median absolute deviations ..."""
    shock_floor: float = 0.02
    """... and beyond two per cent: calm histories have tiny deviations."""
    shock_least_years: int = 4
    shock_weight: float = 0.25
    shock_memory: int = 2
    """After a shock, growth and calibration rest for this many years."""
    calibration_share: float = 0.6
    calibration_doubt: float = 0.5
    """How much of its standard error a past bias must outweigh to be corrected."""
    calibration_deviation: float = 0.02
    calibration_deviation_years: float = 2.0
    """Spread of yearly biases assumed before the history shows its own, and its weight."""
    least_history: int = 5
    """Years up to and with an origin before its forecast is scored or taught from."""
    most_residuals: int = 8_000
    """Past residuals kept for a width; evenly thinned beyond."""
    conformal_least: int = 60
    """Below this many past residuals, widths come from Student's t instead of their quantiles."""
    prior_spread: float = 0.02
    """Relative error for one year ahead assumed where nothing has been seen, and its weight."""
    prior_weight: float = 2.0
    common_share: float = 0.2
    common_share_origins: float = 2.0
    """Share of the error that one year's figures have in common, assumed, and its weight."""
    level_tails: tuple[float, ...] = (0.025, 0.1, 0.9, 0.975)
    shift_steps: tuple[float, ...] = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12)
    """Candidates for the spread of the step by which all intakes of one year move (log) ..."""
    shift_step: float = 0.03
    shift_step_doubt: float = 0.7
    """... the one believed at first, and the spread (log) of that belief."""
    shift_leans: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)
    """Candidates for the share of a year's step that the next year keeps."""
    shift_jolt: float = 0.1
    """How likely a year has a jolt besides its step, and the jolt's spread in steps."""
    shift_jolt_size: float = 3.0
    shift_noise: float = 0.01
    """What a sum of steps and the miss of a forecast differ by, besides chance (log)."""
    shift_teachers: int = 3
    """Longest horizon whose misses teach of steps: the longer ones tell of the same years."""
    reliability_ridge: float = 20.0
    """Past warnings' worth of belief that the slope of a correction is 1."""
    reliability_memory: float = 0.4
    """Weight of a target year in the shift of a correction, against the year after it."""
    reliability_years: int = 6
    """Target years asked for a correction; older ones would weigh less than a hundredth."""
    reliability_doubt_years: float = 0.5
    """Years' worth of belief that the next year needs no shift."""
    reliability_spread: float = 0.5
    """Spread (log-odds) of the shifts of single years: no number of schools makes a year more."""

    def document(self) -> dict[str, Any]:
        """Return every value by name, for a run's manifest."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}


FROZEN = Parameters()
