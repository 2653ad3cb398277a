"""How is the synthetic season's lottery held? Three made-up people and a made-up public value.

Everything here is fixed, so that the same sample plays to the same end; a real ceremony takes
secrets that nobody can guess and a value that nobody knows before its time.
"""

from datetime import timedelta
from functools import partial

from admissions.actions import ceremony
from admissions.actions.ceremony import Announcement
from admissions.store.ceremonies import Draw
from capacity.lottery import commitment
from service.season.frame import BUREAU, CYCLE, DISTRICT, WINDOWS, Stage

CEREMONY = "lottery-2026-1"
BEACON, VALUE = "（合成）市公开摇号第1号", "07 11 13 17 19 23（合成）"
SECRETS = {
    "公证员（合成）": "合成：永定河边的第一场雪", "家长代表（合成）": "合成：古道上的马蹄窝",
    "教委代表（合成）": "合成：百花山的夏夜星空",
}  # fmt: skip
BEACON_AT = WINDOWS["follow_up"].opens + timedelta(hours=8, minutes=15)


def bind(stage: Stage) -> None:
    """Announce the value and store the commitments, while registration is open."""
    said = Announcement(CEREMONY, BEACON, BEACON_AT)
    stage.store.write(BUREAU, lambda tx: ceremony.announce(
        tx, cycle_id=CYCLE, district_id=DISTRICT, said=said))  # fmt: skip
    for person, secret in SECRETS.items():
        binding = partial(ceremony.commit, ceremony_id=CEREMONY, person=person,
                          digest=commitment(secret))  # fmt: skip
        stage.store.write(BUREAU, binding)


def draw(stage: Stage) -> Draw:
    """Open the secrets once the value is known."""
    stage.clock.move_to(BEACON_AT)
    return stage.store.write(BUREAU, lambda tx: ceremony.draw(
        tx, cycle_id=CYCLE, ceremony_id=CEREMONY, reveals=list(SECRETS.values()),
        beacon_value=VALUE))  # fmt: skip
