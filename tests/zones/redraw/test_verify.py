"""Does the independent check find whatever is wrong with a plan?"""

from zones.redraw.verify import Verdict, Wanted, check_plan

LINE = [("a", "b"), ("b", "c"), ("c", "d")]
DOORS = {"S": ["a"], "T": ["d"]}
HEADS = {block: [10] for block in "abcd"}
ROOM = {"S": [20], "T": [20]}


def check(school_of: dict[str, str], pins: dict[str, str] | None = None) -> Verdict:
    return check_plan(
        school_of, LINE, DOORS, children=HEADS, places=ROOM, wanted=Wanted(pins or {})
    )


def test_a_plan_in_one_piece_within_places_is_legal() -> None:
    assert check({"a": "S", "b": "S", "c": "T", "d": "T"}).legal


def test_a_block_cut_off_from_its_school_is_named() -> None:
    verdict = check({"a": "S", "b": "T", "c": "S", "d": "T"})

    assert verdict.pieces == ("zone of S does not reach c", "zone of T does not reach b")
    assert not verdict.contiguous


def test_a_zone_that_does_not_hold_its_school_is_in_pieces() -> None:
    assert not check({"a": "T", "b": "S", "c": "T", "d": "T"}).contiguous


def test_a_school_over_capacity_is_named_with_its_numbers() -> None:
    verdict = check({"a": "S", "b": "S", "c": "S", "d": "T"})

    assert verdict.over == ("school S gets 30 children for 20 places (year 1)",)
    assert verdict.contiguous


def test_a_broken_pin_and_a_lost_block_are_named() -> None:
    verdict = check({"a": "S", "b": "S", "c": "T"}, {"b": "T"})

    assert verdict.pins == ("block b is pinned to T and goes to S",)
    assert verdict.lost == ("block d has no school",)
    assert not verdict.legal


def test_a_school_that_does_not_exist_is_named() -> None:
    assert check({"a": "X", "b": "S", "c": "T", "d": "T"}).lost == (
        "block a goes to X, which is no school",
    )


def wanting(school_of: dict[str, str], **wanted: object) -> Verdict:
    return check_plan(school_of, LINE, DOORS, children=HEADS, places={"S": [40], "T": [40]},
                      wanted=Wanted(**wanted))  # type: ignore[arg-type]  # fmt: skip


HALVES = {"a": "S", "b": "S", "c": "T", "d": "T"}


def test_an_estate_in_more_schools_than_it_may_be_is_named_with_them() -> None:
    estates = {"E": (["a", "b", "c"], 1), "F": (["c", "d"], 1), "G": (["a", "d"], 2)}

    verdict = wanting(HALVES, groups=estates)

    assert verdict.splits == ("group E goes to 2 schools (S, T), at most 1 may be",)
    assert not verdict.legal


def test_an_address_whose_place_of_six_years_is_taken_and_that_moves_is_named() -> None:
    verdict = wanting(HALVES, taken={"b": ("S", 1), "c": ("S", 2)})

    assert verdict.taken == (
        "block c has 2 addresses whose place of six years is taken at S and goes to T",
    )
    assert not verdict.legal


def test_children_whose_junior_school_changes_are_counted_and_forbidden_only_if_held() -> None:
    feeds = {"feeds": {"S": "J", "T": "K"}, "junior": {"a": "J", "b": "K", "c": "K"}}

    assert wanting(HALVES, **feeds).junior_changed == 10
    assert wanting(HALVES, **feeds).legal
    held = wanting(HALVES, **feeds, same_junior=True)
    assert held.junior == ("block b goes to S, with which its junior school is J instead of K",)
    assert not held.legal
    assert held.faults == [*held.junior]


def test_a_shared_zone_must_hold_each_of_two_or_three_schools_with_their_places() -> None:
    def said(**schools: tuple[str, list[int]]) -> tuple[str, ...]:
        return wanting(HALVES, shared={"S": schools}).shared

    assert said(one=("a", [30]), two=("b", [10])) == ()
    assert said(one=("a", [30]), two=("c", [10])) == (
        "zone S does not hold block c, where two stands",
    )
    assert said(one=("a", [30]), two=("b", [11])) == ("zone S has [40] places, its schools [41]",)
    assert said(one=("a", [40])) == ("zone S is shared by 1 schools, 2 or 3 may share one",)
    assert not wanting(HALVES, shared={"S": {"one": ("a", [40])}}).legal
