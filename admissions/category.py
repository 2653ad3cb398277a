"""In which of the three classes does a child register, and is it favoured among equals?"""

from collections.abc import Collection
from dataclasses import dataclass

from admissions.papers_kinds import PaperKind
from admissions.people import Anchor, Entry, HukouKind
from admissions.policy_schema import Policy
from admissions.policy_terms import Category

__all__ = ["Category", "NotEntitled", "categorise", "preference_of", "tier_of"]


@dataclass(frozen=True, slots=True)
class NotEntitled:
    """The child does not register in this district; `reason` is a decline reason of the pack."""

    reason: str


def categorise(entry: Entry, policy: Policy) -> Category | NotEntitled:
    """Return the class of a child by what its guardian declares; papers are checked later.

    One (S53): hukou in the district, whether registered from the hukou or from the home (S11).
    Two (S54): Beijing hukou of another district, property of a kind the pack names in the
    district, and long residence, as declared (G9). Whoever lacks one registers where the hukou is.
    Three (S14, S56): no Beijing hukou, also none at all, registered from the actual home.

    Treated as local (S12): the source says "as pupils with *Beijing* hukou" (本市户口), not as ones
    with hukou in the district. So they do not become class one; they stand beside S54's children as
    class two, by residence. Whether they must also own property here S12 and S54 leave open: asked
    so, a child without it would have no district at all, against S2 and S29; the pack's stated
    default asks only residence (`category_two.treated_must_meet_s54`). Their papers are a need of
    their own: without them the child is not treated as local and is class three.
    """
    if entry.anchor == Anchor.HUKOU and entry.hukou_kind != HukouKind.DISTRICT:
        return NotEntitled("hukou_elsewhere")
    if entry.hukou_kind == HukouKind.DISTRICT:
        return Category.ONE
    if entry.hukou_kind == HukouKind.CITY:
        return _by_property(entry, policy, Category.TWO)
    if entry.treated_as_local is None:
        return Category.THREE
    rule = policy.category_two
    if rule.treated_must_meet_s54.value:
        return _by_property(entry, policy, rule.treated_as.value)
    return rule.treated_as.value


def _by_property(entry: Entry, policy: Policy, category: Category) -> Category | NotEntitled:
    rule = policy.category_two
    if entry.residence_kind not in rule.property_kinds.value:
        return NotEntitled("no_property_here")
    if rule.long_residence.value and not entry.long_resident:
        return NotEntitled("not_long_resident")
    return category


def tier_of(category: Category, policy: Policy) -> int:
    """Return the tier of a class in a placement run; 1 comes before 2."""
    return next(rule.tier.value for rule in policy.categories if rule.code == category)


def preference_of(entry: Entry, verified: Collection[PaperKind], policy: Policy) -> int:
    """Return 1 for a child favoured among equals, else 0 (S13).

    Only a claim whose own paper stands among `verified`, the papers found right at the desk,
    counts; a claim alone does not.
    """
    paper = next((rule.paper for rule in policy.preferences if rule.kind == entry.preference), None)
    return int(paper is not None and paper in verified and not policy.is_banned(paper))
