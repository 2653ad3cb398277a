"""How does a planner let sites be chosen: point at blocks, queue, come back, read the answer?"""

import pytest

from dashboard.map import EventKind, MapEvent
from tests.admissions.season import BUREAU, BUREAU_2, CITY
from tests.dashboard.bench import errors, read
from tests.dashboard.test_forecast_pages import worked
from tests.dashboard.test_school import button
from tests.service.forecast_files import forecast_kept, write_files
from tests.service.web.block_town import write_town


@pytest.fixture
def town(bench):
    write_town(bench.context.settings.district_folder)
    return bench


def box(page, label):
    return next(it for it in page.number_input if it.label.startswith(label))


def candidates(page):
    return next(it for it in page.multiselect if it.label == "候选地块")


def asked(town, *blocks, closed=0):
    """Ask for a siting among blocks, and let the worker answer."""
    town.sign_in(BUREAU)
    page = candidates(town.open("siting")).set_value(list(blocks)).run()
    for block in blocks:
        box(page, f"{block}：").set_value(30)
    box(page, "最多撤并几所").set_value(closed).run()
    page = button(page, "开始选址").click().run()
    assert errors(page) == ""
    return page


def test_a_siting_is_queued_can_be_left_and_is_found_by_a_colleague(town):
    page = asked(town, "A01", "A02")
    assert "已开始选址" in page.success[0].value
    assert button(town.open("siting"), "开始选址").disabled  # in another browser

    assert worked(town) == 1
    town.sign_in(BUREAU_2)
    page = town.open("siting")

    assert errors(page) == ""
    assert "新建：A02" in page.success[0].value
    told = read(page)
    # 10 of block A02 from 200 m to 0; 14 of A03 from (7 x 200 + 5 x 300) / 12 m to 100.
    assert "24 名孩子平均少走 166 米。 与" in told
    assert "可证明不可能少于" in told


def test_the_answer_tells_closings_futures_and_zones(town):
    asked(town, "A02")
    worked(town)

    page = town.open("siting")

    closings = next(it.value for it in page.table if "去哪些学校" in it.value)
    east = closings[closings["学校"] == "东小学"].iloc[0]
    told = [east[name] for name in ("去哪些学校", "没有学位", "最远路程（米）")]
    assert told == ["西小学 5", "37", "300"]  # 42 children, 35 places less 30 in the west
    futures = next(it.value for it in page.table if "需求" in it.value)
    assert list(futures["需求"]) == ["偏低", "居中", "偏高"]
    assert set(futures["平均步行（米）"]) == {"104 → 53"}
    assert "没有用预测" in read(page)


def test_a_click_on_a_block_makes_it_a_candidate_and_another_takes_it_out(town, monkeypatch):
    town.sign_in(BUREAU)
    page = candidates(town.open("siting")).set_value(["A01"]).run()

    def clicked(block):
        told = [MapEvent(kind=EventKind.CLICK, layer_id="blocks", feature_id=block)]
        monkeypatch.setattr("dashboard.siting_form.draw",
                            lambda *_layers, **_words: told.pop() if told else None)  # fmt: skip
        return candidates(page.run()).value

    assert clicked("A03") == ["A01", "A03"]
    assert clicked("A01") == ["A03"]


def test_the_city_reads_and_starts_nothing(town):
    asked(town, "A02")
    worked(town)
    town.sign_in(CITY)

    page = town.open("siting", language="en")

    assert errors(page) == ""
    assert "Open: A02" in page.success[0].value
    assert not page.main.button
    assert not page.multiselect


def test_demand_of_a_stored_forecast_is_told_in_three_futures(town):
    write_files(town.season.folder)
    forecast_kept(town.season.store, BUREAU, town.season.folder, "FC-1")
    asked(town, "A02")
    worked(town)

    page = town.open("siting")

    assert errors(page) == ""
    futures = next(it.value for it in page.table if "需求" in it.value)
    low, middle, high = (float(it.replace(",", "")) for it in futures["人数"])
    assert low < middle < high
    assert "各校同时落在八成把握区间" in read(page)
    assert "分摊到全区地块：hill" in read(page)
    assert "仍有" in " ".join(it.value for it in page.warning)


def test_a_district_without_blocks_is_told_so(bench):
    bench.sign_in(BUREAU)

    assert "blocks" in errors(bench.open("siting"))


def test_work_that_failed_says_why(town):
    asked(town, "A02")
    (town.context.settings.district_folder / "schools.geojson").unlink()
    worked(town)
    write_town(town.context.settings.district_folder)

    assert "上次选址没有完成" in errors(town.open("siting"))
