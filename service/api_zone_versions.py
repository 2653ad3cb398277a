"""How does a draft become the plan of a day over HTTP? Two people, then the district's files."""

from functools import partial
from pathlib import Path
from typing import Any

from admissions.actions import zone_drafts as doing
from admissions.roles import SYSTEM
from admissions.store import zone_drafts as kept
from admissions.store.store import Store
from admissions.store.transaction import Refused, Tx
from admissions.store.zone_drafts import ZoneVersion
from geo.district import District, read_district
from service.api_desks import BUREAU
from service.api_drafts import SEEING, in_a_thread
from service.api_lookup import GEOJSON
from service.api_operations import Call, Document, reading, writing
from service.api_plan_models import VersionBody, VersionList, VersionModel
from service.drafting import ground_for, opened
from service.zone_versions import (
    VersionFiles,
    put_in_force,
    replaced_now,
    version_files,
)

VERSIONS = "/api/v1/zones/versions"
VERSION = f"{VERSIONS}/{{id}}"


def shown(found: ZoneVersion) -> VersionModel:
    """Return a version's form."""
    return VersionModel(**{name: getattr(found, name) for name in VersionModel.model_fields})


def every(tx: Tx, _call: Call) -> VersionList:
    """Return the versions that the caller may see."""
    return VersionList(versions=tuple(shown(it) for it in kept.versions_of(tx)))


def layer(tx: Tx, call: Call) -> Document:
    """Return the zones of a version."""
    return Document(kept.version_files(tx, call.id)[0], GEOJSON)


def _prepared(tx: Tx, call: Call) -> doing.NewVersion:
    """Make the files of the draft as it stands; raises BadInput."""
    asked: VersionBody = call.body
    found = opened(tx, call, asked.draft_id)
    files = version_files(_folder(call), found.ground, found.sketch.zone, asked.valid_from)
    return doing.NewVersion(
        call.context.new_number("ZV"), asked.draft_id, found.step, asked.valid_from, asked.basis,
        files.layer, files.address_list, files.replaces,
    )  # fmt: skip


def propose(tx: Tx, call: Call) -> VersionModel:
    """Propose the version that was prepared."""
    return shown(doing.propose_version(tx, version=call.prepared))


def _unchanged(tx: Tx, call: Call) -> bool:
    """Say whether the district's files still hold the plan that the version replaces."""
    found, ground = kept.get_version(tx, call.id), ground_for(call)
    district = ground.gathered.district
    now = replaced_now(_folder(call), ground.level, district, found.valid_from)
    return found.stage != "proposed" or now == found.replaces


def approve(tx: Tx, call: Call) -> VersionModel:
    """Approve a version; its files are written once that stands in the store."""
    if not call.prepared:
        raise Refused("plan_changed", "the zones file has changed since: propose it again")
    return shown(doing.approve_version(tx, version_id=call.id))


def written(call: Call, made: Any) -> Any:
    """Write the files of an approved version; again and again makes no difference."""
    ground = ground_for(call)
    district, level = ground.gathered.district, ground.level
    settle(call.context.store, _folder(call), level, district, call.actor.district_id)
    return made


def settle(store: Store, folder: Path, level: str, district: District, district_id: str) -> int:
    """Put every approved version that is not in the folder into it; returns how many there are.

    For the moment after an approval, and for a service that was stopped just then. Raises
    BadInput where a version cannot be written.
    """
    approved = [it for it in store.read(SYSTEM, kept.versions_of)
                if it.stage == "approved" and it.district_id == district_id]  # fmt: skip
    for it in sorted(approved, key=lambda each: each.valid_from):
        files = store.read(SYSTEM, partial(kept.version_files, version_id=it.id))
        if doing.files_digest(*files) != it.digest:
            raise AssertionError(it.id)
        put_in_force(folder, level, district, VersionFiles(*files, it.replaces), it.valid_from)
    return len(approved)


def settle_folder(store: Store, folder: Path, level: str, district_id: str) -> None:
    """Put approved versions into a folder whose district is declared in it, before it is read."""
    file = folder / "district.toml"
    if file.is_file():  # without it nobody could have drawn zones
        settle(store, folder, level, read_district(file), district_id)


def _folder(call: Call) -> Path:
    return call.context.settings.district_folder


OPERATIONS = (
    reading("zone_versions", VERSIONS, SEEING, "", every, VersionList,
            words="Versions of the plan, proposed and decided."),
    writing("propose_version", VERSIONS, BUREAU, "", "propose", propose, VersionModel, VersionBody,
            status=201, prepare=in_a_thread(_prepared),
            words="Propose a draft as the plan from a day on."),
    reading("zone_version_layer", f"{VERSION}/zones.geojson", SEEING, "version", layer, GEOJSON,
            words="The zones of a version."),
    writing("approve_version", f"{VERSION}/approve", BUREAU, "version", "approve", approve,
            VersionModel, prepare=in_a_thread(_unchanged), finish=written,
            words="Approve what another person proposed."),
    writing("reject_version", f"{VERSION}/reject", BUREAU, "version", "reject",
            lambda tx, call: shown(doing.reject_version(tx, version_id=call.id)), VersionModel,
            words="Reject it, or take one's own back."),
)  # fmt: skip
