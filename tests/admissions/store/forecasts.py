"""Which forecast do the tests of the store keep?"""

from typing import Any


def forecast_values(run_id: str, **changed: Any) -> dict[str, Any]:
    """Return the columns of a small forecast, but for whose it is and when it was made."""
    return {
        "id": run_id, "origin": 2012, "years": 3, "scenario_id": None, "scenario_revision": None,
        "data_sha256": "a" * 64, "parameters_sha256": "b" * 64, "digest": "c" * 64,
        "document": {"origin": 2012},
    } | changed  # fmt: skip
