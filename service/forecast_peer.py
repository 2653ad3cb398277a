"""What would cohort survival, weighted 3-2-1, have said from the rolls that a run was made of?"""

import numpy as np
import pandas as pd

from capacity.forecast.peers import CohortSurvival321
from capacity.forecast.rolls import ALSO, OPTIONAL, REQUIRED, rolls_of
from geo.tables import complete


def cohort_survival(history: pd.DataFrame, stream: str, years: int) -> pd.DataFrame:
    """Return school_id, grade, year and the peer's pupils, 1 to `years` years ahead.

    `history` is a run's history.csv as text cells. Cells it says nothing of are left out.
    """
    part = history[history["stream"] == stream].drop(columns="stream").rename(columns=ALSO)
    frame = complete(part, REQUIRED, OPTIONAL, "history.csv")
    panel = rolls_of(frame, "history.csv").panel
    last = int(np.flatnonzero(panel.known)[-1])
    said = CohortSurvival321(panel).forecast(last, years)
    s, g, h = np.nonzero(~np.isnan(said))
    told = pd.DataFrame({
        "school_id": [panel.schools[at] for at in s], "grade": [panel.grades[at] for at in g],
        "year": panel.first_year + last + h, "peer": said[s, g, h],
    })  # fmt: skip
    return told[told["year"] > panel.first_year + last]
