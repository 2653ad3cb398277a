"""Which streets does a GraphML file hold? As OSMnx and NetworkX write it, simplified or not."""

from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.datum import Reference
from geo.edge_list import EdgeTags, degrees_of, draw_between, reference_of
from geo.faults import BadInput
from geo.lines import OSM_LICENCE, DrawnLines
from geo.walkable import TAGS_READ

_KEPT = {
    "graph": frozenset({"crs", "created_date", "created_with"}),
    "node": frozenset({"x", "y"}),
    "edge": frozenset({*TAGS_READ, "geometry"}),
}


@dataclass(slots=True)
class _Graph:
    """What the parser has met so far: attributes of the graph, nodes by name, edges in order."""

    about: dict[str, str] = field(default_factory=dict)
    node_number: dict[str, int] = field(default_factory=dict)
    x: "array[float]" = field(default_factory=lambda: array("d"))
    y: "array[float]" = field(default_factory=lambda: array("d"))
    ends: list[tuple[str, str]] = field(default_factory=list)
    geometry: list[str] = field(default_factory=list)
    tags: EdgeTags = field(default_factory=EdgeTags)


class _Listener:
    """Turns expat's events into a `_Graph`; refuses document types, which can hide bombs."""

    def __init__(self, name: str) -> None:
        self.graph = _Graph()
        self._name = name
        self._keys: dict[str, tuple[str, str]] = {}
        self._owner = ""
        self._attributes: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._wanted: str | None = None
        self._text: list[str] = []

    def parse(self, path: Path) -> _Graph:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        with path.open("rb") as stream:
            parser.ParseFile(stream)
        return self.graph

    def _doctype(self, *_: object) -> None:
        raise BadInput.one(
            self._name, "it declares a document type, which a GraphML file never needs",
            "write the file again with osmnx.save_graphml",
        )  # fmt: skip

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "key":
            self._keys[attributes.get("id", "")] = (
                attributes.get("for", ""), attributes.get("attr.name", ""),
            )  # fmt: skip
        elif tag in _KEPT:
            self._owner, self._attributes, self._values = tag, attributes, {}
        elif tag == "data":
            owner, name = self._keys.get(attributes.get("key", ""), ("", ""))
            kept = owner in (self._owner, "all") and name in _KEPT.get(self._owner, ())
            self._wanted, self._text = (name if kept else None), []

    def _characters(self, text: str) -> None:
        if self._wanted is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "data" and self._wanted is not None:
            self._values[self._wanted] = "".join(self._text).strip()
            if self._owner == "graph":
                self.graph.about[self._wanted] = self._values[self._wanted]
            self._wanted = None
        elif tag in ("node", "edge"):
            self._add_node() if tag == "node" else self._add_edge()
            # NetworkX writes what it knows of the graph after its nodes and edges.
            self._owner, self._values = "graph", {}

    def _add_node(self) -> None:
        name = self._attributes.get("id", "")
        try:
            x, y = float(self._values["x"]), float(self._values["y"])
        except (KeyError, ValueError):
            where = f"{self._name} node {name!r}"
            raise BadInput.one(
                where, "it has no numbers x and y",
                "give every node its coordinates, as osmnx.save_graphml does",
            ) from None  # fmt: skip
        self.graph.node_number[name] = len(self.graph.x)
        self.graph.x.append(x)
        self.graph.y.append(y)

    def _add_edge(self) -> None:
        ends = (self._attributes.get("source", ""), self._attributes.get("target", ""))
        self.graph.ends.append(ends)
        self.graph.geometry.append(self._values.pop("geometry", ""))
        self.graph.tags.add(self._values)


def read_graphml(path: Path, crs: str | None = None) -> DrawnLines:
    """Read the walkable edges of a GraphML file; directed pairs become one edge later.

    Positions are in the graph's own `crs` (OSMnx writes it), or in `crs` where it has none.
    Raises BadInput for anything that is not such a file, with the node or edge at fault.
    """
    try:
        graph = _Listener(path.name).parse(path)
    except (expat.ExpatError, OSError) as error:
        raise BadInput.one(
            path.name, f"it cannot be read as GraphML ({error})",
            "write the file again with osmnx.save_graphml",
        ) from error  # fmt: skip
    declared = graph.about.get("crs") or crs
    if not declared:
        raise BadInput.one(
            path.name, "it does not say in which coordinate system its nodes lie",
            "declare it, for example --source-crs WGS84",
        )  # fmt: skip
    return _draw(path.name, graph, reference_of(declared, path.name))


def _draw(name: str, graph: _Graph, reference: Reference) -> DrawnLines:
    ends = _numbered(name, graph)
    kept = graph.tags.walkable()
    by_osmnx = "OSMnx" in graph.about.get("created_with", "")
    origin: dict[str, Any] = {
        "kind": "graphml",
        "date": graph.about.get("created_date"),
        "licence": OSM_LICENCE if by_osmnx else f"as stated by the owner of {name}",
        "filter": graph.tags.manifest(),
        "counts": {"ways_read": len(ends), "ways_walkable": len(kept)},
    }
    node = np.asarray(graph.x), np.asarray(graph.y)
    x, y, start = _polylines(name, graph, node, ends, kept)
    return draw_between(
        degrees_of(*node, reference, name),
        ends[kept],
        (*degrees_of(x, y, reference, name), start),
        [f"{name} edge {row + 1}" for row in kept],
        origin,
    )


def _numbered(name: str, graph: _Graph) -> NDArray[np.int64]:
    ends = np.empty((len(graph.ends), 2), np.int64)
    for row, pair in enumerate(graph.ends):
        for side, node in enumerate(pair):
            if node not in graph.node_number:
                where = f"{name} edge {row + 1}"
                what = f"it ends at node {node!r}, which is not in the file"
                raise BadInput.one(where, what, "write the whole graph again")
            ends[row, side] = graph.node_number[node]
    return ends


def _polylines(
    name: str,
    graph: _Graph,
    node: tuple[NDArray[np.float64], NDArray[np.float64]],
    ends: NDArray[np.int64],
    kept: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the points of the kept edges: their geometry, or straight between their nodes."""
    wkt = np.array([graph.geometry[row] for row in kept], object)
    drawn = np.atleast_1d(shapely.linestrings(np.column_stack(node)[ends[kept]]))
    written = np.flatnonzero(wkt != "")
    lines = shapely.from_wkt(wkt[written], on_invalid="ignore")
    wrong = np.flatnonzero(shapely.get_type_id(lines) != 1)
    if len(wrong):
        where = f"{name} edge {kept[written[wrong[0]]] + 1}"
        repair = "write the file again with osmnx.save_graphml"
        raise BadInput.one(where, "its geometry is no LINESTRING", repair)
    drawn[written] = lines
    start = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(shapely.get_num_coordinates(drawn), out=start[1:])
    xy = shapely.get_coordinates(drawn)
    return xy[:, 0], xy[:, 1], start
