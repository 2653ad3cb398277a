"""The sample as a stranger reads it: from its files, with plain libraries, not with Jiujin."""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "mentougou"
CRS = "EPSG:4548"
TO_METRES = Transformer.from_crs("EPSG:4490", CRS, always_xy=True)
CLOSED = {"motorway", "construction"}


def metres(lon, lat):
    """Project WGS84 degrees to EPSG:4548 metres."""
    x, y = TO_METRES.transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.column_stack([x, y])


def features(name):
    """Read the features of one GeoJSON file as a frame with a geometry in metres."""
    layer = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    frame = pd.DataFrame([f["properties"] for f in layer["features"]])
    degrees = [shapely.geometry.shape(f["geometry"]) for f in layer["features"]]
    frame["degrees"] = degrees
    frame["geometry"] = shapely.transform(degrees, lambda c: metres(c[:, 0], c[:, 1]))
    return frame


def table(name):
    """Read one CSV file as text."""
    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False)


@dataclass(frozen=True)
class Walk:
    """The streets one may walk on: places in metres by number, and a symmetric graph of metres."""

    xy: np.ndarray
    graph: coo_array
    ways: list[tuple[list[int], dict[str, str]]]


def walkable(tags):
    """Say whether one may walk here, as a person would read the tags."""
    return (
        "highway" in tags
        and tags["highway"] not in CLOSED
        and tags.get("access") != "private"
        and tags.get("foot") != "no"
    )


def read_walk():
    root = ET.parse(FOLDER / "streets.osm").getroot()  # noqa: S314  our own file
    nodes = root.findall("node")
    number = {node.get("id"): at for at, node in enumerate(nodes)}
    xy = metres([n.get("lon") for n in nodes], [n.get("lat") for n in nodes])
    ways = [
        (
            [number[nd.get("ref")] for nd in way.findall("nd")],
            {tag.get("k"): tag.get("v") for tag in way.findall("tag")},
        )
        for way in root.findall("way")
    ]
    pairs = np.array([p for ids, tags in ways if walkable(tags) for p in zip(ids, ids[1:])])  # noqa: B905, RUF007
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    graph = coo_array((length, (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy))).tocsr()
    return Walk(xy, graph, ways)


@pytest.fixture(scope="session")
def zones():
    return features("zones.geojson")


@pytest.fixture(scope="session")
def today(zones):
    """The primary zones on 1 May 2026."""
    in_force = (zones["valid_from"] <= "2026-05-01") & (
        zones["valid_to"].isna() | (zones["valid_to"] > "2026-05-01")
    )
    return zones[in_force & (zones["level"] == "primary")].set_index("zone_id")


@pytest.fixture(scope="session")
def schools():
    frame = features("schools.geojson").set_index("school_id")
    frame["seats"] = frame["places"].fillna(frame["classes"] * frame["class_size"]).astype(int)
    return frame


@pytest.fixture(scope="session")
def register():
    frame = table("register.csv")
    frame[["x_m", "y_m"]] = metres(frame["x"], frame["y"])
    return frame.set_index("building_id")


@pytest.fixture(scope="session")
def homes():
    return table("homes.csv")


@pytest.fixture(scope="session")
def plain_homes(homes):
    """The homes given as WGS84, with their points in metres and their zones by polygon."""
    frame = homes[homes["datum"] == "WGS84"].copy()
    frame[["x_m", "y_m"]] = metres(frame["x"], frame["y"])
    return frame


@pytest.fixture(scope="session")
def walk():
    return read_walk()
