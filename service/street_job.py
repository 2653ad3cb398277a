"""How do raw streets become a frozen network on disk?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.artefact import write_streets
from geo.district import District
from geo.faults import BadInput
from geo.islands import without_islands
from geo.network import Streets
from service.bundle import require_free
from service.district import declared_district


@dataclass(frozen=True, slots=True)
class StreetArea:
    """What to fetch: one of a place name, "west,south,east,north", a boundary layer."""

    place: str | None
    bbox: str | None
    boundary: Path | None


def build_streets(
    source: Path, out: Path, district_file: Path | None, crs: str | None, *,
    source_crs: str | None, layer: str | None, least_nodes: int,
) -> dict[str, Any]:  # fmt: skip
    """Read raw streets and write them as a frozen network; raises BadInput."""
    from geo.streets import read_streets

    district = declared_district(district_file, crs)
    require_free(out, overwrite=False)
    streets = read_streets(source, district, crs=source_crs, layer=layer)
    return _frozen(without_islands(streets, least_nodes) if least_nodes > 0 else streets, out)


def fetch_and_build(
    area: StreetArea, out: Path, district_file: Path | None, crs: str | None, *,
    overpass: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Fetch streets from OpenStreetMap and write them; raises BadInput with advice if offline."""
    from geo.streets_online import Area, Servers, fetch_streets

    district = declared_district(district_file, crs)
    require_free(out, overwrite=False)
    wanted = Area(
        place=area.place,
        bbox=None if area.bbox is None else _box(area.bbox),
        boundary=None if area.boundary is None else _outline(area.boundary, district),
    )
    servers = Servers() if overpass is None else Servers(overpass=overpass)
    return _frozen(fetch_streets(wanted, district, servers), out)


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInput.one(
            "--bbox", f"{text!r} is not four numbers", "write west,south,east,north in degrees"
        ) from error
    return west, south, east, north


def _outline(path: Path, district: District) -> Any:
    """Return a boundary layer's union as a polygon in WGS-84 degrees."""
    import numpy as np
    import shapely

    from geo.layers import in_district, read_layer

    union = in_district(read_layer(path), district, path.name).union_all()

    def to_degrees(xy: Any) -> Any:
        return np.column_stack(district.to_wgs84(xy[:, 0], xy[:, 1]))

    return shapely.transform(union, to_degrees)


def _frozen(streets: Streets, out: Path) -> dict[str, Any]:
    write_streets(streets, out)
    manifest = dict(streets.manifest)
    lines = [f"{streets.n_nodes:,} nodes, {len(streets.edge_u):,} edges in {out}"]
    lines += [f"{key}: {manifest[key]}" for key in ("components", "licence") if key in manifest]
    return {"out": str(out), "manifest": manifest, "lines": lines}
