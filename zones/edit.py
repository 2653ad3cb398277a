"""What happens to loads, walks and zones when a planner paints blocks from one zone to another?"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.faults import BadInput, FaultList
from zones.redraw.draft import MM, Draft
from zones.redraw.problem import FREE, Ints

FORMAT = "zones-draft/1"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing the planner should see: its `code`, the schools and blocks it is about."""

    code: str
    text: str
    schools: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of a sketch after a stroke. Walks in metres; lists by school, in its order.

    `pieces`: for each school the blocks of its zone that do not reach it.
    """

    children: tuple[tuple[int, ...], ...]
    over: tuple[tuple[int, ...], ...]
    mean_walk_m: float
    longest_walk_m: float
    children_moved: int
    pieces: tuple[tuple[str, ...], ...]
    warnings: tuple[Warned, ...]
    can_undo: bool
    can_redo: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Stroke:
    """Blocks that changed together: rows, and their schools before and after."""

    rows: Ints
    before: Ints
    after: Ints


@dataclass(slots=True)
class Sketch:
    """A plan being painted: every stroke is legal to undo, locked blocks never change.

    `zone` (n,): school of each block, FREE for none. Locks hold against painting, undo and redo:
    a locked block keeps what it has, and the picture says so.
    """

    draft: Draft
    zone: Ints
    locked: set[int] = field(default_factory=set)
    _done: list[_Stroke] = field(default_factory=list)
    _undone: list[_Stroke] = field(default_factory=list)
    _parted: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = self.zone.copy()
        self._look_at(range(len(self.draft.sites)))

    def paint(self, blocks: Iterable[str], school: str | None) -> Picture:
        """Give blocks to a school (None: to nobody). Raises BadInput for ids that are unknown."""
        return self.assign(dict.fromkeys(blocks, school))

    def assign(self, schools: Mapping[str, str | None]) -> Picture:
        """Give each block named its school (None: nobody) in one stroke. Raises BadInput."""
        rows = np.array(self._rows(schools), dtype=np.int64)
        known = {name: self._school(name) for name in dict.fromkeys(schools.values()) if name}
        new = np.array([known.get(name or "", FREE) for name in schools.values()], dtype=np.int64)
        changed = self.zone[rows] != new
        held = np.array([row in self.locked for row in rows.tolist()], dtype=np.bool_)
        free = changed & ~held
        if free.any():
            stroke = _Stroke(rows[free], self.zone[rows[free]].copy(), new[free])
            self._done.append(stroke)
            self._undone.clear()
            self._put(stroke.rows, stroke.after)
        return self.picture(rows[changed & held].tolist())

    def copied(self) -> "Sketch":
        """Return a sketch to go on with, while this one stays as it is."""
        other = copy(self)
        other.detach()
        return other

    def detach(self) -> None:
        """Share nothing that changes with the sketch this is a shallow copy of."""
        self.zone, self.locked = self.zone.copy(), set(self.locked)
        self._done, self._undone = [*self._done], [*self._undone]
        self._parted = dict(self._parted)

    def lock(self, blocks: Iterable[str]) -> Picture:
        """Hold blocks where they are."""
        self.locked.update(self._rows(blocks))
        return self.picture()

    def unlock(self, blocks: Iterable[str]) -> Picture:
        """Let blocks be painted again."""
        self.locked.difference_update(self._rows(blocks))
        return self.picture()

    def undo(self) -> Picture:
        """Take the last stroke back, except for blocks locked since; nothing if there is none."""
        if not self._done:
            return self.picture()
        stroke = self._done.pop()
        self._undone.append(stroke)
        return self._replay(stroke.rows, stroke.before)

    def redo(self) -> Picture:
        """Make the stroke that was undone last again, except for locked blocks."""
        if not self._undone:
            return self.picture()
        stroke = self._undone.pop()
        self._done.append(stroke)
        return self._replay(stroke.rows, stroke.after)

    def picture(self, kept: Sequence[int] = ()) -> Picture:
        """Return all figures of the sketch as it is; `kept`: locked blocks that were asked for."""
        draft, zone = self.draft, self.zone
        served = np.flatnonzero(zone >= 0)
        load = np.zeros_like(draft.sites.places)
        np.add.at(load, zone[served], draft.blocks.children[served])
        over = np.maximum(load - draft.sites.places, 0)
        heads, walk = draft.blocks.children[served, 0], draft.walk_mm[served, zone[served]]
        farthest, way = draft.farthest_mm[served, zone[served]], (walk >= 0) & (heads > 0)
        total = max(int(heads[way].sum()), 1)
        moved = (draft.today >= 0) & (zone != draft.today)
        parted = self._parted
        return Picture(
            children=tuple(map(tuple, load.tolist())), over=tuple(map(tuple, over.tolist())),
            mean_walk_m=round(float((walk[way] * heads[way]).sum()) / total / MM, 1),
            longest_walk_m=round(float(farthest[way].max(initial=0)) / MM, 1),
            children_moved=int(draft.blocks.children[moved, 0].sum()),
            pieces=tuple(parted.get(school, ()) for school in range(len(draft.sites))),
            warnings=tuple(self._warnings(over, kept)),
            can_undo=bool(self._done), can_redo=bool(self._undone),
        )  # fmt: skip

    def document(self, *, author: str, at: str, parent: str | None, comment: str) -> dict[str, Any]:
        """Return the sketch for storing, with who, when (ISO 8601), from which draft, and why."""
        names, schools = self.draft.blocks.block_id, [*self.draft.sites.school_id, ""]
        return {
            "format": FORMAT, "author": author, "at": at, "parent": parent, "comment": comment,
            "assignment": {name: schools[k] for name, k in zip(names, self.zone, strict=True)},
            "locked": sorted(names[row] for row in self.locked),
            "pinned": self.pinned(),
        }  # fmt: skip

    def pinned(self) -> dict[str, str]:
        """Return the blocks that the blocks' file pins or locks, each with its school."""
        draft, asked = self.draft, self.draft.asked
        names, schools = draft.blocks.block_id, draft.sites.school_id
        rows = np.flatnonzero(asked >= 0).tolist()
        return {names[row]: schools[int(asked[row])] for row in rows}

    def _rows(self, blocks: Iterable[str]) -> list[int]:
        index = {name: row for row, name in enumerate(self.draft.blocks.block_id)}
        wanted, faults = list(dict.fromkeys(blocks)), FaultList()
        for name in wanted:
            if name not in index:
                faults.add("block", f"{name!r} is not known", "name a block of this district")
        faults.refuse_if_any()
        return [index[name] for name in wanted]

    def _school(self, school: str) -> int:
        if school not in self.draft.sites.school_id:
            raise BadInput.one("school", f"{school!r} is not known", "name one of this district")
        return self.draft.sites.school_id.index(school)

    def _replay(self, rows: Ints, schools: Ints) -> Picture:
        free = np.array([row not in self.locked for row in rows.tolist()], dtype=np.bool_)
        self._put(rows[free], schools[free])
        return self.picture(rows[~free].tolist())

    def _put(self, rows: Ints, schools: Ints) -> None:
        touched = set(self.zone[rows].tolist()) | set(schools.tolist())
        self.zone[rows] = schools
        self._look_at(touched - {FREE})

    def _look_at(self, schools: Iterable[int]) -> None:
        """See which blocks of these zones do not reach their school."""
        graph, names, n = self.draft.graph, self.draft.blocks.block_id, len(self.draft.blocks)
        for school in schools:
            mine = set(np.flatnonzero(self.zone == school).tolist())
            waiting, lost = [n + school], set(mine)
            while waiting:
                for there in graph.neighbours(waiting.pop()).tolist():
                    if there in lost:
                        lost.discard(there)
                        waiting.append(there)
            self._parted[school] = tuple(names[row] for row in sorted(lost))

    def _warnings(self, over: Ints, kept: Sequence[int]) -> Iterable[Warned]:
        names, schools = self.draft.blocks.block_id, self.draft.sites.school_id
        for school in np.flatnonzero(over.any(axis=1)).tolist():
            text = f"{schools[school]} is {int(over[school].max())} children over capacity"
            yield Warned("over_capacity", text, (schools[school],))
        for school, lost in sorted(self._parted.items()):
            if lost:
                text = f"{len(lost)} blocks do not reach {schools[school]} inside its zone"
                yield Warned("in_pieces", text, (schools[school],), lost)
        nobody = tuple(names[row] for row in np.flatnonzero(self.zone < 0).tolist())
        if nobody:
            yield Warned("no_school", f"{len(nobody)} blocks have no school", (), nobody)
        asked = self.draft.asked
        broken = np.flatnonzero((asked >= 0) & (self.zone != asked)).tolist()
        if broken:
            named = tuple(names[row] for row in broken)
            yield Warned("pin_broken", f"{len(broken)} pinned blocks lie elsewhere", (), named)
        yield from self._promises()
        if kept:
            named = tuple(names[row] for row in kept)
            yield Warned("locked", f"{len(kept)} locked blocks were left as they are", (), named)

    def _promises(self) -> Iterable[Warned]:
        """Warn of taken places of six years that would move, and of groups in too many schools."""
        blocks, zone, today = self.draft.blocks, self.zone, self.draft.today
        names, schools = blocks.block_id, self.draft.sites.school_id
        moved = np.flatnonzero((blocks.six_years > 0) & (today >= 0) & (zone != today)).tolist()
        if moved:
            text = (f"{int(blocks.six_years[moved].sum())} addresses whose place of six years is "
                    "taken would change school")  # fmt: skip
            yield Warned("six_years_moved", text, (), tuple(names[row] for row in moved))
        groups = blocks.groups
        if not groups.most.any():
            return
        spread = groups.spread(zone)
        for group in np.flatnonzero((groups.most > 0) & (spread > groups.most)).tolist():
            rows = np.flatnonzero(groups.of == group)
            mine = tuple(schools[at] for at in np.unique(zone[rows][zone[rows] >= 0]).tolist())
            text = f"{groups.name[group]} goes to {len(mine)} schools, not {groups.most[group]}"
            yield Warned("group_split", text, mine, tuple(names[row] for row in rows.tolist()))


def sketch_of(document: dict[str, Any], draft: Draft) -> Sketch:
    """Take a stored sketch up again. Raises BadInput for blocks or schools that are not there."""
    if document.get("format") != FORMAT:
        raise BadInput.one("draft", f"is not {FORMAT}", "store drafts with Sketch.document")
    sketch = Sketch(draft, np.full(len(draft.blocks), FREE, np.int64))
    schools: dict[str, list[str]] = {}
    for block, school in document["assignment"].items():
        schools.setdefault(school, []).append(block)
    for school, blocks in sorted(schools.items()):
        sketch.paint(blocks, school or None)
    fresh = Sketch(draft, sketch.zone)
    fresh.lock(document["locked"])
    return fresh
