"""Can the sample's streets and homes be made into blocks, and zones be drawn of them?"""

from datetime import date

import numpy as np

from geo.district import read_district
from service.blocks_job import make_blocks
from service.blocks_sources import BlockSources
from service.progress import Progress
from zones.layer import ReadOptions
from zones.redraw.blocks import read_blocks
from zones.redraw.draft import Aim, draft_of, problem_of
from zones.redraw.sites import read_sites
from zones.redraw.start import grown

from .conftest import FOLDER


def test_the_sample_has_blocks_of_eight_children_that_every_zone_can_be_grown_of(tmp_path):
    sources = BlockSources(
        streets=FOLDER / "streets.osm", homes=FOLDER / "homes.csv", zones=FOLDER / "zones.geojson",
        register=FOLDER / "register.csv", day=date(2026, 6, 15),
    )  # fmt: skip

    said = make_blocks(sources, 8, tmp_path / "out", Progress(quiet=True), overwrite=False)

    # 2,600 children: 18 have only an address that is in doubt, 4 live beyond the district.
    assert (said["children"], len(said["not_located"]), len(said["outside"])) == (2578, 18, 4)
    district = read_district(FOLDER / "district.toml")
    blocks = read_blocks(tmp_path / "out" / "blocks.gpkg", district)
    assert (blocks.children >= 8).sum() == said["blocks"] - len(said["below_least"])
    sites = read_sites(
        FOLDER / "schools.geojson", district, blocks, reading=ReadOptions(level="primary")
    )
    problem = problem_of(draft_of(blocks, sites), Aim("walk"))
    assert (grown(problem, np.zeros(len(sites), np.int64)) >= 0).all()
