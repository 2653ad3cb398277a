"""Which columns of the user's files are called otherwise than in the formats?"""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.faults import BadInput

COLUMNS = {
    "zones": {"zone_id", "name", "level", "school_ids", "valid_from", "valid_to"},
    "schools": {
        "school_id", "name", "level", "classes", "class_size", "places", "x", "y", "datum",
    },
    "homes": {
        "home_id", "child_id", "address", "x", "y", "datum", "building_id", "tier", "preference",
        "siblings_at", "lottery_no", "points", "twins", "barred", "zone_id", "children",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renames:
    """Which columns are called otherwise, by kind of file."""

    pairs: tuple[tuple[str, str, str], ...] = ()  # (kind or "", file's column, ours)

    def of(self, kind: str) -> dict[str, str]:
        """Return the renames for one kind of file: its own, and those whose new name it knows."""
        return {
            old: new
            for where, old, new in self.pairs
            if where == kind or (not where and new in COLUMNS[kind])
        }


NO_RENAMES = Renames()


def renames(texts: Iterable[str] | None) -> Renames:
    """Read [KIND:]FILE'S_COLUMN=OURS. Raises BadInput for anything else."""
    found = []
    for text in texts or ():
        old, separator, new = text.rpartition("=")
        kind, colon, rest = old.partition(":")
        where, old = (kind, rest) if colon and kind in COLUMNS else ("", old)
        kinds = [where] if where else list(COLUMNS)
        if not (old and separator and any(new in COLUMNS[each] for each in kinds)):
            raise BadInput.one(
                "--rename",
                f"{text!r} is not OLD=NEW with a column of the format",
                "write --rename ESB=zone_id, or --rename zones:NAME=name for one file only",
            )
        found.append((where, old, new))
    return Renames(tuple(found))
