"""Does a what-if say what a whole run with that scenario says, and of the files as they are now?"""

from datetime import date
from pathlib import Path

import pytest

from capacity.forecast.scenario import PlanChange, Scenario
from service.forecast_run_job import run_files
from service.forecast_stored import district_call
from service.forecast_what_if import asked
from service.progress import Progress
from tests.service.forecast_files import LAST, write_files, write_rolls

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "mentougou"
DAY = date(2026, 5, 20)


@pytest.mark.parametrize("scenario", [
    Scenario(), Scenario(births=0.6), Scenario(births=1.2, nonlocal_entry=0.5),
    Scenario(births=0.6, plans=(PlanChange("P07", 2028, 9),)),
])  # fmt: skip
def test_a_what_if_says_what_a_whole_run_with_that_scenario_says(scenario):
    call = district_call(SAMPLE, DAY, years=4, limit=45, scenario=scenario)
    document, _ = run_files(call, Progress(quiet=True))

    found = asked(SAMPLE, DAY, 4, scenario)

    told = {(row["stream"], str(row["year"])): row["pupils"] for row in found.totals}
    assert told == {(stream, year): pupils for stream, years in document["totals"].items()
                    for year, pupils in years.items()}  # fmt: skip


def test_a_what_if_asks_the_files_as_they_are_now(tmp_path):
    write_files(tmp_path)
    before = asked(tmp_path, DAY, 2, Scenario())

    write_rolls(tmp_path, last=LAST - 1)
    after = asked(tmp_path, DAY, 2, Scenario())

    assert (before.origin, after.origin) == (LAST, LAST - 1)
