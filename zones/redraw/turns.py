"""How is the search's work shared out: begun anew several times, mended, the best put together?"""

from dataclasses import dataclass, field, replace

import numpy as np

from zones.redraw.bound import Bound
from zones.redraw.exact import Program
from zones.redraw.pool import Pool, combined
from zones.redraw.problem import Ints, Problem
from zones.redraw.search import NO_PLAN, Budget, Found, Listener, search, settled
from zones.redraw.start import grown

_MOST_TURNS = 8
_TURN = 2_000_000  # tries of one turn at least: fewer find nothing worth combining
_TURN_A_BLOCK = 1_500
_LARGEST = 3_000  # blocks: larger districts need the whole search for one turn
_SUGGESTIONS, _FEWEST_SUGGESTIONS = 16, 4
_CELLS = 6_000  # of the integer programs of one search together: blocks times suggestions
_SMALL = 600  # blocks: their integer programs tell more in the same time than more turns
_SUGGEST_FROM = 8_000_000  # tries in all: less work is better spent on searching alone


def searched(
    problem: Problem, start: Ints, budget: Budget, seed: int, bound: Bound | None,
    listen: Listener | None = None,
) -> Found:  # fmt: skip
    """Search in turns of different seeds, then combine the zones met in all of them.

    Where the bound is close, plans of the integer program without contiguity are mended too; of a
    small district after half the turns, of which the rest follow unless a plan in one piece came.
    Same arguments, same answer, unless cut short.
    """
    turns = 1
    if problem.blocks <= _LARGEST:
        least = max(_TURN, _TURN_A_BLOCK * problem.blocks)
        turns = max(1, min(_MOST_TURNS, budget.tries // least))
    state = _Best(problem, budget, bound, listen)
    asks = budget.tries >= _SUGGEST_FROM and turns > 1
    ask_after = turns // 2 if problem.blocks <= _SMALL else turns
    for turn in range(turns):
        state.turn(start, seed + turn * 0x10001, budget.tries // turns)
        if asks and turn + 1 == ask_after and state.suggestions(seed):
            break
        if state.found.cut_short:
            break
    return state.found


@dataclass(slots=True)
class _Best:
    """The best plan of all turns so far, and the zones met."""

    problem: Problem
    budget: Budget
    bound: Bound | None
    listen: Listener | None
    found: Found = field(init=False)
    pool: Pool = field(init=False)
    met: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing found."""
        self.pool = Pool(self.problem)

    def turn(self, start: Ints, seed: int, tries: int) -> None:
        """Search once more."""
        worth = None if self.bound is None else self.bound.worth
        part = replace(self.budget, tries=tries)
        found = search(
            self.problem, start, part, seed, worth=worth, listen=self.tell, pool=self.pool
        )
        self.take(found)

    def tell(self, value: int) -> None:
        """Pass on the best value of all turns."""
        if self.listen is not None:
            self.listen(min(value, self.value))

    @property
    def value(self) -> int:
        """Return the best value so far, NO_PLAN where there is none."""
        return self.found.value if self.met else NO_PLAN

    def take(self, found: Found) -> None:
        """Keep the better of two plans, then what the zones of both may give together."""
        self.met += 1
        if self.met == 1:
            self.found = found
            return
        old = self.found
        over = min((found.nearest, old.nearest), key=self.problem.unmet)
        better = found if found.value < old.value else old
        nearest = over if better.zone is None else better.zone
        self.found = Found(better.zone, better.value, nearest, old.cut_short or found.cut_short)
        self.combine()

    def combine(self) -> None:
        """Put the best zones met together."""
        found = self.found
        if found.zone is None or found.cut_short or self.problem.blocks > _LARGEST:
            return
        weight = np.zeros(self.problem.blocks) if self.bound is None else 2.0 * self.bound.worth
        left = max(self.budget.seconds_left(), 0.1)
        zone = combined(self.pool, weight, found.zone, left)
        if zone is not None:
            self.found = Found(zone, self.problem.value(zone), zone, found.cut_short)
            self.pool.add(zone)

    def suggestions(self, seed: int) -> bool:
        """Mend what the integer program suggests; say whether it came to a plan in one piece."""
        bound, found = self.bound, self.found
        if bound is None or found.zone is None or found.cut_short:
            return False
        if self.problem.graph.border.any() or self.problem.group is not None:
            return False  # the program knows neither borders nor groups
        program = Program(self.problem, bound)
        if not program.narrowed(self.value):
            return False
        most = max(_FEWEST_SUGGESTIONS, min(_SUGGESTIONS, _CELLS // self.problem.blocks))
        for number in range(most):
            plan = program.suggested(self.budget.seconds_left())
            if self.budget.seconds_left() <= 0:
                self.found = replace(self.found, cut_short=True)
                break
            if plan is None:
                if program.widened():
                    continue
                break
            zone, whole = plan
            part = replace(self.budget, tries=self.budget.tries // 16)
            begun = zone if whole else mended(self.problem, zone)
            if (begun < 0).any():  # a block that a school must have was cut off on the way
                break
            self.take(settled(self.problem, begun, part, seed + number, self.pool))
            if whole:
                return True
        return False


def mended(problem: Problem, zone: Ints) -> Ints:
    """Return zones in one piece that are as suggested wherever that can be reached."""
    cost, rows = problem.cost.copy(), np.arange(problem.blocks)
    cost[rows, zone] = np.where(problem.may(), cost, NO_PLAN).min(axis=1) - 1
    return grown(replace(problem, cost=cost), np.zeros(problem.schools, np.int64))
