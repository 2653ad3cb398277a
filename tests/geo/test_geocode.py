"""A chain takes the first good enough answer, and hides neither a failure nor a disagreement."""

import math
from dataclasses import dataclass, field

import pytest

from geo.geocode import (
    Chain,
    Criteria,
    Failure,
    GeocoderError,
    Located,
    Precision,
    Reason,
    State,
)
from geo.remote_errors import QuotaExhausted, Unavailable


@dataclass
class Says:
    """A geocoder that always says the same, or always fails."""

    answer: Located | GeocoderError
    source: str = "register"
    remote: bool = False
    asked: list[str] = field(default_factory=list)

    def locate(self, text: str) -> Located:
        self.asked.append(text)
        if isinstance(self.answer, GeocoderError):
            raise self.answer
        return self.answer


def found(
    x_m: float, precision: Precision, score: float = 1.0, source: str = "register"
) -> Located:
    return Located(State.FOUND, source, precision, score, x_m, 0.0)


def remote(x_m: float, precision: Precision = Precision.BUILDING, score: float = 1.0) -> Says:
    return Says(found(x_m, precision, score, "amap"), "amap", remote=True)


NOTHING = Located(State.NOT_FOUND, "register", reason=Reason.UNKNOWN_NAME)
SEVERAL = Located(State.AMBIGUOUS, "register", reason=Reason.SEVERAL)


def test_the_first_good_enough_answer_ends_the_search() -> None:
    second = remote(900.0)

    answer = Chain([Says(found(0.0, Precision.NUMBER)), second]).locate("石龙路7号")

    assert (answer.x_m, answer.source) == (0.0, "register")
    assert second.asked == []


def test_the_next_is_asked_where_the_first_knows_nothing() -> None:
    answer = Chain([Says(NOTHING), remote(900.0)]).locate("石龙路7号")

    assert (answer.x_m, answer.source) == (900.0, "amap")


@pytest.mark.parametrize("coarse", [Precision.COMPOUND, Precision.ROAD, Precision.TOWN])
def test_a_coarse_answer_does_not_end_the_search_and_is_listed_where_it_lies_elsewhere(
    coarse: Precision,
) -> None:
    answer = Chain([Says(found(0.0, coarse)), remote(900.0)]).locate("石龙路7号")

    assert answer.x_m == 900.0
    (other,) = answer.disagreements
    assert (other.source, other.distance_m, other.precision) == ("register", 900.0, coarse)


def test_sources_within_the_distance_agree() -> None:
    near = Chain([Says(found(0.0, Precision.COMPOUND)), remote(200.0)]).locate("石龙路7号")
    far = Chain([Says(found(0.0, Precision.COMPOUND)), remote(200.1)]).locate("石龙路7号")

    assert near.disagreements == ()
    assert len(far.disagreements) == 1


def test_no_remote_answer_decides_between_two_places_of_the_register() -> None:
    second = remote(900.0)

    answer = Chain([Says(SEVERAL), second]).locate("建设路5号")

    assert answer.state is State.AMBIGUOUS
    assert second.asked == []


def test_a_remote_answer_that_is_no_better_does_not_replace_a_local_one() -> None:
    coarse = Says(found(0.0, Precision.COMPOUND, 0.9))

    answer = Chain([coarse, remote(900.0, Precision.COMPOUND, 1.0)]).locate("龙泉花园")

    assert (answer.source, answer.precision) == ("register", Precision.COMPOUND)
    assert answer.disagreements[0].source == "amap"


def test_a_finer_answer_of_low_score_is_not_better() -> None:
    sure = Says(found(0.0, Precision.COMPOUND, 0.95))

    answer = Chain([sure, remote(900.0, Precision.BUILDING, 0.4)]).locate("龙泉花园3号楼")

    assert answer.source == "register"


def test_a_remote_ambiguity_does_not_hide_a_local_answer() -> None:
    several = Says(Located(State.AMBIGUOUS, "amap"), "amap", remote=True)

    answer = Chain([Says(found(0.0, Precision.COMPOUND)), several]).locate("龙泉花园")

    assert (answer.state, answer.source) == (State.FOUND, "register")


def test_a_dead_geocoder_is_listed_and_never_becomes_an_answer() -> None:
    dead = Says(Unavailable("amap", "no answer in time"), "amap", remote=True)
    broke = Says(QuotaExhausted("baidu", "used up"), "baidu", remote=True)

    answer = Chain([Says(NOTHING), dead, broke]).locate("石龙路7号")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.UNKNOWN_NAME)
    assert math.isnan(answer.x_m)
    assert answer.failures == (
        Failure("amap", "unavailable", "no answer in time"),
        Failure("baidu", "quota_exhausted", "used up"),
    )


def test_a_chain_of_dead_geocoders_says_that_none_could_answer() -> None:
    dead = Says(Unavailable("amap", "no answer in time"), "amap", remote=True)

    answer = Chain([dead]).locate("石龙路7号")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.NO_ANSWER)


def test_an_error_that_is_no_geocoder_s_is_not_swallowed() -> None:
    class Broken(Says):
        def locate(self, text: str) -> Located:
            raise ZeroDivisionError(text)

    with pytest.raises(ZeroDivisionError):
        Chain([Broken(NOTHING)]).locate("石龙路7号")


def test_a_chain_without_its_remote_members_asks_nobody_outside() -> None:
    outside = remote(900.0)
    chain = Chain([Says(NOTHING), outside])

    answer = chain.locally().locate("石龙路7号")

    assert chain.remote
    assert not chain.locally().remote
    assert (answer.state, outside.asked) == (State.NOT_FOUND, [])


@pytest.mark.parametrize("precision", Precision)
def test_a_zone_is_decided_by_building_or_number_alone(precision: Precision) -> None:
    fine = precision in {Precision.BUILDING, Precision.NUMBER}

    assert Criteria().accept(found(0.0, precision)) is fine


@pytest.mark.parametrize(("score", "accepted"), [(0.8, True), (0.79, False)])
def test_a_weak_answer_is_not_good_enough(score: float, accepted: bool) -> None:
    assert Criteria().accept(found(0.0, Precision.BUILDING, score)) is accepted


@pytest.mark.parametrize("state", [State.AMBIGUOUS, State.NOT_FOUND])
def test_only_a_found_place_is_good_enough(state: State) -> None:
    assert not Criteria().accept(Located(state, "amap", Precision.BUILDING, 1.0))


def test_levels_are_ranked_from_fine_to_coarse() -> None:
    assert [precision.rank for precision in Precision] == list(range(8))
    assert Precision.BUILDING.rank < Precision.NUMBER.rank < Precision.NONE.rank
