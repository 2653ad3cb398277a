"""What does a day bring by itself? Lapses, notices taken down, a checkpoint for witnesses."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from admissions.actions.codes import forget_codes
from admissions.actions.lapse import lapse_unfinished
from admissions.actions.publish import take_down_ended
from admissions.actions.transfers import lapse_uncollected
from admissions.roles import SYSTEM
from admissions.store.checkpoints import Checkpoint, make_checkpoint, write_checkpoint
from admissions.store.cycles import seasons_of
from admissions.store.store import Store
from admissions.store.transaction import Refused
from service.worker import Duty

_AT_ONCE = 200  # moves in one transaction
OfSeason = Callable[..., int]


def standing_duties(witness_folder: Path | None = None) -> tuple[Duty, ...]:
    """Return the duties of an installation; each does nothing where nothing is due.

    With a `witness_folder` a checkpoint is written into it daily, to be carried outside.
    """
    witness = () if witness_folder is None else (
        Duty("checkpoint", timedelta(days=1), partial(_checkpoint, witness_folder)),
    )  # fmt: skip
    return (
        *witness,
        Duty("lapse_registrations", timedelta(minutes=10), partial(_in_seasons, _lapse)),
        Duty("lapse_transfers", timedelta(hours=1), partial(_in_seasons, _lapse_transfers)),
        Duty("take_down_notices", timedelta(minutes=10), _take_down),
        Duty("forget_codes", timedelta(hours=1), _forget_codes),
    )


def _in_seasons(one: Callable[[Store, str, str], int], store: Store) -> int:
    return sum(one(store, *season) for season in store.read(SYSTEM, seasons_of))


def _lapse(store: Store, cycle_id: str, district_id: str) -> int:
    try:
        return _until_none(store, lapse_unfinished, cycle_id, district_id)
    except Refused as refused:
        if refused.code != "too_early":
            raise
        return 0


def _lapse_transfers(store: Store, cycle_id: str, district_id: str) -> int:
    return _until_none(store, lapse_uncollected, cycle_id, district_id)


def _until_none(store: Store, action: OfSeason, cycle_id: str, district_id: str) -> int:
    """Do an action in short transactions, so that other writers are not held up."""
    words = {"cycle_id": cycle_id, "district_id": district_id, "limit": _AT_ONCE}
    done = total = store.write(SYSTEM, partial(action, **words))
    while done == _AT_ONCE:
        done = store.write(SYSTEM, partial(action, **words))
        total += done
    return total


def _take_down(store: Store) -> int:
    districts = {district for _, district in store.read(SYSTEM, seasons_of)}
    return sum(
        store.write(SYSTEM, partial(take_down_ended, district_id=one)) for one in sorted(districts)
    )


def _forget_codes(store: Store) -> int:
    return store.write(SYSTEM, forget_codes)


def make_witnessed(store: Store, folder: Path) -> tuple[Checkpoint, Path]:
    """Make a checkpoint and write its file into `folder`, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = store.write(SYSTEM, make_checkpoint)
    path = folder / f"checkpoint-{made.checkpoint.seq:06d}.json"
    write_checkpoint(made, path)
    return made.checkpoint, path


def _checkpoint(folder: Path, store: Store) -> int:
    make_witnessed(store, folder)
    return 1
