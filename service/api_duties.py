"""Which dated duties does the season's policy name, and who owes them, over HTTP?"""

from datetime import date

from admissions.calendar import duties_of
from admissions.policy_terms import Owner
from admissions.store.cycles import policy_of
from admissions.store.transaction import Tx
from service.api_lists import CYCLE
from service.api_models import Model
from service.api_operations import STAFF, Call, reading


class DutyModel(Model):
    """A duty with its day; `stated_default`: the source names the duty but not the day."""

    on: date
    code: str
    owners: tuple[Owner, ...]
    zh: str
    en: str
    cite: str
    stated_default: bool


class DutyList(Model):
    """The duties in order of their days."""

    duties: tuple[DutyModel, ...]


def duties(tx: Tx, call: Call) -> DutyList:
    """Return every duty of the cycle's policy (S41, S47, S62, S74-S76)."""
    found = duties_of(policy_of(tx, call.path["cycle_id"]))
    names = DutyModel.model_fields
    return DutyList(duties=tuple(
        DutyModel(**{name: getattr(one, name) for name in names}) for one in found
    ))  # fmt: skip


OPERATIONS = (
    reading("duties", f"{CYCLE}/duties", STAFF, "cycle", duties, DutyList,
            words="The dated duties of the season, and who owes them."),
)  # fmt: skip
