"""Which school does an address belong to, answered for the web from files that are read once?"""

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from admissions.homes import HomeFacts
from geo.address import parse
from geo.datum import label
from geo.distance import Gates, Measure
from geo.faults import BadInput
from service.desk_maps import PublicFile, schools_file, zones_file
from service.desk_paths import Paths
from service.desk_place import Placed, place_asked
from service.desk_suggest import Completions
from service.desk_walks import Walks
from service.lookup_job import Asked, Opened, answer_document, open_files, require_question
from service.progress import Progress
from service.zone_job import ZoneSources
from zones.addresses import ListAnswer
from zones.cover import covers
from zones.decision import Basis
from zones.lookup import Answer, LookupSources, Matched, answer_of, heard, matched_of
from zones.lookup_words import say
from zones.match import Engine, match_zones
from zones.matches import MatchState

_MOST_TOLD = 50_000
_LAYERS = (".gpkg", ".geojson", ".fgb", ".shp", ".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class DeskSources:
    """The files of one district and the level and day that questions are about."""

    zones: Path
    schools: Path
    day: date
    district: Path | None = None
    streets: Path | None = None
    register: Path | None = None
    address_list: Path | None = None
    level: str = "primary"
    tolerance_m: float = 0.5

    @classmethod
    def in_folder(cls, folder: Path, day: date, level: str = "primary") -> "DeskSources":
        """Take zones, schools, district.toml, streets, register, address_list by their names.

        Of address lists the last that holds on `day`: address_list_from_2027-03-01.csv from then
        on, address_list.csv before the first of them.

        `streets` is the artefact's folder, else streets.osm or streets.osm.pbf. Raises BadInput
        where zones or schools are missing or stand there twice.
        """
        return cls(
            zones=_one_of(folder, "zones"), schools=_one_of(folder, "schools"), day=day,
            level=level, district=_if_there(folder / "district.toml"), streets=streets_in(folder),
            register=_if_there(folder / "register.csv"),
            address_list=_list_of(folder, day),
        )  # fmt: skip

    def of_zones(self) -> ZoneSources:
        """Return the same files as a call of the command line names them."""
        return ZoneSources(
            zones=self.zones, schools=self.schools, day=self.day, district=self.district,
            register=self.register, address_list=self.address_list, level=self.level,
            tolerance_m=self.tolerance_m,
        )  # fmt: skip


def address_list_of(folder: Path, day: date) -> Path:
    """Return where the address list lies that goes with the plan from `day` on."""
    return folder / f"address_list_from_{day.isoformat()}.csv"


def _list_of(folder: Path, day: date) -> Path | None:
    dated = sorted(path for path in folder.glob("address_list_from_*.csv")
                   if path.name <= address_list_of(folder, day).name)  # fmt: skip
    return dated[-1] if dated else _if_there(folder / "address_list.csv")


def streets_in(folder: Path) -> Path | None:
    """Return a district's streets: the artefact's folder, else the OSM file; None without."""
    names = ("streets", "streets.osm", "streets.osm.pbf")
    return next((path for name in names if (path := folder / name).exists()), None)


def _if_there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _one_of(folder: Path, name: str) -> Path:
    found = [path for suffix in _LAYERS if (path := folder / f"{name}{suffix}").is_file()]
    if len(found) != 1:
        what = f"holds {len(found)} files named {name} ({', '.join(_LAYERS)})"
        raise BadInput.one(folder.name, what, "keep exactly one of them")
    return found[0]


@dataclass(frozen=True)
class DeskAnswer:
    """What one question is told; the question itself is not in it.

    `answer`: state, candidates, line; `zh`, `en`: the words; `place`: where it was found, by what
    and how finely; `measure`: "walking" or "straight_line"; `assumed`: about the district.
    """

    answer: Answer
    zh: str
    en: str
    place: Placed
    measure: str
    assumed: str

    def document(self) -> dict[str, Any]:
        """Return what `jiujin lookup --json` prints for the same question."""
        return answer_document(
            self.answer, {"zh": self.zh, "en": self.en}, on_foot=self.measure == Measure.WALKING,
            assumed=self.assumed, note=self.place.note,
        )  # fmt: skip

    @cached_property
    def encoded(self) -> bytes:
        """Return the document as JSON in UTF-8; made once, as many ask about one building."""
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":")).encode()


