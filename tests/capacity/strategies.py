"""Small random districts in which every corner of the rule can happen."""

from dataclasses import replace

from hypothesis import strategies as st

from capacity.case import Child
from capacity.ruleset import Comparator, CostShape, Order, Ruleset

ENDING = (Comparator.PROXIMITY, Comparator.LOTTERY)
COMPARATORS = st.sampled_from(
    [
        ENDING,
        (Comparator.PREFERENCE, Comparator.SIBLING, *ENDING),
        (Comparator.POINTS, *ENDING),
    ]
)
RULES = st.builds(
    Ruleset,
    order=st.sampled_from(Order),
    comparators=COMPARATORS,
    cost=st.sampled_from(CostShape),
    band_m=st.just(3),
    cap_m=st.sampled_from([None, None, 6]),
    tail_m=st.sampled_from([None, None, 4]),
)


class Dice:
    """Small choices read from one drawn string of bytes: one draw is far cheaper than hundreds."""

    def __init__(self, throws: bytes) -> None:
        self._throws = iter(throws)

    def upto(self, most: int) -> int:
        """Return 0..most."""
        return next(self._throws, 0) % (most + 1)

    def most(self, most: int) -> int:
        """Return 0..most, the larger of two throws: small districts have little to decide."""
        return max(self.upto(most), self.upto(most))

    def some(self, items, most):
        """Return up to `most` of `items`, in their order."""
        wanted = {items[self.upto(len(items) - 1)] for _ in range(self.upto(most))}
        return tuple(item for item in items if item in wanted)


@st.composite
def districts(
    draw, *, most_children=6, most_schools=3, barred=True, tiers=3, zoned=False,
    spare=(2, 0, 1, -1, 3), farthest=9,
):  # fmt: skip
    """Draw (children, places): up to six children, three schools, one to three tiers.

    There are `spare` places more than children (or fewer), so that most districts are short of
    places somewhere and few are short of places altogether. `zoned`: nobody lives in no zone.
    With a small `farthest` (metres) there are many ties.
    """
    throws = 8 + 20 * most_children
    dice = Dice(draw(st.binary(min_size=throws, max_size=throws)))
    schools = [f"S{number}" for number in range(1, dice.most(most_schools - 1) + 2)]
    count = dice.most(most_children - 1) + 1
    places = dict.fromkeys(schools, 0)
    for _ in range(count + spare[dice.upto(len(spare) - 1)]):
        places[schools[dice.upto(len(schools) - 1)]] += 1
    children = [_child(dice, number, schools, barred, tiers, farthest) for number in range(count)]
    if zoned:
        first = (schools[0],)
        children = [replace(each, claims=each.claims or first) for each in children]
    return children, places


def _child(dice, number, schools, barred, tiers, farthest):
    rarely = dice.upto(3) == 3
    return Child(
        id=f"C{number}",
        claims=dice.some(schools, 2),
        options=tuple((school, dice.upto(farthest)) for school in schools),
        tier=dice.upto(tiers - 1) + 1,
        preference=dice.upto(1),
        siblings_at=dice.some(schools, 1),
        points=dice.upto(2),
        barred=dice.some(schools, 1) if barred and rarely else (),
    )
