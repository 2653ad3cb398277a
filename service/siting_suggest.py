"""Which blocks may a planner look at first for a new school? Those that would save most walking.

One after the other, each the block from which the most child-metres are saved given those before
it: greedy adding (Kuehn and Hamburger 1963). A place to begin, no proposal: nothing is known here
of land, and distances to a new site are straight lines with a usual detour.
"""

import numpy as np

from zones.redraw.draft import MM, Draft

DETOUR = 1.4  # of a straight line
_LOOKED_AT = 300  # blocks with the most child-metres
_SUGGESTED = 8


def suggested(draft: Draft) -> tuple[str, ...]:
    """Return up to eight block ids in order of what they save; the same for the same district."""
    blocks = draft.blocks
    heads = blocks.children[:, 0].astype(float)
    walk = np.where(draft.walk_mm < 0, np.inf, draft.walk_mm / MM)
    best = walk.min(axis=1)
    nearest = np.where(np.isfinite(best), best, 0.0)
    looked = np.argsort(-heads * nearest, kind="stable")[:_LOOKED_AT]
    away = np.hypot(*(blocks.points[:, None, axis] - blocks.points[None, looked, axis]
                      for axis in (0, 1))) * DETOUR  # fmt: skip
    found: list[str] = []
    for _ in range(min(_SUGGESTED, len(looked))):
        saved = (heads[:, None] * np.clip(nearest[:, None] - away, 0, None)).sum(axis=0)
        at = int(np.argmax(saved))
        if saved[at] <= 0:
            break
        found.append(blocks.block_id[looked[at]])
        nearest = np.minimum(nearest, away[:, at])
    return tuple(found)
