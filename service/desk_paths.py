"""Along which streets does one walk from a place to a school? Lines for the help desk's map."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pandas as pd
import shapely

from geo.district import District
from geo.network import Streets
from geo.streets import read_streets
from geo.walking_path import PathFinder
from service.desk import DeskSources
from service.desk_maps import DIGITS
from zones.school import read_schools

_READING = Lock()


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A way on foot to a school: whole metres, halves up, and its line in WGS-84 (lon, lat)."""

    school_id: str
    metres: int
    line: tuple[tuple[float, float], ...]


class Paths:
    """The streets and gates of one district, read once."""

    def __init__(self, streets: Streets, schools: pd.DataFrame, district: District) -> None:
        self._finder, self._district = PathFinder(streets), district
        gates = zip(schools["school_id"], schools["gates"], strict=True)
        self._gates = {str(name): shapely.get_coordinates(at) for name, at in gates}

    @property
    def schools(self) -> tuple[str, ...]:
        """Return the ids of all schools, in the order of their file."""
        return tuple(self._gates)

    def to(self, school_id: str, x_m: float, y_m: float) -> DrawnPath | None:
        """Return the way from a place in district metres; None: no way, or no such school."""
        gates = self._gates.get(school_id)
        found = None if gates is None else self._finder.path(x_m, y_m, gates)
        if found is None:
            return None
        lon, lat = self._district.to_wgs84(*found.line_m.T)
        line = zip(lon.round(DIGITS).tolist(), lat.round(DIGITS).tolist(), strict=True)
        return DrawnPath(school_id, (found.millimetres + 500) // 1000, tuple(line))


def walks_to_all(folder: Path, x_m: float | None, y_m: float | None) -> dict[str, int]:
    """Return whole metres from a place to every school that can be walked to; {} if unknown."""
    known = paths_in(folder)
    if known is None or x_m is None or y_m is None:
        return {}
    found = (known.to(school, x_m, y_m) for school in known.schools)
    return {one.school_id: one.metres for one in found if one is not None}


def paths_in(folder: Path) -> Paths | None:
    """Return the paths of a district's folder, read at the first call; None without streets.

    As with the desk, files that are changed are seen by the next process. Raises BadInput.
    """
    with _READING:
        return _read(folder)


@lru_cache(maxsize=1)
def _read(folder: Path) -> Paths | None:
    if not any(folder.glob("streets*")):
        return None
    sources = DeskSources.in_folder(folder, date.min)  # the day chooses zones, which are not read
    if sources.streets is None:
        return None
    of_zones = sources.of_zones()
    district, _ = of_zones.in_district()
    schools = read_schools(sources.schools, district, reading=of_zones.reading_schools(),
                           need_places=False)  # fmt: skip
    return Paths(read_streets(sources.streets, district), schools, district)
