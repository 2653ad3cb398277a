"""Which school can a block get to at all, over blocks that may go to the same school?"""

import numpy as np
from numba import njit

from zones.redraw.bound_kernels import reached
from zones.redraw.problem import Problem, with_allowed


def tightened(problem: Problem) -> Problem:
    """Return the problem without pairs that no zone in one piece can hold."""
    may = problem.may()
    graph = (problem.graph.start, problem.graph.target)
    return with_allowed(problem, may & _all_reached(np.ascontiguousarray(may.T), graph).T)


@njit(cache=True)
def _all_reached(may, graph):  # type: ignore[no-untyped-def]
    schools, n = may.shape
    found = np.zeros((schools, n), np.bool_)
    for school in range(schools):
        found[school] = reached(n + school, may[school], graph)[:n]
    return found
