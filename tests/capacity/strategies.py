"""Small random districts in which every corner of the rule can happen."""

from hypothesis import strategies as st

from capacity.case import Child
from capacity.ruleset import Comparator, CostShape, Order, Ruleset

COMPARATORS = st.sampled_from(
    [
        (Comparator.PROXIMITY, Comparator.LOTTERY),
        (Comparator.PREFERENCE, Comparator.SIBLING, Comparator.PROXIMITY, Comparator.LOTTERY),
        (Comparator.POINTS, Comparator.PROXIMITY, Comparator.LOTTERY),
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


@st.composite
def districts(draw, *, most_children=6, most_schools=3, barred=True, tiers=3):
    """Draw (children, places): up to six children, three schools, one to three tiers."""
    schools = [f"S{number}" for number in range(1, draw(st.integers(1, most_schools)) + 1)]
    places = {school: draw(st.integers(0, 4)) for school in schools}
    children = []
    for number in range(draw(st.integers(1, most_children))):
        metres = [draw(st.integers(0, 9)) for _ in schools]
        children.append(
            Child(
                id=f"C{number}",
                claims=tuple(draw(st.sets(st.sampled_from(schools), max_size=2))),
                options=tuple(zip(schools, metres, strict=True)),
                tier=draw(st.integers(1, tiers)),
                preference=draw(st.integers(0, 1)),
                siblings_at=tuple(draw(st.sets(st.sampled_from(schools), max_size=1))),
                points=draw(st.integers(0, 2)),
                barred=tuple(draw(st.sets(st.sampled_from(schools), max_size=1))) if barred else (),
            )
        )
    return children, places
