"""What could children still exchange? The small graph searches of the check, standard library."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

NEVER = float("inf")


def levels_of_claim(
    *, ruleset: Mapping[str, Any], children: Mapping[str, Mapping[str, Any]]
) -> dict[str, int]:
    """Return each child's level of claim, 0 first: tier, then comparators before proximity."""
    before = ruleset["comparators"][: ruleset["comparators"].index("proximity")]
    keys = {name: _claim_key(child, before) for name, child in children.items()}
    number = {key: index for index, key in enumerate(sorted(set(keys.values())))}
    return {name: number[key] for name, key in keys.items()}


def _claim_key(child: Mapping[str, Any], before: Iterable[str]) -> tuple[int, ...]:
    worth = {
        "preference": child.get("preference", 0),
        "sibling": int(bool(set(child.get("siblings_at", ())) & set(child["claims"]))),
        "points": child.get("points", 0),
    }
    return (child["tier"], *(-worth[name] for name in before))


def thresholds_of(
    claims: Mapping[str, list[str]], at: Mapping[str, str], level: Mapping[str, int]
) -> dict[str, int]:
    """Return, per school, the first level turned away from it, given who is `at` its own zone.

    A child turned away reaches its claimed schools, and from each the other schools to which a
    child of a shared zone there could have made way. Schools that turn nobody away are left out.
    """
    shifts: dict[str, set[str]] = defaultdict(set)
    for name, school in at.items():
        shifts[school].update(claims[name])
    threshold: dict[str, int] = {}
    for name in sorted(set(claims) - set(at), key=level.__getitem__):
        queue = deque(claims[name])
        while queue:
            school = queue.popleft()
            if school not in threshold:
                threshold[school] = level[name]
                queue.extend(shifts[school])
    return threshold


def in_vain(
    first: str,
    home: str,
    moves: Counter[tuple[str, str]],
    vacant: set[str],
    may_stand_empty: set[str],
) -> set[str]:
    """Return nothing if one more child at `first` can be made up for, else the schools reached.

    A chain of the open `moves` (school, school) leads back to `home`; on its way it may jump once
    from a `vacant` school to any that `may_stand_empty`: the place left is then left there.
    """
    neighbours: dict[str, list[str]] = defaultdict(list)
    for (j, k), number in moves.items():
        if number > 0:
            neighbours[j].append(k)
    queue, seen = deque([first]), {first}
    while queue:
        j = queue.popleft()
        if j == home:
            return set()
        near = set(neighbours[j]) | (may_stand_empty if j in vacant else set())
        queue.extend(near - seen)
        seen |= near
    return seen


def smallest_prices(
    edges: Mapping[str, Mapping[str, int]], schools: Iterable[str], must_fill: set[str]
) -> dict[str, int]:
    """Return the smallest prices that the exchanges between schools allow (Bellman-Ford)."""
    price = {school: 0 for school in schools if school not in must_fill}
    waiting = deque(price)
    while waiting:
        j = waiting.popleft()
        for k, added in edges.get(j, {}).items():
            if price[j] - added > price.get(k, -NEVER):
                price[k] = price[j] - added
                waiting.append(k)
    free = sorted(must_fill - set(price))
    price |= dict.fromkeys(free, 0)
    changed = True
    while changed:
        changed = False
        for j in free:
            least = min((price[k] + added for k, added in edges.get(j, {}).items()), default=0)
            if least < price[j]:
                price[j], changed = least, True
    return price
