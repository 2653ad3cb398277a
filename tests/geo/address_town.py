"""A small made-up district to look addresses up in: its register, and where each place lies."""

from collections.abc import Sequence

import numpy as np

from geo.district import District
from geo.gazetteer import Gazetteer, Rules
from geo.register import Register, RegisterRows, build_register

HOME = "北京市门头沟区"
# (address, x_m): everything lies on one line, so a distance is a difference.
PLACES = [
    ("永定镇石龙路5号院1号楼", 0.0),
    ("永定镇石龙路5号院2号楼", 40.0),
    ("永定镇石龙路5号院3号楼", 80.0),
    ("永定镇石龙路7号", 300.0),
    ("永定镇石门营新区六区12号楼", 1000.0),
    ("永定镇石门营新区七区12号楼", 1300.0),
    ("永定镇石门营新区七区13号楼", 1700.0),
    ("大峪街道新桥大街12号龙泉花园3号楼", 2000.0),
    ("大峪街道新桥大街12号龙泉花园4号楼", 2050.0),
    ("大峪街道建设路5号", 4000.0),
    ("城子街道建设路5号", 6000.0),
    ("斋堂镇柏峪村", 7100.0),
    ("斋堂镇柏峪村12号", 7000.0),
    ("龙泉镇三家店东街35号", 8000.0),
    ("永定镇西山艺境13号院5号楼", 9000.0),
    ("城子街道惠和新苑3号楼", 9500.0),
    ("大峪街道新桥大街与滨河路交叉口", 9900.0),
]


def town_rows(places: Sequence[tuple[str, float]], aliases: Sequence[str] = ()) -> RegisterRows:
    """Return register rows of these places, numbered as in a file."""
    count = len(places)
    return RegisterRows(
        row=range(2, count + 2),
        address=[HOME + address for address, _ in places],
        x_m=np.array([x for _, x in places]),
        y_m=np.zeros(count),
        building_id=[f"B{x:.0f}" for _, x in places],
        aliases=aliases or [""] * count,
    )


def town_register(
    places: Sequence[tuple[str, float]] = PLACES, aliases: Sequence[str] = ()
) -> Register:
    """Return the register of these places."""
    return build_register(town_rows(places, aliases), "门头沟区", "register.csv")


def town_gazetteer(
    places: Sequence[tuple[str, float]] = PLACES,
    aliases: Sequence[str] = (),
    rules: Rules | None = None,
) -> Gazetteer:
    """Return the gazetteer of these places."""
    return Gazetteer(town_register(places, aliases), rules)


def town_district(bounds: tuple[float, float, float, float] | None = None) -> District:
    """Return 门头沟区 in EPSG:4548."""
    from pyproj import CRS

    return District("门头沟区", CRS.from_epsg(4548), bounds, declared=True)
