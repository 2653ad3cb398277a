"""How is the map framed? Where it opens, how high it is, which tiles lie under it, its words."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.datum import Datum
from geo.faults import BadInput

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSource:
    """Raster tiles under the layers: the only thing for which a map asks another server.

    `urls` are templates with {x}, {y}, {z} (several servers of one source), or one address of a
    PMTiles archive that holds raster tiles. `datum` is WGS84, CGCS2000 (drawn as WGS84: below a
    decimetre apart) or GCJ02: then layers are moved to GCJ-02 before they are drawn, and what
    comes back is moved to WGS84. `attribution` is drawn as the licence asks.
    """

    urls: tuple[str, ...]
    attribution: str
    datum: Datum = Datum.WGS84
    tile_px: int = 256
    min_zoom: int = 0
    max_zoom: int = 18

    def __post_init__(self) -> None:
        """Raise BadInput for a source without an address or in a datum that tiles are not in."""
        if not self.urls:
            raise BadInput.one("tile source", "has no address", "give at least one")
        if self.datum is Datum.BD09:
            raise BadInput.one(
                "tile source",
                "BD09 tiles have a grid of their own that no open map draws",
                "use tiles in WGS84, CGCS2000 or GCJ02",
            )

    def origins(self) -> tuple[str, ...]:
        """Return scheme and host of each address, for the server's content security policy."""
        parts = (urlsplit(url) for url in self.urls)
        found = {f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the map opens: `bounds` (west, south, east, north, WGS84), or all of its layers.

    The map moves there when `bounds` changes, and otherwise stays where the user left it.
    """

    bounds: Bounds | None = None
    height_px: int = 520
    tiles: TileSource | None = None
    legend: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWords:
    """All words the map itself says, in the reader's language."""

    name: str
    zoom_in: str
    zoom_out: str
    whole: str
    legend: str
    metre: str = "m"
    kilometre: str = "km"
    keys: str = ""
    undo: str = ""
    no_webgl: str = ""
