"""Are lots drawn only for the input that was published? A preview for another one is not kept."""

from dataclasses import replace

import pytest

from admissions.store.runs import runs_of
from geo.faults import BadInput
from service import overflow_job
from service.main_job import Sources
from service.overflow_job import preview_run
from service.progress import Progress
from tests.admissions.actions.june import finished, on_desk
from tests.admissions.season import BUREAU, CYCLE, new_season

DIGEST = "1" * 64  # of the input of `finished`


@pytest.fixture
def season(tmp_path, monkeypatch):
    found = new_season(tmp_path)
    on_desk(found, 2)
    monkeypatch.setattr(overflow_job, "run_rule", lambda *_words: finished({}))
    yield found
    found.store.close()


def previewed(season, root):
    given = Sources(zones=season.folder, schools=season.folder, homes=None, day=None)
    of = overflow_job.Season(CYCLE, "mtg", replace(given, seed="ab" * 32), root)
    return preview_run(season.store, BUREAU, of, "R1", Progress(quiet=True))


def kept(season):
    return [it.id for it in season.store.read(BUREAU, lambda tx: runs_of(tx, CYCLE))]


@pytest.mark.parametrize("root", [DIGEST, None], ids=["the published input", "no lottery"])
def test_a_preview_of_the_published_input_is_kept(season, root):
    previewed(season, root)

    assert kept(season) == ["R1"]


def test_lots_for_another_input_make_no_preview(season):
    with pytest.raises(BadInput, match="changed since"):
        previewed(season, "c" * 64)

    assert kept(season) == []
