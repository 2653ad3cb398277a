"""What happens in May? Guardians register, enter, change, withdraw; the office reviews papers."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from admissions.actions.lapse import lapse_unfinished
from admissions.actions.papers import note_papers
from admissions.actions.register import enter, register, reopen, request_review, submit, withdraw
from admissions.actions.subdistrict import certify, return_papers
from admissions.papers import IssuerLevel, Paper, PaperKind
from admissions.people import Anchor, Entry, HukouKind
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.transaction import Tx
from service.season import lottery
from service.season.frame import CYCLE, DISTRICT, OFFICE, POLICY, WINDOWS, Stage
from service.season.people import Family

T = TypeVar("T")
DECLARATION = "2026-1"
_AT_ONCE = 48  # as many as the writer commits in one group


def spring(stage: Stage) -> None:
    """Play registration until the deadline, and the lapse of what was not finished."""
    stage.clock.move_to(WINDOWS["register"].opens + timedelta(hours=1))
    lottery.bind(stage)
    present = [one for one in stage.families if one.story != "late"]
    stage.numbers = {one.home_id: f"MTG26-{number:05d}" for number, one in enumerate(present, 1)}
    for scene in (_register, _enter, _review, _change, _submit, _withdraw):
        stage.clock.forward(timedelta(days=3))
        scene(stage, present)
    stage.clock.move_to(WINDOWS["register"].closes + timedelta(hours=2))
    lapse = partial(lapse_unfinished, cycle_id=CYCLE, district_id=DISTRICT)
    while stage.store.write(SYSTEM, lapse):
        pass


def guardian(one: Family) -> Actor:
    """Return the account of a family; twins share one."""
    return Actor(f"g-{one.twins or one.home_id}", Role.GUARDIAN)


def together(
    stage: Stage, families: Iterable[T], work: Callable[[T], tuple[Actor, Callable[[Tx], Any]]]
) -> None:
    """Run one transaction for each of many; every refusal is raised."""
    waiting = iter(families)
    while group := list(islice(waiting, _AT_ONCE)):
        answers: list[Future[Any]] = [stage.store.submit(*work(one)) for one in group]
        for answer in answers:
            answer.result()


def _register(stage: Stage, present: list[Family]) -> None:
    accounts = {guardian(one): one for one in present}

    def account(who: Actor) -> tuple[Actor, Callable[[Tx], Any]]:
        phone = accounts[who].entry.guardian_phone
        return SYSTEM, lambda tx: add_account(tx, actor=who, login=phone)

    def begin(one: Family) -> tuple[Actor, Callable[[Tx], Any]]:
        return guardian(one), lambda tx: register(
            tx, application_id=stage.numbers[one.home_id], cycle_id=CYCLE, district_id=DISTRICT,
            id_kind=one.entry.id_kind, id_number=one.entry.id_number,
        )  # fmt: skip

    together(stage, accounts, account)
    together(stage, present, begin)


def _enter(stage: Stage, present: list[Family]) -> None:
    together(stage, present, lambda one: (guardian(one), _entering(stage, one)))


def _entering(stage: Stage, one: Family) -> Callable[[Tx], Any]:
    given = with_twin(stage, one)
    address = given.hukou_address if given.anchor == Anchor.HUKOU else given.residence_address
    home = stage.desk.anchor(address, one.x, one.y, one.datum or None)
    return lambda tx: enter(tx, application_id=stage.numbers[one.home_id], entry=given, home=home,
                            subdistrict_id="dayu")  # fmt: skip


def with_twin(stage: Stage, one: Family) -> Entry:
    """Return the entry with the registration number of the child's twin."""
    if not one.twins:
        return one.entry
    other = next((each for each in stage.families if each.twins == one.twins and each != one), None)
    return replace(one.entry, twin_of=stage.numbers.get(other.home_id, "") if other else "")


def is_third(one: Family) -> bool:
    """Say whether the sub-district reviews a child's papers first."""
    return one.entry.hukou_kind == HukouKind.NON_LOCAL


def finishes(one: Family) -> bool:
    """Say whether a family confirms before the deadline."""
    return one.story != "lapses"


def _review(stage: Stage, present: list[Family]) -> None:
    third = [one for one in present if is_third(one) and finishes(one)]
    ask = lambda one: (guardian(one), _by_number(stage, one, request_review))  # noqa: E731
    together(stage, third, ask)
    returned = [one for one in third if one.story == "returned_papers"]
    together(stage, returned, lambda one: (OFFICE, _by_number(
        stage, one, return_papers, reason="papers_not_valid")))  # fmt: skip
    together(stage, returned, ask)
    together(stage, third, lambda one: (OFFICE, _by_number(
        stage, one, note_papers, papers=papers_of(one))))  # fmt: skip
    together(stage, third, lambda one: (OFFICE, _by_number(stage, one, certify)))


def _change(stage: Stage, present: list[Family]) -> None:
    changing = [one for one in present if one.story == "changes" and not is_third(one)]
    _submit(stage, changing)
    together(stage, changing, lambda one: (guardian(one), _by_number(stage, one, reopen)))
    _enter(stage, changing)


def _submit(stage: Stage, present: list[Family]) -> None:
    ready = [one for one in present if finishes(one)]
    together(stage, ready, lambda one: (guardian(one), _by_number(
        stage, one, submit, declaration=DECLARATION)))  # fmt: skip


def _withdraw(stage: Stage, present: list[Family]) -> None:
    leaving = [one for one in present if one.story == "withdraws"]
    together(stage, leaving, lambda one: (guardian(one), _by_number(stage, one, withdraw)))


def _by_number(stage: Stage, one: Family, action: Any, **words: Any) -> Callable[[Tx], Any]:
    return lambda tx: action(tx, application_id=stage.numbers[one.home_id], **words)


def papers_of(one: Family, *, without: frozenset[PaperKind] = frozenset()) -> tuple[Paper, ...]:
    """Return a right paper of every kind the pack knows, but for those the story lacks."""
    named = () if one.story == "deed_without_names" else (one.entry.guardian_name,)
    return tuple(
        Paper(
            kind=rule.kind, issuer=rule.issuer_zh or "（合成）",
            issuer_level=(rule.issuer_levels or (IssuerLevel.OTHER,))[0],
            issued_on=date(2026, 4, 20), valid_until=date(2027, 4, 19), names=named, copy=True,
        )
        for rule in POLICY.papers if rule.kind not in without
    )  # fmt: skip
