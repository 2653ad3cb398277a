"""Do tiles work in a browser? Zones from one archive, and layers over tiles in another datum."""

import base64
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest

from tests.dashboard.map.browser import WAIT_MS, Mercator, drawn, listen, needs_chromium, served
from tests.dashboard.map.sample_page import TOWN, zones
from tests.dashboard.map.test_browser import said, zone_at

pytestmark = needs_chromium
PLACE = (116.06, 39.895)
GREY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFgwJ/w8bVUgAAAABJRU5ErkJg"
    "gg=="
)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("tiles")
    (folder / "static").mkdir()
    frame: gpd.GeoDataFrame = zones()[["zone_id", "name", "room", "geometry"]]
    frame.to_file(
        folder / "static" / "zones.pmtiles", driver="PMTiles", layer="zones",
        MINZOOM=8, MAXZOOM=13,
    )  # fmt: skip
    page = folder / "page.py"
    page.write_text("from tests.dashboard.map.tiles_page import main\n\nmain()\n", "utf-8")
    with served(page) as where:
        yield where


def ground(page) -> Mercator:
    return Mercator(TOWN, page.locator(".jm-canvas canvas").bounding_box())


def test_zones_from_an_archive_are_drawn_by_ranges_and_clicked(page, address):
    heard = listen(page)
    page.goto(address)
    drawn(page)

    page.mouse.click(*ground(page).pixel(*PLACE))

    assert said(page, "told: ").startswith(f"told: zones/{zone_at(*PLACE)} ")
    assert [url for url in heard.asked if url.endswith("zones.pmtiles")]
    assert heard.outside(address) == []
    assert heard.said == []


def test_over_gcj02_tiles_a_click_still_comes_back_in_wgs84(page, address):
    heard = listen(page)
    page.route("https://tiles.example/**", lambda route: route.fulfill(
        body=GREY, content_type="image/png", headers={"access-control-allow-origin": "*"},
    ))  # fmt: skip
    page.goto(f"{address}/?mode=gcj02")
    drawn(page)

    # The picture lies in GCJ-02 with its bounds, so that the shift is the same at both ends.
    page.mouse.click(*ground(page).pixel(*PLACE))

    name, east, north = said(page, "told: ").removeprefix("told: ").split()
    assert name == f"zones/{zone_at(*PLACE)}"
    assert float(east) == pytest.approx(PLACE[0], abs=4e-4)
    assert float(north) == pytest.approx(PLACE[1], abs=4e-4)
    assert heard.outside(address)
    assert all(url.startswith("https://tiles.example/") for url in heard.outside(address))
    assert page.locator(".jm-attribution").inner_text() == "© 底图"


def test_a_tile_server_that_is_away_leaves_the_map_as_it_is(page, address):
    page.goto(f"{address}/?mode=gcj02")
    drawn(page)

    page.mouse.click(*ground(page).pixel(*PLACE))

    page.get_by_text("told: zones/").wait_for(timeout=WAIT_MS)
