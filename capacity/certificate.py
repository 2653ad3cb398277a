"""Is this placement right? Checked from its documents alone, with the standard library.

Nothing here places a child. The thresholds prove by exchange that as many as possible stayed in
their zone, level by level; the prices prove by linear-programming duality that no other placement
is shorter; the lots are recomputed. Source: overflow-rule.md R0-R5, trust.md §6.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from capacity.exchanges import in_vain, levels_of_claim, smallest_prices, thresholds_of
from capacity.forms import check_forms
from capacity.roll_call import call_the_roll, check_digests

Row = tuple[str, int, bool]  # school, metres, own zone
NEVER = float("inf")


def check_placement(
    ruleset: Mapping[str, Any],
    given: Mapping[str, Any],
    result: Mapping[str, Any],
    *,
    digests: Mapping[str, str] | None = None,
) -> list[str]:
    """Return every way in which `result` is not what `ruleset` makes of `given` (none: proved).

    `digests`: the SHA-256 of the canonical "ruleset" and "input", if the caller has them already.
    """
    faults = check_forms(ruleset, given, result)
    faults = faults or check_digests(ruleset, given, result, digests) + call_the_roll(given, result)
    return faults or _Check(ruleset, given, result).run()


class _Check:
    """The working state of one check: what is still open to whom, and the faults so far."""

    def __init__(
        self, ruleset: Mapping[str, Any], given: Mapping[str, Any], result: Mapping[str, Any]
    ) -> None:
        self.rule, self.result = ruleset, result
        self.faults: list[str] = []
        self.children = {child["id"]: child for child in given["children"]}
        self.places = {school["id"]: school["places"] for school in given["schools"]}
        self.assign: dict[str, str] = dict(result["assign"])
        self.pinned: dict[str, str] = dict(result.get("pinned", {}))
        self.extra: dict[str, int] = dict(result.get("extra_places", {}))
        self.open: dict[str, list[Row]] = {}
        self.room: dict[str, int] = {}
        self.movable: set[str] = set()
        self.stood = 0  # finished tiers of a short result whose witness was used
        self.full: set[str] = set()  # full of their own zone's children

    def run(self) -> list[str]:
        taken = Counter(self.pinned.values())
        self.room = {
            school: max(number + self.extra.get(school, 0) - taken[school], 0)
            for school, number in self.places.items()
        }
        self.level = levels_of_claim(ruleset=self.rule, children=self.children)
        self.lot = self._lots()
        for name, child in self.children.items():
            if name not in self.pinned:
                self.open[name] = self._admissible(child)
        self._events()
        return self.faults

    def say(self, fault: str) -> None:
        self.faults.append(fault)

    def _lots(self) -> dict[str, Any]:
        seed = self.result["seed"]
        if seed["kind"] == "given_numbers":
            return {name: child["lottery_no"] for name, child in self.children.items()}
        key = bytes.fromhex(seed["value"])
        return {
            name: hmac.new(key, name.encode(), hashlib.sha256).hexdigest() for name in self.children
        }

    def _admissible(self, child: Mapping[str, Any]) -> list[Row]:
        """List what the rule lets the child have: not barred, within the cap out of the zone."""
        claims, barred, cap = set(child["claims"]), child.get("barred", ()), self.rule.get("cap_m")
        return [
            (school, metres, school in claims)
            for school, metres in child["opts"]
            if school not in barred and (school in claims or cap is None or metres <= cap)
        ]

    def _cost(self, metres: int) -> int:
        if self.rule["cost"] == "squared":
            return metres * metres
        return metres // self.rule["band_m"] if self.rule["cost"] == "banded" else metres

    def _events(self) -> None:
        """Go through the claims and stages in the order in which the rule takes them."""
        self.claims = [(entry["tier"], entry["thresholds"]) for entry in self.result["claims"]]
        self.stages = [
            ((entry["tier"], entry["kind"]), entry["prices"]) for entry in self.result["stages"]
        ]
        waiting = {name: self.children[name]["tier"] for name in self.open}
        short = self.result["status"] == "short"
        zone_first = self.rule["order"] == "zone_first"
        if zone_first:
            self._claims(0, set(self.open))
        found = False
        for tier in sorted(set(waiting.values())):
            own = {name for name, its in waiting.items() if its == tier}
            if not zone_first:
                self._claims(tier, own)
            if short and self.result["short"]["tier"] == tier:
                found = True
                self._shortage(tier, waiting)
                break
            self._tier(tier, own, waiting)
            self._seat(own)
        witnesses = len(self.result.get("meanwhile", ()))
        if self.claims or self.stages or (short and not found) or witnesses != self.stood:
            self.say("the result holds a proof for a tier that is not there")

    def _seat(self, own: set[str]) -> None:
        for name in own:
            if name not in self.result["assign"]:
                self.say(f"{name} is not placed, although the tier was finished")
                continue
            self.room[self.result["assign"][name]] -= 1
            del self.open[name]

    def _claims(self, tier: int, who: set[str]) -> None:
        """Check that the thresholds prove the most stay, level by level (R1, R2)."""
        if not self.claims or self.claims[0][0] != tier:
            self.say(f"the thresholds of tier {tier} are missing")
            return
        threshold = self.claims.pop(0)[1]
        witness = self.result["stays"] if self.result["status"] == "short" else self.assign
        own = {name: [row[0] for row in self.open[name] if row[2]] for name in sorted(who)}
        at = {name: witness[name] for name in own if witness.get(name) in own[name]}
        if thresholds_of(own, at, self.level) != threshold:
            self.say("the thresholds are not those of the claims")
            return
        for name, claims in own.items():
            best = max((threshold.get(school, NEVER) for school in claims), default=-1)
            kept = {school for school in claims if threshold.get(school, NEVER) == best}
            if best < self.level[name]:
                kept = set()
            if best > self.level[name] and at.get(name) not in kept:
                self.say(f"{name} has the better right to its own zone and is not there")
            if name in at and at[name] not in kept:
                self.say(f"{name} is at {at[name]}, where others have the better right")
            self._keep_open(name, kept, threshold, movable=best <= self.level[name])
        self.full = set(threshold)
        staying = Counter(at.values())
        for school in self.places:
            if staying[school] > self.room[school]:
                self.say(f"{school} would keep more children of its zone than it has places")
            if school in threshold and staying[school] < self.room[school]:
                self.say(f"{school} turned children of its zone away with places left")

    def _keep_open(
        self, name: str, kept: set[str], threshold: Mapping[str, int], *, movable: bool
    ) -> None:
        rows = [row for row in self.open[name] if row[2] and row[0] in kept]
        if movable:
            self.movable.add(name)
            rows += [row for row in self.open[name] if not row[2] and row[0] not in threshold]
        self.open[name] = rows

    def _in_play(self, tier: int, waiting: Mapping[str, int]) -> dict[str, list[Row]]:
        """Return the open rows of the tier and of those after it, who must stay placeable."""
        play = {name: self.open[name] for name, its in waiting.items() if its >= tier}
        if self.rule["order"] == "tier_first":
            for name, rows in play.items():
                if waiting[name] > tier:
                    play[name] = [row for row in rows if row[0] not in self.full]
        return play

    def _tier(self, tier: int, own: set[str], waiting: Mapping[str, int]) -> None:
        play = self._in_play(tier, waiting)
        self.assign = dict(self.result["assign"])
        if not own <= set(self.assign):
            self.say(f"tier {tier} was finished, and not everybody of it is placed")
            return
        must_fill = set(self.full)
        for name in own:
            if self.assign[name] not in {row[0] for row in play[name]}:
                self.say(f"{name} is at {self.assign[name]}, which the rule does not open to it")
        if all(len(play[name]) == 1 and name not in self.movable for name in own):
            return  # everybody is where the claims left no other way
        if self.result["status"] == "short" and not self._stand(tier, own, set(play)):
            return
        for kind in ["cost"] if self.rule.get("tail_m") is None else ["tail", "cost"]:
            if self.faults:
                return
            if not self.stages or self.stages[0][0] != (tier, kind):
                self.say(f"the proof of tier {tier}, {kind}, is missing")
                return
            play = self._stage(tier, kind, play, own, self.stages.pop(0)[1], must_fill)
        if not self.faults:
            self._ties(tier, own, play, must_fill)

    def _stand(self, tier: int, own: set[str], play: set[str]) -> bool:
        """Take the places in which later tiers could stand when `tier` was placed."""
        at = {entry["tier"]: entry["at"] for entry in self.result["meanwhile"]}.get(tier)
        if at is None or set(at) != play - own:
            self.say(f"where the later tiers could stand after tier {tier} is missing")
            return False
        self.stood += 1
        self.assign = dict(self.result["assign"]) | at
        return True

    def _stage(
        self, tier: int, kind: str, play: dict[str, list[Row]], own: set[str],
        prices: Mapping[str, int], must_fill: set[str],
    ) -> dict[str, list[Row]]:  # fmt: skip
        """Check one minimum by its prices; return the options that keep it."""
        edges: dict[str, dict[str, int]] = defaultdict(dict)
        tight: dict[str, list[Row]] = {}
        count = Counter(self.assign[name] for name in play)
        for name, rows in play.items():
            if len(rows) == 1 and rows[0][0] == self.assign[name] and name not in self.movable:
                tight[name] = rows
                continue
            cost = {row[0]: self._stage_cost(kind, row[1]) if name in own else 0 for row in rows}
            at = self.assign[name]
            if at not in cost:
                self.say(f"{name} is at {at}, which the rule does not open to the child")
                return play
            paid = cost[at] + prices.get(at, 0)
            if paid > min(its + prices.get(school, 0) for school, its in cost.items()):
                self.say(f"{name} would be better placed elsewhere at the prices of tier {tier}")
            self._unlisted(name, kind, paid, own)
            tight[name] = [row for row in rows if cost[row[0]] + prices.get(row[0], 0) == paid]
            for school, its in cost.items():
                edges[at][school] = min(its - cost[at], edges[at].get(school, its - cost[at]))
        self._prices(f"tier {tier}, {kind}", prices, count, must_fill)
        if not self.faults and smallest_prices(edges, self.places, must_fill) != {
            school: prices.get(school, 0) for school in self.places
        }:
            self.say(f"the prices of tier {tier}, {kind}, are not the smallest")
        must_fill |= {school for school, price in prices.items() if price > 0}
        return tight

    def _prices(
        self, where: str, prices: Mapping[str, int], count: Mapping[str, int], must_fill: set[str]
    ) -> None:
        """Check that prices stand only where every place is taken."""
        for school in self.places:
            price, fits = prices.get(school, 0), count[school] == self.room[school]
            if (price < 0 and school not in must_fill) or (price > 0 and not fits):
                self.say(
                    f"{school} has a price of {price} that its places do not bear out, {where}"
                )
            if school in must_fill and not fits:
                self.say(f"{school} must be full and is not, {where}")

    def _stage_cost(self, kind: str, metres: int) -> int:
        return int(metres > self.rule["tail_m"]) if kind == "tail" else self._cost(metres)

    def _has_unlisted(self, name: str, own: set[str]) -> bool:
        """Say whether schools that are not listed might be open to the child."""
        beyond, cap = self.children[name].get("beyond"), self.rule.get("cap_m")
        later = name not in own and self.rule["order"] == "tier_first"
        within = beyond is not None and (cap is None or beyond <= cap)
        return within and (later or name in self.movable)

    def _unlisted(self, name: str, kind: str, paid: int, own: set[str]) -> None:
        """Check that no school beyond the listed ones could have been better, or as good."""
        if not self._has_unlisted(name, own):
            return
        least = self._stage_cost(kind, self.children[name]["beyond"]) if name in own else 0
        if paid > least or (paid == least and name in own and kind == "cost"):
            self.say(f"{name}: a school that is not listed might be better")

    def _ties(
        self, tier: int, own: set[str], play: dict[str, list[Row]], must_fill: set[str]
    ) -> None:
        """Check that, in the order of lots, nobody could have had a better equal option (R4)."""
        moves: Counter[tuple[str, str]] = Counter()
        count = Counter(self.assign[name] for name in play)
        stuck: set[str] = set()
        vacant = {school for school, room in self.room.items() if count[school] < room}
        for name, rows in play.items():
            moves.update((self.assign[name], row[0]) for row in rows if row[0] != self.assign[name])
        for name in sorted((name for name in own if len(play[name]) > 1), key=self.lot.__getitem__):
            home = self.assign[name]
            rows = sorted(play[name], key=lambda row: (not row[2], row[1], row[0]))
            moves.subtract((home, row[0]) for row in rows if row[0] != home)
            for school, _, _ in rows[: [row[0] for row in rows].index(home)]:
                reached = in_vain(school, home, moves, vacant, set(self.places) - must_fill)
                stuck |= reached
                if not reached:
                    self.say(f"{name} has the better lot for {school} (tier {tier})")
        for name in sorted(set(play) - own):
            if self.assign[name] in stuck and self._has_unlisted(name, own):
                self.say(f"{name}: a school that is not listed might have made way for a lot")

    def _shortage(self, tier: int, waiting: Mapping[str, int]) -> None:
        """Check the deficient set: exactly these children, no other school, so many too few."""
        short = self.result["short"]
        schools = set(short["schools"])
        play = self._in_play(tier, waiting)
        bound = {name for name, rows in play.items() if {row[0] for row in rows} <= schools}
        if bound != set(short["children"]):
            unlike = sorted(bound ^ set(short["children"]))
            self.say(f"the children of the shortage are not these: {', '.join(unlike[:5])}")
        lacking = len(bound) - sum(self.room[school] for school in schools)
        if lacking < 1 or lacking != short["short"]:
            self.say(f"the shortage is {lacking}, not {short['short']}")
        finished = {name for name in waiting if waiting[name] < tier} | set(self.pinned)
        if set(self.result["assign"]) != finished:
            self.say("a short result places children of tiers that were not finished")
