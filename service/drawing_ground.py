"""On which blocks does a district draw its zones, and how does a draft stand after a step?"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import shapely

from admissions.store.transaction import Refused
from admissions.store.zone_drafts import DraftStep, ZoneDraft
from geo.faults import BadInput
from service.desk import streets_in
from service.redraw_sources import Gathered, RedrawSources, gather_redraw
from zones.compactness import Roundness
from zones.edit import Sketch, sketch_of

SUFFIXES = (".gpkg", ".geojson", ".fgb", ".parquet")
_KEPT = 24  # sketches held beside the store, the last ones used


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The district to be drawn: blocks, schools, walks; `digest` of the blocks, their `source`."""

    gathered: Gathered
    digest: str
    source: str
    level: str
    roundness: Roundness


class Planning:
    """Reads a district's blocks once and holds the sketches that are being drawn.

    Nothing here is the only copy: a sketch is made again from the steps in the store. `level`
    tells the level of the season when it is first needed. Threads may share it.
    """

    def __init__(self, folder: Path, level: Callable[[], str]) -> None:
        self._folder, self._level = folder, level
        self._lock = threading.Lock()
        self._ground: tuple[tuple[int, ...], Ground] | None = None
        self._sketches: OrderedDict[str, tuple[int, Sketch]] = OrderedDict()

    def ground(self) -> Ground:
        """Return the blocks, read again where a file was written; BadInput where there are none."""
        with self._lock:
            sources = blocks_in(self._folder, self._level())
            stamp = tuple(path.stat().st_mtime_ns for path in (sources.blocks, sources.schools))
            if self._ground is None or self._ground[0] != stamp:
                self._ground = stamp, ground_of(sources)
                self._sketches.clear()
            return self._ground[1]

    def sketch(
        self, draft: ZoneDraft, step: int, steps: Callable[[int, int], Iterable[DraftStep]]
    ) -> Sketch:
        """Return the draft as it stands after `step`, to be copied before it is changed.

        `steps(after, until)` reads steps from the store. Refused("blocks_changed") where the
        draft was drawn on other blocks.
        """
        ground = self.ground()
        require_same_blocks(draft, ground)
        with self._lock:
            at, known = self._sketches.get(draft.id, (0, None))
        if at > step or known is None:
            at, known = 0, None
        known = replayed(steps(at, step) if at < step else (), ground, known)
        if known is None:
            raise AssertionError(draft.id)
        self.hold(draft.id, step, known)
        return known

    def hold(self, draft_id: str, step: int, sketch: Sketch) -> None:
        """Keep a sketch at hand, unless a later one of its draft is."""
        with self._lock:
            if self._sketches.get(draft_id, (0, None))[0] <= step:
                self._sketches[draft_id] = step, sketch
                self._sketches.move_to_end(draft_id)
            while len(self._sketches) > _KEPT:
                self._sketches.popitem(last=False)


def require_same_blocks(draft: ZoneDraft, ground: Ground) -> None:
    """Refuse ("blocks_changed") a draft that was drawn on other blocks."""
    if draft.blocks_digest != ground.digest:
        raise Refused("blocks_changed", "the draft was drawn on other blocks than these")


def replayed(
    steps: Iterable[DraftStep], ground: Ground, sketch: Sketch | None = None
) -> Sketch | None:
    """Return the sketch after more steps; None where there is neither a step nor a sketch."""
    for each in steps:
        sketch = stepped(sketch, each, ground)
    return sketch


def stepped(sketch: Sketch | None, step: DraftStep, ground: Ground) -> Sketch:
    """Return the sketch after one more step; the one before it stays as it is."""
    if step.kind == "begin" or sketch is None:
        return sketch_of(step.said, ground.gathered.draft)
    after = sketch.copied()
    match step.kind:
        case "paint":
            after.assign({block: school or None for block, school in step.said["assign"].items()})
        case "lock":
            after.lock(step.said["blocks"])
        case "unlock":
            after.unlock(step.said["blocks"])
        case "undo":
            after.undo()
        case "redo":
            after.redo()
    return after


def blocks_in(folder: Path, level: str) -> RedrawSources:
    """Return the files of a district as `jiujin redraw` takes them; BadInput without blocks."""
    found = [path for suffix in SUFFIXES if (path := folder / f"blocks{suffix}").is_file()]
    if len(found) != 1:
        what = f"holds {len(found)} files named blocks ({', '.join(SUFFIXES)})"
        raise BadInput.one(folder.name, what, "put one there: docs/formats.md, Blocks")
    schools = [path for suffix in SUFFIXES if (path := folder / f"schools{suffix}").is_file()]
    if len(schools) != 1:
        what = f"holds {len(schools)} files named schools"
        raise BadInput.one(folder.name, what, "keep exactly one of them")
    district = folder / "district.toml"
    walks = folder / "walks.csv"
    known = walks if walks.is_file() else None
    return RedrawSources(
        blocks=found[0], schools=schools[0], level=level, walks=known,
        streets=None if known else streets_in(folder),
        district=district if district.is_file() else None,
    )  # fmt: skip


def ground_of(sources: RedrawSources) -> Ground:
    """Read the files of a district; raises BadInput with every fault."""
    gathered = gather_redraw(sources)
    blocks, digest = gathered.draft.blocks, hashlib.sha256()
    for name, wkb in zip(blocks.block_id, shapely.to_wkb(blocks.polygons), strict=True):
        digest.update(name.encode() + b"\n" + wkb)
    return Ground(gathered, digest.hexdigest(), sources.blocks.name, sources.level or "primary",
                  Roundness(gathered.draft))  # fmt: skip
