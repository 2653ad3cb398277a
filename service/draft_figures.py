"""What do the figures of a draft say, school by school, after a stroke?"""

import numpy as np

from service.api_draft_models import DraftFigures, SchoolFigures, WarnedModel
from zones.compactness import Roundness
from zones.edit import Picture, Sketch
from zones.redraw.draft import MM
from zones.redraw.problem import Ints

_NAMED = 200  # blocks named in one warning; the count says how many there are


def figures_of(sketch: Sketch, picture: Picture, roundness: Roundness) -> DraftFigures:
    """Return the figures of a sketch as its picture shows them."""
    draft, zone = sketch.draft, sketch.zone
    moved = (draft.today >= 0) & (zone != draft.today)
    return DraftFigures(
        years=draft.blocks.years, schools=_schools(sketch, picture, roundness),
        mean_walk_m=picture.mean_walk_m, longest_walk_m=picture.longest_walk_m,
        children_moved=picture.children_moved,
        enrolled_moved=int(draft.blocks.enrolled[moved].sum()),
        siblings_moved=int(draft.blocks.siblings[moved].sum()),
        warnings=tuple(
            WarnedModel(code=it.code, schools=it.schools, blocks=it.blocks[:_NAMED],
                        count=len(it.blocks))
            for it in picture.warnings
        ),
        can_undo=picture.can_undo, can_redo=picture.can_redo,
    )  # fmt: skip


def _schools(sketch: Sketch, picture: Picture, roundness: Roundness) -> tuple[SchoolFigures, ...]:
    sites, mean, longest = sketch.draft.sites, *_walks(sketch)
    round_, blocks = roundness.of(sketch.zone), _count(sketch)
    return tuple(
        SchoolFigures(
            school_id=sites.school_id[at], name=sites.name[at], blocks=int(blocks[at]),
            children=picture.children[at], places=tuple(sites.places[at].tolist()),
            over=picture.over[at], mean_walk_m=mean[at], longest_walk_m=longest[at],
            roundness=round_[at], apart=len(picture.pieces[at]),
        )
        for at in range(len(sites))
    )  # fmt: skip


def _count(sketch: Sketch) -> Ints:
    served = sketch.zone[sketch.zone >= 0]
    return np.bincount(served, minlength=len(sketch.draft.sites))


def _walks(sketch: Sketch) -> tuple[list[float | None], list[float | None]]:
    """Return the mean and the longest walk to each school in metres, weighted by children."""
    draft, served = sketch.draft, np.flatnonzero(sketch.zone >= 0)
    school = sketch.zone[served]
    heads, walk = draft.blocks.children[served, 0], draft.walk_mm[served, school]
    way = (walk >= 0) & (heads > 0)
    school, heads, walk = school[way], heads[way], walk[way]
    many = len(draft.sites)
    total = np.bincount(school, heads * walk / MM, minlength=many)
    count = np.bincount(school, heads, minlength=many)
    far = np.zeros(many, np.int64)
    np.maximum.at(far, school, walk)
    mean = [round(float(t / n), 1) if n else None for t, n in zip(total, count, strict=True)]
    return mean, [round(int(f) / MM, 1) if n else None for f, n in zip(far, count, strict=True)]
