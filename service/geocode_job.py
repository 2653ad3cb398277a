"""How are addresses found in the district's register, one or many?"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.csv_out import csv_bytes
from geo.faults import BadInput
from service.bundle import require_new_file, write_new_file
from service.district import declared_district
from service.homes import read_homes
from service.renames import Renames


@dataclass(frozen=True, slots=True)
class GeocodeSources:
    """The register and the district it lies in; columns of the homes to be renamed."""

    register: Path
    district: Path | None
    crs: str | None
    rename: Renames

    def district_file(self) -> Path | None:
        """Return the district file given, or district.toml beside the register."""
        beside = self.register.parent / "district.toml"
        if self.district is None and self.crs is None and beside.is_file():
            return beside
        return self.district


def geocode_one(sources: GeocodeSources, address: str) -> dict[str, Any]:
    """Find one address: state, score, precision, candidates; keeps nothing (S59)."""
    from geo.gazetteer import Gazetteer
    from geo.register import read_register

    district = declared_district(sources.district_file(), sources.crs)
    found = Gazetteer(read_register(sources.register, district)).locate(address)
    lines = [f"{found.state} ({found.precision}, score {found.score:.2f}): {found.reason}"]
    lines += [
        f"  {each.score:.2f} {each.precision:9s} {each.address} at {each.x_m:.2f}, {each.y_m:.2f}"
        for each in found.candidates
    ]
    return {
        "state": str(found.state),
        "precision": str(found.precision),
        "score": round(found.score, 3),
        "reason": str(found.reason),
        "candidates": [asdict(each) for each in found.candidates],
        "lines": lines,
    }


def geocode_homes(sources: GeocodeSources, homes: Path | None, out: Path | None) -> dict[str, Any]:
    """Locate every home of a table and write x, y, source, precision per home; raises BadInput."""
    import pandas as pd

    from service.locating import locate

    if homes is None or out is None:
        raise BadInput.one("geocode", "nothing was asked", "give --address, or --homes with --out")
    require_new_file(out, (".csv",))
    district = declared_district(sources.district_file(), sources.crs)
    frame = read_homes(homes, sources.rename.of("homes", homes))
    found = locate(frame, district, sources.register, name=homes.name)
    answers = pd.DataFrame({
        "child_id": frame["child_id"].to_numpy(), "home_id": frame["home_id"].to_numpy(),
        "x": found.xy[:, 0].round(3), "y": found.xy[:, 1].round(3),
        "datum": district.crs.to_string(), "source": found.source,
        "precision": found.precision, "note": found.note,
    })  # fmt: skip
    answers.loc[answers["x"].isna(), "datum"] = ""
    write_new_file(out, csv_bytes(answers))
    counts = {str(key): int(n) for key, n in answers["source"].value_counts().sort_index().items()}
    lines = [f"{len(answers):,} homes: {counts}", *(
        f"DISAGREES {entry['home_id']}: {entry['note']}" for entry in found.disagreements
    ), str(out)]  # fmt: skip
    return {
        "homes": len(answers), "sources": counts, "disagreements": list(found.disagreements),
        "lines": lines,
    }  # fmt: skip
