"""What happens in June? Zones decided, papers seen, children taken or referred, overflow placed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal, cast

from admissions.actions import amend, overflow, review, special, verify
from admissions.actions.papers import note_papers
from admissions.papers import PaperKind
from admissions.roles import Actor
from admissions.store.applications import Application
from admissions.store.desk_lists import at_stages
from admissions.store.homes import get_home
from admissions.store.transaction import Refused, Tx
from service.overflow_job import Season, preview_run
from service.progress import Progress
from service.season import lottery
from service.season.frame import BUREAU, CYCLE, SECOND, WINDOWS, Stage
from service.season.people import Family
from service.season.spring import papers_of, together

TRIAL, RUN = "run-2026-0", "run-2026-1"  # the trial freezes the input
_LACKING = frozenset({
    PaperKind.DEED, PaperKind.RELOCATION_CONTRACT, PaperKind.LONG_RESIDENCE_PROOF,
    PaperKind.PUBLIC_HOUSING_LEASE, PaperKind.HOUSEHOLD_REGISTER, PaperKind.STUDY_CERTIFICATE,
})  # fmt: skip


def summer(stage: Stage, season: Season, progress: Progress) -> None:
    """Play the verification days and the overflow run, until everybody has a place."""
    with progress.step("verification: zones decided, papers seen, accepted or referred"):
        stage.clock.move_to(WINDOWS["verify"].opens + timedelta(hours=8))
        _decide_zones(stage)
        _place_special(stage)
        _verify(stage)
        stage.clock.move_to(WINDOWS["follow_up"].opens + timedelta(hours=8))
        _follow_up(stage)
    with progress.step("overflow: freeze the input, draw lots, preview, seal, carry out"):
        preview_run(stage.store, BUREAU, season, TRIAL, progress)
        drawn = lottery.draw(stage)
        sources = replace(season.sources, seed=drawn.seed)
        season = replace(season, sources=sources, input_root=drawn.input_root)
        preview_run(stage.store, BUREAU, season, RUN, progress)
        _extra_places(stage)
        stage.store.write(BUREAU, lambda tx: overflow.seal(tx, run_id=RUN))
        while stage.store.write(BUREAU, lambda tx: overflow.place_by_run(tx, run_id=RUN)):
            pass


def at(stage: Stage, who: Actor, *stages: str) -> list[Application]:
    """Return everything `who` sees at some stages."""
    found: list[Application] = []
    while page := stage.store.read(
        who, partial(_page, stages=stages, after=found[-1].id if found else "")
    ):
        found += page
    return found


def _page(tx: Tx, stages: tuple[str, ...], after: str) -> list[Application]:
    return at_stages(tx, CYCLE, stages, after=after)


def by_number(stage: Stage) -> dict[str, Family]:
    """Return the family behind each registration number."""
    homes = {one.home_id: one for one in stage.families}
    return {number: homes[home_id] for home_id, number in stage.numbers.items()}


def _decide_zones(stage: Stage) -> None:
    """Where the map cannot decide a person does: what the sample says, else a zone it lies in."""
    families = by_number(stage)
    for one in at(stage, BUREAU, "submitted"):
        if one.school_id is not None:
            continue
        facts, _ = stage.store.read(BUREAU, partial(_home, number=one.id))
        given = families[one.id].decided_zone
        choices = [zone for zone in (given, *facts.zone_ids, *sorted(stage.zones)) if zone in
                   stage.zones]  # fmt: skip
        pin = stage.pins[choices[0]] if facts.x_m is None else None
        deciding = partial(
            review.decide_zone, application_id=one.id, zone_id=choices[0],
            school_ids=stage.zones[choices[0]], pin=pin,
        )  # fmt: skip
        stage.store.write(BUREAU, deciding)


def _home(tx: Tx, number: str) -> Any:
    return get_home(tx, number)


def _place_special(stage: Stage) -> None:
    families = by_number(stage)
    for one in at(stage, BUREAU, "submitted"):
        story = families[one.id].story
        if story in {"special_school", "regular_class"}:
            kind = cast("Literal['special_school', 'regular_class']", story)
            school = "S01" if kind == "special_school" else str(one.school_id)
            placing = partial(
                special.place_special, application_id=one.id, school_id=school, kind=kind
            )
            stage.store.write(BUREAU, placing)


def _verify(stage: Stage) -> None:
    families = by_number(stage)
    come = [one for one in at(stage, BUREAU, "submitted") if families[one.id].story != "absent"]

    def show(one: Application) -> tuple[Actor, Callable[[Tx], Any]]:
        family = families[one.id]
        lacking = _LACKING if family.story == "paper_missing" else frozenset()
        papers = papers_of(family, without=lacking)
        return stage.desks[str(one.school_id)], partial(
            note_papers, application_id=one.id, papers=papers)  # fmt: skip

    together(stage, come, show)
    together(stage, come, lambda one: (stage.desks[str(one.school_id)], partial(_take, one=one)))


def _take(tx: Tx, one: Application) -> None:
    """Accept, refer or decline, as the papers and the claims on the school say."""
    try:
        crowded = verify.over_capacity(tx, CYCLE, tx.actor.school_id)
        if crowded or verify.in_shared_zone(tx, one.id):
            verify.refer(tx, application_id=one.id)
        elif one.school_id == "B01":
            verify.accept_boarder(tx, application_id=one.id)
        else:
            verify.accept(tx, application_id=one.id)
    except Refused as refused:
        if refused.code != "papers_not_in_order":
            raise
        verify.decline(tx, application_id=one.id, reason="papers_missing")


def _follow_up(stage: Stage) -> None:
    """Nobody is lost (S29): who did not come or was declined is referred onward by the bureau."""
    for one in at(stage, BUREAU, "submitted"):
        desk = stage.desks[str(one.school_id)]
        stage.store.write(desk, partial(verify.note_absent, application_id=one.id))
    for one in at(stage, BUREAU, "absent", "declined"):
        stage.store.write(BUREAU, partial(review.refer_onward, application_id=one.id))


def _extra_places(stage: Stage) -> None:
    """Twins stay together: where that needs a place beyond the plan, two people give it (R4)."""
    needed = stage.store.read(BUREAU, lambda tx: overflow.extra_needed(tx, RUN))
    for school, count in needed.items():
        name = f"twins-{school}"
        proposing = partial(
            amend.propose,
            amendment_id=name,
            cycle_id=CYCLE,
            kind="places",
            basis="R4 twins",
            reason="（合成）双胞胎同校",
            after={"school_id": school, "places": count},
        )
        stage.store.write(BUREAU, proposing)
        stage.store.write(SECOND, partial(amend.approve, amendment_id=name))
        stage.store.write(BUREAU, partial(amend.apply_places, amendment_id=name))
