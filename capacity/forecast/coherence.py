"""How do fractions of children become whole ones whose sums agree? By the largest remainder."""

import numpy as np

from capacity.forecast.panel import Floats, Ints


def whole_children(values: Floats) -> Ints:
    """Round non-negative figures so that they add up to their rounded sum.

    The cells with the largest remainders are rounded up, ties in their order. Sums over schools,
    zones and the district are sums of these whole numbers, so they agree to the child. NaN counts
    as nobody.
    """
    flat = np.nan_to_num(values).reshape(-1)
    down = np.floor(flat).astype(np.int64)
    up = int(np.rint(flat.sum())) - int(down.sum())
    order = np.argsort(-(flat - down), kind="stable")
    down[order[: max(up, 0)]] += 1
    return np.asarray(down.reshape(values.shape))
