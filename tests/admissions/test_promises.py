"""Random people do random things in any order over a season: what must hold, holds all the time."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from admissions.actions import (
    amend,
    arrival,
    ceremony,
    lapse,
    late,
    overflow,
    register,
    review,
    roll,
    roster,
    special,
    verify,
)
from admissions.calendar import windows_of
from admissions.people import IdKind
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM, Actor
from admissions.store.applications import get_application
from admissions.store.runs import Line
from admissions.store.store import open_store
from admissions.store.transaction import Refused
from geo.faults import BadInput
from tests.admissions.ceremonies import (
    MINUTE,
    RULESET,
    VALUE,
    announced,
    bound,
    secrets_of,
)
from tests.admissions.promises import (
    every_difference_has_its_amendment,
    every_event_is_a_move_in_its_time_and_chain,
    no_child_is_doubled,
    no_school_is_over_its_places,
    nobody_is_lost,
    nobody_is_placed_by_lots_that_nobody_drew,
    read_all,
)
from tests.admissions.season import (
    ACTORS,
    BUREAU,
    BUREAU_2,
    CYCLE,
    EXAM,
    KEYS,
    LIN,
    MU,
    Season,
    home_in,
    new_season,
    numbered,
)

WINDOWS = windows_of(builtin_policy("mentougou_2013"))
NUMBERS = st.integers(1, 8).map(lambda n: f"A{n:06d}")
SERIALS = st.integers(1, 5).map(lambda n: 2 * n)
WHO = st.sampled_from(ACTORS)
SCHOOLS = st.sampled_from(("west", "east", "hill", "care"))
ON_ONE = (
    register.request_review, register.reopen, register.withdraw, verify.accept, verify.refer,
    verify.note_absent, verify.undo, verify.accept_boarder, review.confirm, review.refer_onward,
    arrival.notify, arrival.arrive, arrival.note_no_show,
)  # fmt: skip


class TheSeason(RuleBasedStateMachine):
    """Everybody tries everything; refusals are fine, broken promises are not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="jiujin-promise-")
        self.season: Season = new_season(Path(self.folder.name))
        self.acknowledged: dict[str, str] = {}  # registration number -> child key
        self.runs = 0
        self.amendments = 0
        self.lines: dict[str, dict[str, str]] = {}
        self.seed = ""  # of the last ceremony that drew

    def teardown(self) -> None:
        self.season.store.close()
        self.folder.cleanup()

    def attempt(self, who: Actor, action: Any, **words: Any) -> Any:
        """Try an action; a refusal leaves no trace, so None is returned."""
        try:
            return self.season.do(who, action, **words)
        except (Refused, BadInput):
            return None

    @rule(who=st.sampled_from((MU, LIN)), number=NUMBERS, serial=SERIALS)
    def register_a_child(self, who, number, serial):
        id_number = numbered(serial).id_number
        done = self.attempt(
            who, register.register, application_id=number, cycle_id=CYCLE, district_id="mtg",
            id_kind=IdKind.ID_CARD, id_number=id_number,
        )  # fmt: skip
        if done is not None:
            assert number not in self.acknowledged
            self.acknowledged[number] = KEYS.child_key("id_card", id_number)

    @rule(
        number=NUMBERS,
        serial=SERIALS,
        school=st.sampled_from(("west", "east")),
        again=st.booleans(),
    )
    def enter_and_submit(self, number, serial, school, again):
        who = self.guardian_of(number)
        for _ in range(1 + again):  # a double click
            self.attempt(who, register.enter, application_id=number, entry=numbered(serial),
                         home=home_in(school), subdistrict_id="dayu")  # fmt: skip
            self.attempt(who, register.submit, application_id=number, declaration="2013-1")

    @rule(number=NUMBERS, serial=SERIALS)
    def show_papers(self, number, serial):
        desk = self.desk_of(number)
        try:
            self.season.papers(desk, number, numbered(serial))
        except (Refused, BadInput):
            return

    @rule(action=st.sampled_from(ON_ONE), number=NUMBERS, right=st.booleans(), who=WHO)
    def move_one(self, action, number, right, who):
        self.attempt(self.someone(action, number) if right else who, action, application_id=number)

    @rule(number=NUMBERS, who=WHO, reason=st.sampled_from(("papers_missing", "not_in_zone", "no")))
    def decline_or_return(self, number, who, reason):
        self.attempt(self.desk_of(number), verify.decline, application_id=number, reason=reason)
        self.attempt(who, review.return_to_school, application_id=number, reason=reason)

    @rule(number=NUMBERS, school=SCHOOLS)
    def place_a_special_child(self, number, school):
        self.attempt(BUREAU, special.place_special, application_id=number, school_id=school,
                     kind="regular_class")  # fmt: skip

    @rule(data=st.data())
    def preview(self, data):
        found = self.attempt(BUREAU, overflow.children_to_place, cycle_id=CYCLE, district_id="mtg")
        lines = [Line(one.application_id, data.draw(SCHOOLS), {"reason": "drawn"})
                 for one in found.children]  # fmt: skip
        self.runs += 1
        report = {"status": "placed", "digests": {"ruleset": RULESET},
                  "seed": {"kind": "public", "value": self.seed}}  # fmt: skip
        done = overflow.Finished(tuple(lines), "1" * 64, "2" * 64, report, b"PK")
        made = self.attempt(BUREAU, overflow.record_preview, run_id=f"R{self.runs}", cycle_id=CYCLE,
                            district_id="mtg", state=found.state, done=done)  # fmt: skip
        if made:
            self.lines[made.id] = {line.application_id: line.school_id for line in lines}

    @rule(name=st.sampled_from(("L1", "L2")), count=st.integers(2, 3), waits=st.booleans())
    def hold_a_ceremony(self, name, count, waits):
        try:
            announced(self.season, name)
            bound(self.season, name, count)
        except Refused:
            return
        self.season.clock.forward(2 * MINUTE if waits else MINUTE)

    @rule(name=st.sampled_from(("L1", "L2")))
    def draw_lots(self, name):
        drawn = self.attempt(BUREAU, ceremony.draw, cycle_id=CYCLE, ceremony_id=name,
                             reveals=secrets_of(name), beacon_value=VALUE)  # fmt: skip
        self.seed = drawn.seed if drawn else self.seed

    @rule(data=st.data())
    def draw_and_preview(self, data):
        """Go the whole way at once, which single steps seldom do."""
        self.hold_a_ceremony("L3", 3, waits=False)
        self.preview(data)
        self.season.clock.forward(MINUTE)
        self.draw_lots("L3")
        self.preview(data)

    @rule(run=st.integers(1, 6), action=st.sampled_from(
        (overflow.seal, overflow.discard, overflow.place_by_run, overflow.publish_run)),
        who=st.sampled_from((BUREAU, BUREAU_2)))  # fmt: skip
    def go_on_with_a_run(self, run, action, who):
        self.attempt(who, action, run_id=f"R{run}")

    @rule(number=NUMBERS, school=SCHOOLS, alone=st.booleans())
    def amend_a_place(self, number, school, alone):
        self.amendments += 1
        name = f"M{self.amendments}"
        self.attempt(BUREAU, amend.propose, amendment_id=name, cycle_id=CYCLE, kind="place",
                     basis="G6", reason="r", after={"school_id": school},
                     application_id=number)  # fmt: skip
        self.attempt(BUREAU if alone else BUREAU_2, amend.approve, amendment_id=name)
        self.attempt(BUREAU, amend.apply_place, amendment_id=name)

    @rule(number=NUMBERS, serial=SERIALS)
    def register_somebody_late(self, number, serial):
        self.amendments += 1
        name = f"M{self.amendments}"
        self.attempt(BUREAU, late.propose_late, amendment_id=name, cycle_id=CYCLE,
                     id_kind=IdKind.ID_CARD, id_number=numbered(serial).id_number, basis="S29",
                     reason="r")  # fmt: skip
        self.attempt(BUREAU_2, amend.approve, amendment_id=name)
        done = self.attempt(BUREAU, late.register_late, application_id=number, amendment_id=name,
                            entry=numbered(serial), home=home_in("west"))  # fmt: skip
        if done is not None:
            self.acknowledged[number] = KEYS.child_key("id_card", numbered(serial).id_number)

    @rule(number=NUMBERS)
    def place_somebody_late(self, number):
        self.attempt(BUREAU, review.refer_onward, application_id=number)
        self.attempt(BUREAU, late.place_late, application_id=number)

    @rule(school=SCHOOLS, run=st.integers(1, 99))
    def approve_a_roster(self, school, run):
        self.attempt(EXAM, roster.approve_roster, roster_id=f"{school}-{run}", cycle_id=CYCLE,
                     school_id=school)  # fmt: skip

    @rule(run=st.integers(1, 99))
    def export_the_roll(self, run):
        self.attempt(EXAM, roll.export_roll, export_id=f"X{run}", cycle_id=CYCLE)

    @rule()
    def let_the_unfinished_lapse(self):
        self.attempt(SYSTEM, lapse.lapse_unfinished, cycle_id=CYCLE, district_id="mtg")

    @rule(name=st.sampled_from(("register", "verify", "follow_up", "review", "notice", "arrival")),
          edge=st.sampled_from((-1, 0, 3_600_000_000)), end=st.booleans())  # fmt: skip
    def let_the_clock_jump(self, name, edge, end):
        window = WINDOWS[name]
        at = window.closes if end else window.opens
        self.season.clock.move_to(at + timedelta(microseconds=edge))

    @rule()
    def restart(self):
        self.season.store.close()
        url = f"sqlite:///{Path(self.folder.name) / 'season.db'}"
        self.season.store = open_store(url, KEYS, self.season.clock)

    @initialize(serials=st.lists(SERIALS, min_size=2, max_size=4, unique=True))
    def begin_with_some_confirmed_children(self, serials):
        for serial in serials:
            number = self.season.verified(numbered(serial))
            self.acknowledged[number] = KEYS.child_key("id_card", numbered(serial).id_number)

    @invariant()
    def what_was_promised_holds(self):
        rows = self.season.store.read(SYSTEM, read_all)
        nobody_is_lost(rows, self.acknowledged)
        no_child_is_doubled(rows)
        no_school_is_over_its_places(rows)
        every_event_is_a_move_in_its_time_and_chain(rows)
        every_difference_has_its_amendment(rows)
        nobody_is_placed_by_lots_that_nobody_drew(rows)

    def guardian_of(self, number: str) -> Actor:
        account = self.column(number, "account_id")
        return LIN if account == LIN.account_id else MU

    def desk_of(self, number: str) -> Actor:
        school = self.column(number, "school_id")
        return next((who for who in ACTORS if school and who.school_id == school), ACTORS[2])

    def someone(self, action: Any, number: str) -> Actor:
        if action.__module__.endswith("register"):
            return self.guardian_of(number)
        return BUREAU if action.__module__.endswith("review") else self.desk_of(number)

    def column(self, number: str, name: str) -> Any:
        try:
            return getattr(self.season.store.read(
                SYSTEM, lambda tx: get_application(tx, number)), name)  # fmt: skip
        except Refused:
            return None


TestTheSeason = TheSeason.TestCase
TestTheSeason.settings = settings(max_examples=10, stateful_step_count=40, deadline=None)
