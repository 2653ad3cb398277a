"""How do tiles look? A page with zones from a PMTiles archive, or over raster tiles in GCJ-02."""

import streamlit as st

from dashboard.map import (
    Layer,
    LayerKind,
    PmTiles,
    TileSource,
    View,
    geojson_text,
    show_map,
)
from geo.datum import Datum
from tests.dashboard.map.sample_page import ROOM, TOWN, WORDS, zones


def main() -> None:
    st.set_page_config(layout="wide")
    if st.query_params.get("mode") == "gcj02":
        url = "https://tiles.example/{z}/{x}/{y}.png"
        tiles = TileSource(urls=(url,), attribution="© 底图", datum=Datum.GCJ02)
        view = View(bounds=TOWN, tiles=tiles)
        text = geojson_text(zones(), ["zone_id", "name", "room"])
        layer = Layer("zones", LayerKind.ZONES, text, ROOM, id_attribute="zone_id")
    else:
        view = View(bounds=TOWN)
        archive = PmTiles("app/static/zones.pmtiles", "zones")
        layer = Layer("zones", LayerKind.ZONES, archive, ROOM, label="name", id_attribute="zone_id")
    event = show_map([layer], key="tiles", words=WORDS, view=view)
    if event is not None:
        st.text(f"told: {event.layer_id}/{event.feature_id} {event.lon:.4f} {event.lat:.4f}")


if __name__ == "__main__":
    main()