class Desk:
    """Answers questions about addresses; threads may share one desk.

    Everything is read and measured when it is made. Nothing of a question is kept; the finished
    answer about a building of the register is, as it is the same for all who ask.
    """

    def __init__(self, opened: Opened, level: str) -> None:
        known_m, schools = _register_places(opened), opened.schools
        self._opened, self._on_foot = opened, opened.streets is not None
        gates, names = Gates.of(list(schools["gates"])), list(schools["school_id"])
        walks = Walks(opened.streets, gates, names, known_m)
        self._sources = replace(opened.sources, walk=walks.walk)
        self._nowhere, *found = _match(self._sources, np.concatenate([[[nan, nan]], known_m]))
        self._matched = dict(zip(map(tuple, known_m.tolist()), found, strict=True))
        self._completions = None if opened.register is None else Completions(opened.register)
        self._zones = zones_file(opened.sources.plan, opened.district)
        of_level = schools[schools["level"] == level]
        self._schools = schools_file(of_level, opened.district)
        self._plan_digest, self._crs = opened.sources.plan.content_hash, label(opened.district.crs)
        self._told: dict[tuple[Placed, ListAnswer], DeskAnswer] = {}
        self._texts = _register_texts(opened, self._completions)
        self._by_text: dict[str, DeskAnswer] = {}
        self._warm()

    @cached_property
    def paths(self) -> Paths | None:
        """Return the ways on foot along streets, made when one is first drawn; None without."""
        streets, opened = self._opened.streets, self._opened
        return None if streets is None else Paths(streets, opened.schools, opened.district)

    @classmethod
    def load(cls, sources: DeskSources, progress: Progress) -> "Desk":
        """Read all files and measure from every register address; raises BadInput."""
        with progress.step("reading zones, schools, streets and register"):
            opened = open_files(sources.of_zones(), sources.streets)
        with progress.step("measuring from every address of the register"):
            return cls(opened, sources.level)

    def ask(
        self,
        address: str = "",
        x: float | None = None,
        y: float | None = None,
        datum: str | None = None,
    ) -> DeskAnswer:
        """Answer an address, a pair with its datum, or both, as `jiujin lookup` does.

        Raises BadInput for a question that asks nothing, and for a faulty pair.
        """
        by_words = x is None and y is None and datum is None
        told = self._by_text.get(address) if by_words else None
        if told is None:
            told = self._asked(Asked(address, x, y, datum))
            if by_words and address in self._texts and len(self._by_text) < _MOST_TOLD:
                self._by_text[address] = told
        return told

    def _asked(self, asked: Asked) -> DeskAnswer:
        place, listed = self._placed(asked)
        told = self._told.get((place, listed))
        if told is None:
            told = self._say(place, self._answer(place, listed))
            if (place.x_m, place.y_m) in self._matched and len(self._told) < _MOST_TOLD:
                self._told[place, listed] = told  # a public building, not what somebody typed
        return told

    def _say(self, place: Placed, answer: Answer) -> DeskAnswer:
        zh, en = (say(answer, language, on_foot=self._on_foot) for language in ("zh", "en"))
        measure = Measure.WALKING if self._on_foot else Measure.STRAIGHT_LINE
        return DeskAnswer(answer, zh, en, place, measure, self._opened.assumed)

    def anchor(
        self,
        address: str = "",
        x: float | None = None,
        y: float | None = None,
        datum: str | None = None,
    ) -> HomeFacts:
        """Return what is kept with an application of the place that its anchor names.

        State, basis and schools as an overflow run would find them: a home that cannot be located
        is `not_located` even where the legal list knows its zone. `school_ids` are those it may
        claim; `walk_m` has every candidate that can be walked to. Raises BadInput as `ask` does.
        """
        place, listed = self._placed(Asked(address, x, y, datum))
        answer = self._answer(place, listed)
        located, claims = isfinite(place.x_m), answer.basis is not Basis.UNDECIDED
        return HomeFacts(
            x_m=place.x_m if located else None, y_m=place.y_m if located else None, crs=self._crs,
            source=place.source, precision=place.precision, building_id=place.building_id,
            zone_state=str(answer.state if located else MatchState.NOT_LOCATED),
            zone_ids=answer.zone_ids,
            school_ids=tuple(each.school_id for each in answer.candidates) if claims else (),
            basis=str(answer.basis), line_distance_m=answer.line_distance_m,
            walk_m={c.school_id: c.metres for c in answer.candidates if c.metres is not None},
            plan_digest=self._plan_digest,
        )  # fmt: skip

    def suggest(self, text: str, limit: int = 8) -> list[str]:
        """Return estates and buildings of the register that begin like `text`, at most `limit`."""
        return [] if self._completions is None else self._completions.begun_by(text, limit)

    def public_zones_geojson(self) -> PublicFile:
        """Return the zones of the desk's level and day in WGS-84."""
        return self._zones

    def schools(self) -> PublicFile:
        """Return the schools of the desk's level in WGS-84, each as the points of its gates."""
        return self._schools

    def _placed(self, asked: Asked) -> tuple[Placed, ListAnswer]:
        """Return where it is and what the legal list says; all else follows from the two."""
        require_question(asked)
        read = parse(asked.address) if asked.address else None
        place = place_asked(asked, read, self._opened.district, self._opened.gazetteer)
        return place, heard(self._sources, read)

    def _answer(self, place: Placed, listed: ListAnswer) -> Answer:
        return answer_of(self._sources, self._at(place), listed, (place.x_m, place.y_m))

    def _at(self, place: Placed) -> Matched:
        """Return what the polygons say: known beforehand for every place of the register."""
        if not isfinite(place.x_m):
            return self._nowhere
        known = self._matched.get((place.x_m, place.y_m))
        at_m = np.array([[place.x_m, place.y_m]])
        return _match(self._sources, at_m)[0] if known is None else known

    def _warm(self) -> None:
        """Build what is built on first use, so that no question waits and no two threads build."""
        plan, rules = self._sources.plan, self._sources
        for polygon in plan.polygons:  # GEOS builds a polygon's index at the first point in its box
            covers(polygon, *shapely.get_coordinates(polygon)[:1].T)
        x, y = shapely.get_coordinates(plan.polygons[0])[0].tolist()
        _match(rules, np.array([[x, y]]))
        answer_of(rules, self._nowhere, heard(rules, parse("1号")), (x, y))
        if rules.walk is not None:
            rules.walk(x, y, tuple(rules.names))


def _register_places(opened: Opened) -> np.ndarray:
    """Return every place that the register can answer, (places, 2) district metres."""
    register = opened.register
    if register is None:
        return np.empty((0, 2))
    return np.unique(np.column_stack([register.x_m, register.y_m]), axis=0)


def _register_texts(opened: Opened, completions: Completions | None) -> frozenset[str]:
    """Return every address in the register's own words, as listed and as suggested."""
    if opened.register is None or completions is None:
        return frozenset()
    return completions.texts | frozenset(opened.register.address)


def _match(sources: LookupSources, xy_m: np.ndarray) -> list[Matched]:
    # Questions come one by one: none of them would pay for the grid, all together do.
    x_m, y_m, tolerance_m = xy_m[:, 0], xy_m[:, 1], sources.tolerance_m
    matches = match_zones(x_m, y_m, sources.plan, tolerance_m=tolerance_m, engine=Engine.GRID)
    return [matched_of(matches, home) for home in range(len(matches))]
