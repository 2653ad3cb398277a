"""How does a planner draw zones in the dashboard: begin, paint, lock, undo, keep, compare?"""

import pytest

from tests.admissions.season import BUREAU
from tests.dashboard.bench import errors, read
from tests.dashboard.test_school import button
from tests.service.web.block_town import write_town


@pytest.fixture
def town(bench):
    write_town(bench.context.settings.district_folder)
    return bench


def field(page, label):
    return next(it for it in page.text_input if it.label == label)


def begun(town, name="方案甲"):
    page = town.open("zone_editor")
    field(page, "草稿名称").set_value(name)
    return button(page, "新建").click().run()


def painted(page, monkeypatch, event):
    """Run the page once with something done on its map."""
    told = [event]
    monkeypatch.setattr(
        "dashboard.views.zone_editor.show_map",
        lambda *_layers, **_words: told.pop() if told else None,
    )
    return page.run()


def loads(page):
    """Return the table of schools: children of this year for places, by school."""
    frame = next(it.value for it in page.table if "今年 人数/学位" in it.value)
    return dict(zip(frame["学校"], frame["今年 人数/学位"], strict=True))


def test_a_draft_is_begun_with_the_zones_of_today(town):
    town.sign_in(BUREAU)

    page = begun(town)

    assert errors(page) == ""
    assert page.success[0].value == "已新建草稿“方案甲”。"
    assert loads(page) == {"西小学": "30 / 35", "东小学": "30 / 35"}
    assert "blocks.geojson" in read(page)
