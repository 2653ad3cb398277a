"""When may what happen in a cycle, and which duties fall on which day?"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from admissions.policy_schema import Policy
from admissions.policy_terms import Owner, WindowName

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open period opens <= t < closes; both are aware datetimes in Asia/Shanghai."""

    name: WindowName
    opens: datetime
    closes: datetime

    def open_at(self, at: datetime) -> bool:
        """Say whether `at` lies in the period; any zone, ValueError for a time without one."""
        return self.opens <= _aware(at) < self.closes


@dataclass(frozen=True, slots=True)
class Duty:
    """A reminder: who owes what on which day (in Shanghai), with its source.

    `stated_default`: the source names the duty but not the day.
    """

    on: date
    code: str
    owners: tuple[Owner, ...]
    zh: str
    en: str
    cite: str
    stated_default: bool


def windows_of(policy: Policy) -> dict[str, Window]:
    """Return every period of the cycle by its name (`WindowName`), stated and derived.

    `objection` runs from the end of the review for the stated days (S48, S49); `roll_frozen` as
    `roll_frozen` says (S35).
    """
    stated = policy.windows
    spans = {
        WindowName.REGISTER: stated.registration,
        WindowName.REVIEW_PAPERS: stated.review_papers,
        WindowName.VERIFY: stated.verify,
        WindowName.FOLLOW_UP: stated.follow_up,
        WindowName.REVIEW: stated.review,
        WindowName.NOTICE: stated.notice,
        WindowName.ARRIVAL: stated.arrival,
        WindowName.TRANSFER: stated.transfer,
    }
    found = {
        str(name): Window(name, _shanghai(span.opens.value), _shanghai(span.closes.value))
        for name, span in spans.items()
    }
    ended = found[WindowName.REVIEW].closes
    until = ended + timedelta(days=policy.term.objection.value)
    found[WindowName.OBJECTION] = Window(WindowName.OBJECTION, ended, until)
    found[WindowName.ROLL_FROZEN] = _freeze(policy)
    return found


def roll_frozen(at: datetime, policy: Policy) -> bool:
    """Say whether nobody may write the roll by hand at `at` (S35).

    From 00:00 two weeks before the first day of term until 00:00 a month after it; an import from
    the roster is not writing by hand (S28). ValueError for a time without zone.
    """
    return _freeze(policy).open_at(at)


def duties_of(policy: Policy) -> list[Duty]:
    """Return the dated duties in order of day, then code (S41, S47, S48, S62, S74–S76)."""
    return sorted(
        (
            Duty(
                rule.on.value, rule.code, rule.owners, rule.zh, rule.en, rule.cite,
                rule.on.gap is not None,
            )
            for rule in policy.duties
        ),
        key=lambda duty: (duty.on, duty.code),
    )  # fmt: skip


def _freeze(policy: Policy) -> Window:
    starts, roll = policy.term.starts.value, policy.roll
    first = starts - timedelta(weeks=roll.freeze_before.value)
    last = _months_after(starts, roll.freeze_after.value)
    return Window(WindowName.ROLL_FROZEN, _midnight(first), _midnight(last))


def _months_after(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _shanghai(at: datetime) -> datetime:
    return _aware(at).astimezone(SHANGHAI)


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a time without zone cannot be compared; give it Asia/Shanghai")
    return at
