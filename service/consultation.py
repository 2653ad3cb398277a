"""What is laid before the public when zones are to change? One page, maps drawn in, no person."""

from collections.abc import Mapping
from typing import Any

import jinja2
import numpy as np
import pandas as pd
import shapely

from service.redraw_sources import Gathered
from zones.redraw.outline import zone_shapes
from zones.redraw.problem import Ints

WIDTH = 460.0
_FEW = 5  # blocks with fewer children are not told apart: nobody is to be recognised
_COLOURS = 12

_PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>划片方案意见征询 Consultation on zones</title>
<style>body{font-family:sans-serif;max-width:62rem;margin:1rem auto;color:#222}
table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #999;padding:.2rem .5rem;
text-align:right}td:first-child,th:first-child{text-align:left}svg{background:#fff;
border:1px solid #ccc}.maps{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}</style></head>
<body><h1>划片方案意见征询 <span lang="en">Consultation on school zones</span></h1>
<p>{{ totals.children }} 名儿童({{ totals.blocks }} 个地块)的学校将变更,其中
{{ totals.children_with_longer_walk }} 名路程变长,
{{ totals.children_with_shorter_walk }} 名变短。</p>
<p lang="en">{{ totals.children }} children in {{ totals.blocks }} blocks would change school;
{{ totals.children_with_longer_walk }} would walk farther,
{{ totals.children_with_shorter_walk }} less far.</p>
<div class="maps">{% for map in maps %}<figure><figcaption>{{ map.title }}</figcaption>
<svg viewBox="0 0 {{ width }} {{ map.height }}" width="{{ width }}" role="img"
aria-label="{{ map.title }}">{% for zone in map.zones %}<path d="{{ zone.path }}"
fill="{{ zone.colour }}" stroke="#333" stroke-width="0.8" fill-rule="evenodd"><title>{{ zone.name }}
</title></path>{% endfor %}{% for dot in map.dots %}<circle cx="{{ dot.x }}" cy="{{ dot.y }}" r="3"
/><text x="{{ dot.x + 4 }}" y="{{ dot.y }}" font-size="9">{{ dot.name }}</text>{% endfor %}</svg>
</figure>{% endfor %}</div>
<h2>对比 <span lang="en">Side by side</span></h2>
<table><tr><th></th><th>现行 / before</th><th>方案 / after</th></tr>
{% for key, label in rows %}<tr><td>{{ label }}</td><td>{{ plans.before[key] }}</td>
<td>{{ plans.after[key] }}</td></tr>{% endfor %}</table>
<h2>学校负荷 <span lang="en">Children and places by school</span></h2>
<table><tr>{% for column in table.columns %}<th>{{ column }}</th>{% endfor %}</tr>
{% for row in table.itertuples(index=False) %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>
<h2>涉及地块 <span lang="en">Blocks that change</span></h2>
<table><tr><th>地块 block</th><th>现行学校 before</th><th>方案学校 after</th><th>儿童 children</th>
<th>路程变化 change, m</th></tr>{% for row in changes %}<tr><td>{{ row.block }}</td>
<td>{{ row.before }}</td><td>{{ row.after }}</td><td>{{ row.children }}</td>
<td>{{ row.change }}</td></tr>{% endfor %}</table>
<p>{% for note in notes %}{{ note }}. {% endfor %}</p></body></html>
"""
_ROWS = (
    ("mean_walk_m", "平均路程 mean walk, m"), ("longest_walk_m", "最远路程 longest walk, m"),
    ("children_over", "超学位人数 over capacity"), ("children_moved", "变更人数 moved"),
    ("fullest_percent", "最满学校 fullest school, %"), ("contiguous", "片区连续 in one piece"),
)  # fmt: skip


def consultation_page(
    gathered: Gathered, plans: Mapping[str, Ints], document: Mapping[str, Any],
    changes: pd.DataFrame, table: pd.DataFrame,
) -> str:  # fmt: skip
    """Return one HTML page with both maps; it fetches nothing and names no person.

    Numbers of children under five are written as "<5".
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    titles = {"before": "现行 before", "after": "方案 after"}
    maps = [_map(gathered, zone, titles[name]) for name, zone in plans.items()]
    return environment.from_string(_PAGE).render(
        maps=maps, width=WIDTH, totals=document["totals"], plans=document["plans"], rows=_ROWS,
        table=table, notes=document["notes"],
        changes=[
            {"block": row.block_id, "before": row.school_before, "after": row.school_after,
             "children": row.children if row.children >= _FEW else f"<{_FEW}",
             "change": "" if pd.isna(row.change_m) else f"{row.change_m:+.0f}"}
            for row in changes.itertuples()
        ],
    )  # fmt: skip


def _map(gathered: Gathered, zone: Ints, title: str) -> dict[str, Any]:
    draft = gathered.draft
    schools, shapes = zone_shapes(draft, zone)
    west, south, east, north = shapely.total_bounds(draft.blocks.polygons)
    scale = WIDTH / max(east - west, 1.0)
    fine = shapely.simplify(shapes, 0.5 / scale)
    gates = [shapely.get_coordinates(gate)[0] for gate in draft.sites.members.gates]
    return {
        "title": title, "height": round((north - south) * scale, 1),
        "zones": [
            {"name": draft.sites.name[at], "path": _path(shape, west, north, scale),
             "colour": f"hsl({at * 360 // _COLOURS * 5 % 360} 55% {70 + 5 * (at % 4)}%)"}
            for at, shape in zip(schools.tolist(), fine, strict=True)
        ],
        "dots": [
            {"x": round((x - west) * scale, 1), "y": round((north - y) * scale, 1), "name": name}
            for (x, y), name in zip(gates, draft.sites.members.name, strict=True)
        ],
    }  # fmt: skip


def _path(shape: Any, west: float, north: float, scale: float) -> str:
    pieces = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            xy = shapely.get_coordinates(ring)
            drawn = np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])
            pieces.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn) + "Z")
    return "".join(pieces)
