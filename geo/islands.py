"""Should homes join a scrap of street that leads nowhere? Leaves small pieces out, if asked to."""

import numpy as np

from geo.network import Streets, assemble


def without_islands(streets: Streets, least_nodes: int) -> Streets:
    """Return the network of the pieces with at least `least_nodes` nodes; the largest always stays.

    Extracts are full of scraps cut off at their border or drawn apart. A home next to one joins
    it and reaches no school, though a street of the main network may be three metres on. Nobody
    does this unasked: the manifest's `islands_left_out` says how much was left out.
    """
    sizes = np.bincount(streets.component)
    stays = (sizes >= least_nodes) | (np.arange(len(sizes)) == 0)
    node, edge = stays[streets.component], stays[streets.component[streets.edge_u]]
    number = np.cumsum(node) - 1
    points = np.repeat(edge, np.diff(streets.edge_start))
    start = np.concatenate([[0], np.cumsum(np.diff(streets.edge_start)[edge])]).astype(np.int64)
    told = {
        **streets.manifest,
        "islands_left_out": {
            "least_nodes": least_nodes,
            "components": int((~stays).sum()),
            "nodes": int((~node).sum()),
            "edges": int((~edge).sum()),
            "length_mm": int(streets.edge_mm[~edge].sum()),
        },
    }
    return assemble(
        streets.node_xy_m[node],
        number[streets.edge_u[edge]].astype(np.int32),
        number[streets.edge_v[edge]].astype(np.int32),
        streets.edge_mm[edge],
        (streets.point_xy_m[points], start),
        told,
    )
