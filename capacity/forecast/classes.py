"""How many classes will be needed? A probability for each number, not one number."""

import numpy as np

from capacity.forecast.outlook import Outlook
from capacity.forecast.panel import Floats


def class_chances(said: Floats, outlook: Outlook, limit: int, most: int) -> Floats:
    """Return P(k classes are needed) for k = 0..most at each forecast, (most + 1, ...).

    k classes of `limit` pupils hold up to k * limit; the last entry is "most or more".
    """
    beyond = [outlook.above(said, np.full_like(said, k * limit)) for k in range(most)]
    steps = [np.ones_like(said), *beyond, np.zeros_like(said)]
    return np.asarray([steps[k] - steps[k + 1] for k in range(most + 1)])
