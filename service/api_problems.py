"""How is a refusal told to a program? One neutral document: code, words, faults; never a detail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from pydantic import ValidationError

from admissions.forms import UncoveredText
from admissions.people_words import EntryFault
from admissions.store.transaction import NotThere, Refused, TooLate, Unavailable
from geo.faults import BadInput, Fault
from service.api_models import FaultModel, Model
from service.pages_words import catalogue

MEDIA_TYPE = "application/problem+json"
LONGEST_WHERE = 60
_BY_STATUS = {
    400: ("malformed", "idempotency_key_missing"),
    401: ("sign_in", "login_failed", "second_factor_missing", "not_logged_in"),
    403: ("not_your_move", "csrf", "cross_site", "password_is_initial"),
    404: ("not_there",), 405: ("wrong_method",), 413: ("too_large",), 415: ("not_json",),
    422: ("invalid", "key_used_for_another"), 429: ("too_many",), 500: ("unexpected",),
    503: ("try_again",),
}  # fmt: skip
_STATUS = {code: status for status, codes in _BY_STATUS.items() for code in codes}


class ProblemModel(Model):
    """A refusal (RFC 9457): `code` for programs, `zh` and `en` for people, the faults in order."""

    type: str = "about:blank"
    status: int
    code: str
    zh: str
    en: str
    faults: tuple[FaultModel, ...] = ()


@dataclass(slots=True)
class Problem(Exception):
    """A refusal on its way out; `retry_s`: seconds until the same call may be tried again."""

    code: str
    faults: tuple[FaultModel, ...] = ()
    retry_s: int = 0
    status: int = field(init=False)

    def __post_init__(self) -> None:
        self.status = _STATUS.get(self.code, 409)

    def document(self) -> ProblemModel:
        """Return what is answered."""
        zh, en = words_of(self.code)
        return ProblemModel(status=self.status, code=self.code, zh=zh, en=en, faults=self.faults)


@cache
def words_of(code: str) -> tuple[str, str]:
    """Return what a refusal's code is called; the words for any refusal where it has none."""
    told = [catalogue(language) for language in ("zh", "en")]
    known = f"refusals.{code}" if f"refusals.{code}" in told[0] else "refusals.other"
    return told[0][known], told[1][known]


REFUSALS = (Problem, Refused, Unavailable, BadInput, ValidationError, UncoveredText)


def problem_of(error: Exception) -> Problem | None:
    """Return the refusal that an error of the layers below is; None where it is a defect."""
    if isinstance(error, BadInput):
        return Problem("invalid", tuple(_told(error.faults)))
    if isinstance(error, ValidationError):
        return Problem("invalid", tuple(_mistyped(error)))
    if isinstance(error, Unavailable):
        return Problem("try_again", retry_s=2)
    if isinstance(error, Refused | UncoveredText):
        return Problem(_code_of(error))
    return error if isinstance(error, Problem) else None


def refusal_of(error: Exception) -> Problem:
    """Return the refusal that one of REFUSALS is; raises any other error again."""
    found = problem_of(error)
    if found is None:
        raise error
    return found


def _code_of(error: Refused | UncoveredText) -> str:
    if isinstance(error, UncoveredText):
        return "sign_without_font"
    if isinstance(error, NotThere):
        return "not_there"
    return "outside_window" if isinstance(error, TooLate) else error.code


def _told(faults: Iterable[Fault]) -> Iterable[FaultModel]:
    for fault in faults:
        where = fault.where[:LONGEST_WHERE]
        if isinstance(fault, EntryFault):
            yield FaultModel(where=where, code=fault.code, what=fault.what, repair=fault.repair,
                             what_zh=fault.what_zh, repair_zh=fault.repair_zh)  # fmt: skip
        else:
            yield FaultModel(where=where, what=fault.what, repair=fault.repair)


def _mistyped(error: ValidationError) -> Iterable[FaultModel]:
    """Tell where a value has a wrong form, by pydantic's words, which hold no value."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(str(part) for part in found["loc"])[:LONGEST_WHERE]
        yield FaultModel(
            where=where or "body", code=found["type"], what=found["msg"],
            repair="correct it as the schema says", what_zh="格式不正确", repair_zh="请更正",
        )  # fmt: skip
