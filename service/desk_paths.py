"""Along which streets does one walk from a place to a school? Lines for the help desk's map."""

from dataclasses import dataclass

import pandas as pd
import shapely

from geo.district import District
from geo.network import Streets
from geo.walking_path import PathFinder
from service.desk_maps import DIGITS


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A way on foot to a school: whole metres, halves up, and its line in WGS-84 (lon, lat)."""

    school_id: str
    metres: int
    line: tuple[tuple[float, float], ...]


class Paths:
    """The ways on foot of one district, over streets and gates that were read before."""

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


def walks_to_all(paths: Paths | None, x_m: float | None, y_m: float | None) -> dict[str, int]:
    """Return whole metres from a place to every school that can be walked to; {} if unknown."""
    if paths is None or x_m is None or y_m is None:
        return {}
    found = (paths.to(school, x_m, y_m) for school in paths.schools)
    return {one.school_id: one.metres for one in found if one is not None}
