"""What would the legal text say: which estates and house numbers belong to a zone?"""

from collections.abc import Iterator

from samples.mentougou_maker.buildings import Building, buildings
from samples.mentougou_maker.children import zones_today
from samples.mentougou_maker.tables import COLUMN_NAMES, DISPUTED, LISTED, NOTE, ROW_NAMES, Zone

ROADS = {*COLUMN_NAMES.values(), *ROW_NAMES.values()}
PARITY = {1: "单", 0: "双"}


def _runs(road: str, letters: str, parity: int) -> Iterator[list[Building]]:
    """Cut one side of a road into runs of neighbouring buildings that belong to `letters`."""
    side = [b for b in buildings() if b.place == road and b.plot % 2 == parity]
    run: list[Building] = []
    for home in sorted(side, key=lambda b: (b.plot, b.court)):
        if home.letters and set(home.letters) <= set(letters):
            run.append(home)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _words(run: list[Building], parity: int) -> str:
    first, last = run[0].plot, run[-1].plot
    if first == last:
        return f"{first}号院" if run[0].court else f"{first}"
    return f"{first}-{last}{PARITY[parity]}"


def _never_built(run: list[Building]) -> list[int]:
    """Return the numbers inside a run on which nothing stands: the text may except them."""
    built = {home.plot for home in run}
    return [n for n in range(min(built), max(built), 2) if n not in built]


def numbers_of(zone: Zone, road: str) -> str:
    """Write the house numbers of one road that belong to a zone; "" if none does."""
    words = []
    for parity in (1, 0):
        letters = zone.letters
        if (zone.zone_id, road) == DISPUTED[:2] and parity == 0:
            letters = DISPUTED[2]
        runs = list(_runs(road, letters, parity))
        words += [_words(run, parity) for run in runs]
        words += [f"除{number}" for run in runs for number in _never_built(run)[:1]]
    return "; ".join(words)


def list_rows() -> Iterator[dict[str, str]]:
    """Write the address list of the listed zones, estates first, then roads."""
    for zone in zones_today():
        if zone.zone_id not in LISTED:
            continue
        own = [b for b in buildings() if not b.case and b.letters in zone.letters]
        estates = sorted({b.place for b in own if b.place not in ROADS})
        for place in estates:
            yield _row(zone, place, "全部")
        for road in sorted(ROADS):
            if words := numbers_of(zone, road):
                yield _row(zone, road, words)


def _row(zone: Zone, place: str, numbers: str) -> dict[str, str]:
    return {"zone_id": zone.zone_id, "place": place, "numbers": numbers, "note": NOTE}
