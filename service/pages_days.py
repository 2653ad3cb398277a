"""When may guardians register, and how is a day or the end of a period said?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admissions.policy_terms import WindowName
from service.pages_frame import Page


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether registration is `open`, or `before` its opening; `opens` and `until` in words."""

    open: bool
    before: bool
    opens: str
    until: str


def registration(page: Page) -> Registration:
    """Return what pages say of the registration; half-open, as inside the commit (S57, S60)."""
    window = next(it for it in page.frame.periods if it.name == WindowName.REGISTER)
    now = page.context.clock()
    return Registration(window.opens <= now < window.closes, now < window.opens,
                        moment(window.opens, page), last_day(window.closes, page))  # fmt: skip


def moment(at: datetime, page: Page) -> str:
    """Say a moment; at midnight only its day."""
    day = f"{at:%-d %B %Y}" if page.language == "en" else f"{at:%Y年%-m月%-d日}"
    return day if (at.hour, at.minute) == (0, 0) else f"{day} {at:%H:%M}"


def last_day(closes: datetime, page: Page) -> str:
    """Say the last moment of a half-open period: the day before a midnight, whole."""
    if (closes.hour, closes.minute) == (0, 0):
        last = closes - timedelta(days=1)
        return page.say("calendar.whole_day", day=moment(last, page))
    return moment(closes, page)
