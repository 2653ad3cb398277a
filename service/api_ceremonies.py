"""How is a lottery announced, bound and read over HTTP (trust.md F3)?"""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from admissions.actions import ceremony
from admissions.actions.ceremony import Announcement, CeremonyState, Standing
from admissions.roles import SYSTEM, Role
from admissions.store.transaction import Tx
from capacity.lottery import FEWEST
from service.api_desks import BUREAU
from service.api_lists import CYCLE
from service.api_models import Line, Model
from service.api_operations import ANYONE, Call, Mode, Operation, writing

__all__ = ["FEWEST", "OPERATIONS", "CeremonyList", "CeremonyModel", "CeremonyState", "DrawModel"]

ANNOUNCING = BUREAU | {Role.CITY}
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Said = Annotated[Line, Field(min_length=1)]


class AnnounceBody(Model):
    """Which public value of which future time; the rest only once registration has closed."""

    beacon: Said
    beacon_at: AwareDatetime
    commitments_until: AwareDatetime | None = None
    reason: Line = ""


class CommitBody(Model):
    """Who is bound, by office or name as it may be public, and to what."""

    person: Said
    digest: Sha256


class CommitmentModel(Model):
    """What a person is bound to, and since when."""

    place: int
    person: str
    digest: str
    at: datetime


class FrozenModel(Model):
    """The input that a ceremony draws for: digests alone, and since when they stand."""

    run_id: str
    input_root: str
    ruleset_sha256: str
    at: datetime


class DrawModel(Model):
    """What was opened, with the value of the beacon; `jiujin lottery seed` makes the seed again."""

    input_root: str
    ruleset_sha256: str
    reveals: tuple[str, ...]
    beacon_value: str
    seed: str
    at: datetime


class CeremonyModel(Model):
    """A ceremony with everything that is known of it by now."""

    id: str
    cycle_id: str
    district_id: str
    number: int
    state: CeremonyState
    beacon: str
    beacon_at: datetime
    commitments_until: datetime
    reason: str
    at: datetime
    commitments: tuple[CommitmentModel, ...]
    frozen: FrozenModel | None
    draw: DrawModel | None


class CeremonyList(Model):
    """The ceremonies of a season, the first first."""

    ceremonies: tuple[CeremonyModel, ...]


def _shown(model: type[Model], found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in model.model_fields}


def ceremony_told(found: Standing) -> CeremonyModel:
    """Return a ceremony's form."""
    frozen, drawn = found.frozen, found.draw
    return CeremonyModel.model_validate({
        name: getattr(found.ceremony, name) for name in CeremonyModel.model_fields
        if hasattr(found.ceremony, name)
    } | {
        "state": found.state,
        "commitments_until": found.until,
        "commitments": [_shown(CommitmentModel, one) for one in found.commitments],
        "frozen": None if frozen is None else _shown(FrozenModel, frozen),
        "draw": None if drawn is None else _shown(DrawModel, drawn),
    })  # fmt: skip


def announce(tx: Tx, call: Call) -> CeremonyModel:
    """Announce a ceremony of the caller's district, for the city of the service's."""
    asked: AnnounceBody = call.body
    said = Announcement(call.context.new_number("LOT"), asked.beacon, asked.beacon_at,
                        asked.commitments_until, asked.reason)  # fmt: skip
    district = call.actor.district_id or call.context.settings.district_id
    return ceremony_told(ceremony.announce(
        tx, cycle_id=call.path["cycle_id"], district_id=district, said=said
    ))  # fmt: skip


def commit(tx: Tx, call: Call) -> CeremonyModel:
    """Store what a person is bound to."""
    asked: CommitBody = call.body
    return ceremony_told(ceremony.commit(
        tx, ceremony_id=call.id, person=asked.person, digest=asked.digest
    ))  # fmt: skip


async def public_list(call: Call) -> CeremonyList:
    """Return the ceremonies of the service's district, to whoever asks."""
    district = call.context.settings.district_id
    found = await call.context.reading(
        SYSTEM, lambda tx: ceremony.standings(tx, call.path["cycle_id"], district)
    )
    return CeremonyList(ceremonies=tuple(ceremony_told(one) for one in found))


OPERATIONS = (
    Operation("ceremonies", "GET", f"{CYCLE}/ceremonies", ANYONE, "cycle", "read", Mode.OPEN,
              CeremonyList, opened=public_list,
              words="How lots are drawn: announcements, commitments, what was opened."),
    writing("announce_ceremony", f"{CYCLE}/ceremonies", ANNOUNCING, "cycle", "announce", announce,
            CeremonyModel, AnnounceBody, status=201,
            words="Announce a lottery: which public value of which time to come."),
    writing("commit_to_ceremony", "/api/v1/ceremonies/{id}/commitments", BUREAU, "ceremony",
            "commit", commit, CeremonyModel, CommitBody, status=201,
            words="Store what a person is bound to, for good."),
)  # fmt: skip
