"""How is HiGHS asked so that it says nothing and answers the same every time?"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_STDOUT = 1


def quiet_solver(model: Any, **options: float) -> Any:
    """Return a HiGHS object with the model, one thread, a fixed seed and no output."""
    import highspy

    with _without_banner():
        solver: Any = highspy.Highs()
        solver.silent()
    always: dict[str, Any] = {"threads": 1, "random_seed": 1}
    for option, value in (always | options).items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


@contextmanager
def _without_banner() -> Iterator[None]:
    """Turn the process's standard output away: the first object made prints a banner in C."""
    sys.stdout.flush()
    kept, away = os.dup(_STDOUT), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(away, _STDOUT)
        yield
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)
        os.close(away)
