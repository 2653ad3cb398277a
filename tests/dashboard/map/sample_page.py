"""What does the sample district look like on the map? The page that the browser tests open."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st
from shapely.geometry import shape

from dashboard.map import (
    BorderEdit,
    Fill,
    LassoEdit,
    Layer,
    LayerKind,
    MapWords,
    Mark,
    PaintEdit,
    View,
    flow_text,
    geojson_text,
    show_map,
)
from dashboard.map.edit import NO_EDIT

TOWN = (116.03, 39.88, 116.17, 39.98)
SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "mentougou"
WORDS = MapWords(
    name="门头沟样例片区图",
    zoom_in="放大",
    zoom_out="缩小",
    whole="看全图",
    legend="图例",
    metre="米",
    kilometre="公里",
    keys="点一下地图后可用滚轮缩放；按住拖动可移动地图。",
    no_webgl="此浏览器不能绘制地图。",
)
ROOM = Fill(
    attribute="room",
    breaks=(-50, 0, 50),
    colours=("#b3501f", "#edb98a", "#bcd3e0", "#4d87ad"),
    words=("缺 50 个以上", "缺 1 至 50 个", "余 0 至 50 个", "余 50 个以上"),
    title="学位余缺",
)
LOAD = Fill(
    attribute="load",
    values=("over", "room"),
    colours=("#a3371f", "#2f6690"),
    words=("学校已满", "学校有余"),
    marks=(Mark.DIAMOND, Mark.CIRCLE),
)


def zones() -> gpd.GeoDataFrame:
    frame = gpd.read_file(SAMPLE / "zones.geojson")
    frame = frame[(frame["level"] == "primary") & (frame["valid_from"] < "2027")].copy()
    frame["room"] = [(at * 37) % 160 - 80 for at in range(len(frame))]
    return frame


def schools() -> gpd.GeoDataFrame:
    frame = gpd.read_file(SAMPLE / "schools.geojson")
    frame = frame[frame["level"] == "primary"].copy()
    frame["name"] = frame["name"].str.removesuffix("（合成）")
    frame["geometry"] = frame.geometry.representative_point()
    frame["load"] = ["over" if name in {"P07", "P10"} else "room" for name in frame["school_id"]]
    return frame


def homes() -> gpd.GeoDataFrame:
    frame = pd.read_csv(SAMPLE / "homes.csv")
    frame = frame[(frame["datum"] == "WGS84") & frame["x"].notna()]
    points = gpd.points_from_xy(frame["x"], frame["y"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def flows(gates: gpd.GeoDataFrame) -> str:
    at = gates.set_index("school_id").geometry
    rows = [("P07", "P06", 42), ("P07", "P08", 18), ("P10", "P09", 30), ("P10", "P11", 6)]
    moves = pd.DataFrame(
        [
            {
                "from_lon": at[a].x, "from_lat": at[a].y, "to_lon": at[b].x, "to_lat": at[b].y,
                "children": n, "id": f"{a}>{b}",
            }
            for a, b, n in rows
        ]
    )  # fmt: skip
    return flow_text(moves, id_column="id")


def main() -> None:
    st.set_page_config(layout="wide")
    mode = st.query_params.get("mode", "look")
    areas, gates = zones(), schools()
    areas["painted"] = areas["zone_id"].map(st.session_state.get("painted", {}))
    kind = LayerKind.BLOCKS if mode in {"paint", "lasso"} else LayerKind.ZONES
    chosen = tuple(st.session_state.get("chosen", ()))
    layers = [
        Layer(
            "zones", kind, geojson_text(areas, ["zone_id", "name", "room", "painted"]), ROOM,
            label="name", id_attribute="zone_id", selected=chosen,
            tooltip=(("room", "学位余缺"), ("painted", "改为")),
        ),
        Layer(
            "schools", LayerKind.SCHOOLS, geojson_text(gates, ["school_id", "name", "load"]),
            LOAD, label="name", id_attribute="school_id", tooltip=(("load", "负荷"),),
        ),
    ]  # fmt: skip
    if mode == "look":
        layers.append(Layer("homes", LayerKind.HOMES, geojson_text(homes(), []), title="儿童住处"))
        layers.append(
            Layer("flows", LayerKind.FLOWS, flows(gates), label="children", title="调剂去向")
        )
    edit = NO_EDIT
    if mode == "paint":
        edit = PaintEdit("zones", brush="Z99", colour="#7a5195")
    if mode == "lasso":
        edit = LassoEdit("zones", brush="Z99", colour="#7a5195")
    if mode == "border":
        edit = BorderEdit("zones", "Z01")
    st.markdown("### 门头沟区 · 2026 年小学服务片")
    view = View(bounds=TOWN if st.query_params.get("near") else None, height_px=620)
    event = show_map(layers, key="district", words=WORDS, view=view, edit=edit)
    told(event, areas)


def told(event, before: gpd.GeoDataFrame) -> None:
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.session_state.setdefault("painted", {}).update(dict(event.painted) if event else {})
    st.text(f"all painted: {len(st.session_state['painted'])}")
    st.text(f"runs: {st.session_state['runs']}")
    if event is None:
        st.text("told: nothing")
        return
    if event.kind == "click":
        st.session_state["chosen"] = [event.feature_id] if event.layer_id == "zones" else []
        st.text(f"told: {event.layer_id}/{event.feature_id} {event.lon:.4f} {event.lat:.4f}")
    if event.kind == "paint":
        st.text(f"told: painted {sorted(event.painted)}")
    if event.kind == "lasso":
        area = shape(event.geometry).buffer(0)
        inside = before[before.geometry.representative_point().within(area)]
        st.text(f"told: lasso {event.brush} {sorted(inside['zone_id'])}")
    if event.kind == "border":
        old = before.set_index("zone_id").geometry[event.feature_id]
        gained = shape(event.geometry).symmetric_difference(old)
        st.text(f"told: border {event.feature_id} {[round(v, 3) for v in gained.bounds]}")


if __name__ == "__main__":
    main()
