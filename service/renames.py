"""Which columns of the user's files are called otherwise than in the formats?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.faults import BadInput

COLUMNS = {
    "zones": {"zone_id", "name", "level", "school_ids", "valid_from", "valid_to"},
    "schools": {
        "school_id", "name", "level", "classes", "class_size", "places", "x", "y", "datum",
        "feeds", "shared",
    },
    "blocks": {
        "block_id", "children", "school_id", "enrolled", "siblings", "six_years", "pinned",
        "locked", "group", "most_schools",
    },
    "homes": {
        "home_id", "child_id", "address", "x", "y", "datum", "building_id", "tier", "preference",
        "siblings_at", "lottery_no", "points", "twins", "barred", "zone_id", "children",
    },
    "rolls": {"school", "year", "grade", "n", "district", "births", "stream"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renames:
    """Which columns are called otherwise, by kind of file."""

    pairs: tuple[tuple[str, str, str], ...] = ()  # (kind or "", file's column, ours)

    def of(
        self, kind: str, path: Path, crs: str | None = None, layer: str | None = None
    ) -> dict[str, str]:
        """Return the renames for one file: those for its kind, and those whose column it has."""
        common = [
            (old, new) for where, old, new in self.pairs if not where and new in COLUMNS[kind]
        ]
        here = _columns(path, crs, layer) if common else set()
        named = [(old, new) for where, old, new in self.pairs if where == kind]
        return dict([*named, *((old, new) for old, new in common if old in here)])

    def refuse_unused(self, used: Iterable[Mapping[str, str]]) -> None:
        """Refuse a rename whose column no file of the call has. Raises BadInput."""
        found = {old for each in used for old in each}
        for _, old, new in self.pairs:
            if old not in found:
                raise BadInput.one(
                    "--rename", f"no file has a column {old!r} to be read as {new}",
                    "correct the name, as the file writes it",
                )  # fmt: skip


def _columns(path: Path, crs: str | None, layer: str | None) -> set[str]:
    """Return the columns of a file; none where it cannot be read, which its reader will say."""
    from geo.layers import read_layer
    from geo.tables import SUFFIXES, read_table

    try:
        if path.suffix.casefold() in SUFFIXES:
            return set(read_table(path).columns)
        return set(read_layer(path, crs=crs, layer=layer).columns)
    except BadInput:
        return set()


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
