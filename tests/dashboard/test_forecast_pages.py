"""Do planners read forecasts, warnings and scores, ask what if, and find their work again?"""

from datetime import timedelta
from itertools import count

import pandas as pd
import pytest

from admissions.store import jobs
from admissions.store.forecasts import forecasts
from admissions.store.scenarios import newest_scenarios
from dashboard.what_if import MOST, worst_or_changed
from service.api_run_job import registry
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.season import BUREAU, BUREAU_2, CITY, MU
from tests.dashboard.bench import errors, read
from tests.dashboard.test_bureau import choose
from tests.dashboard.test_school import button
from tests.service.forecast_files import forecast_kept, write_files, write_registrations


@pytest.fixture
def town(bench):
    write_files(bench.season.folder)
    return bench


@pytest.fixture
def forecast(town):
    forecast_kept(town.season.store, BUREAU, town.season.folder, "FC-1")
    return town


def worked(bench):
    numbers, season = count(1), bench.season
    worker = Worker(season.store, FileGateway(season.folder / "sent.jsonl"),
                    registry(season.folder), (), lambda: f"t{next(numbers)}")  # fmt: skip
    return worker.run_once(season.clock()).jobs


def test_a_forecast_is_queued_can_be_left_and_is_found_by_a_colleague(town):
    town.sign_in(BUREAU)
    page = town.open("forecast")
    assert "还没有已存的预测" in page.info[0].value

    page = button(page, "开始预测").click().run()
    assert "已开始预测 FC-" in page.success[0].value
    again = town.open("forecast")  # another browser
    assert button(again, "开始预测").disabled
    assert "排队中 · 等待开始" in [it.label for it in again.status]

    assert worked(town) == 1
    town.sign_in(BUREAU_2)
    page = town.open("forecast")
    assert errors(page) == ""
    assert "最近一次预测开始于 2013-05-10 09:00，已完成。" in read(page)
    assert [it.id for it in town.season.store.read(BUREAU, forecasts)] != []


def test_a_forecast_that_failed_says_which_file_lacks(bench):
    bench.sign_in(BUREAU)
    button(bench.open("forecast"), "开始预测").click().run()
    worked(bench)

    page = bench.open("forecast")

    assert "预测没有完成。 本区数据中没有学籍表 rolls.csv" in errors(page)


@pytest.mark.parametrize("actor", [BUREAU, CITY], ids=lambda it: it.role)
def test_a_forecast_is_read_by_school_stream_and_year(forecast, actor):
    forecast.sign_in(actor)

    page = forecast.open("forecast")
    assert errors(page) == ""
    assert [it.label for it in page.metric] == ["2012 年在校生", "2013 年在校生", "2015 年在校生"]
    sums = [int(it.value.replace(",", "")) for it in page.metric]
    assert sums[0] == pytest.approx(3 * (90 + 60 + 40 + 20), abs=12)  # as the rolls have it
    assert sums[2] == pytest.approx(sums[0] - 60, abs=12)  # the smallest school has closed

    page = choose(page, "学校", "west")
    assert errors(page) == ""
    assert "起始年级需要几个班（每班不超过 40 人）" in read(page)
    classes = page.table[0].value
    assert list(classes["班数"]) == [2, 3] or 3 in list(classes["班数"])


def test_registrations_to_date_are_told_beside_the_forecast(forecast):
    forecast.sign_in(CITY)
    assert "没有往年登记进度" in "".join(it.value for it in forecast.open("forecast").info)

    write_registrations(forecast.season.folder)
    forecast.season.entered(MU)
    forecast.season.clock.forward(timedelta(days=10))
    forecast.sign_in(CITY)
    page = forecast.open("forecast")

    assert errors(page) == ""
    metrics = {it.label: it.value for it in page.metric}
    assert metrics["往年此时占最终人数（2 年）"] == "50%"
    told = next(it.value for it in page.table if "只看登记" in it.value).set_index("学校")
    assert (told.loc["西小学", "已登记"], told.loc["西小学", "只看登记"]) == (1, "2")


def test_only_the_bureau_makes_forecasts_and_keeps_scenarios(forecast):
    forecast.sign_in(CITY)

    for name in ("forecast", "scenarios"):
        labels = [it.label for it in forecast.open(name).button]
        assert not {"开始预测", "存下情景"} & set(labels)


def test_warnings_name_the_school_whose_places_lack_first_and_what_is_decided(forecast):
    forecast.sign_in(BUREAU)

    page = forecast.open("warnings")

    assert errors(page) == ""
    assert [(it.label, it.value) for it in page.metric] == [
        ("红色：学位不够", "1"), ("黄色：学位将满", "0"), ("蓝色：招生不足", "0"),
    ]  # fmt: skip
    first = page.table[0].value.iloc[0]
    assert (first["学校"], first["计划学位"], first["按比例"]) == ("西小学", 80, "红色")
    assert "4 所学校中，预计约 1.0 所招生人数超过学位；五次里有四次会在 1 至 1 所之间" in read(page)
    decided = page.table[1].value
    assert decided.to_numpy().tolist() == [[2015, "培智学校", "停办"]]


def test_what_if_is_answered_at_once_and_kept_for_colleagues(town):
    town.sign_in(BUREAU)
    page = town.open("scenarios")
    assert errors(page) == ""
    box = next(it for it in page.number_input if it.label == "非本市户籍入学")

    page = box.set_value(0).run()

    totals = page.table[0].value.set_index("生源")
    assert totals.loc["本市户籍", "相差"] == "+0"
    assert int(totals.loc["非本市户籍", "相差"]) < -40
    assert town.season.store.read(BUREAU, newest_scenarios) == []  # asking keeps nothing

    page = next(it for it in page.text_input if it.label == "情景名称").set_value("不收").run()
    page = button(page, "存下情景").click().run()
    assert "已存下“不收”第 1 版" in page.success[0].value
    town.sign_in(CITY)
    page = town.open("scenarios")
    assert "非本市户籍入学 0%" in page.table[1].value["改动"].iloc[0]
    page = choose(choose(page, "左边", newest(town)), "右边", "")
    assert page.table[0].value.set_index("生源").loc["本市户籍", "相差"] == "+0"
    assert int(page.table[0].value.set_index("生源").loc["非本市户籍", "相差"]) > 40


def newest(bench):
    return bench.season.store.read(BUREAU, newest_scenarios)[0].id


def test_a_district_without_rolls_is_told_so_on_the_page(bench):
    bench.sign_in(BUREAU)

    assert "rolls.csv" in errors(bench.open("scenarios"))


def test_a_forecast_is_judged_beside_the_usual_rules_once_rolls_have_come(forecast):
    forecast.sign_in(CITY)
    page = forecast.open("accuracy")
    assert "还没有对应的实际学籍" in page.info[0].value

    forecast_kept(forecast.season.store, BUREAU, forecast.season.folder, "FC-2", until=2009)
    page = forecast.open("accuracy")

    assert errors(page) == ""
    overview = page.table[0].value
    assert list(overview["提前几年"]) == [1, 2, 3]
    assert not (overview[["本系统误差", "沿用上年误差", "三年加权升级率误差"]] == "–").any(
        axis=None
    )
    assert all(name in overview for name in ("落在八成范围", "落在九成五范围"))


def test_other_work_does_not_hold_a_forecast_up(forecast):
    forecast.season.store.write(BUREAU, lambda tx: jobs.queue_job(
        tx, kind="overflow_preview", payload={}))  # fmt: skip
    forecast.sign_in(BUREAU)

    assert not button(forecast.open("forecast"), "开始预测").disabled


def test_the_schools_that_change_or_lack_most_are_compared():
    def frame(demand):
        return pd.DataFrame([(f"S{at:02d}", 2027, 40, children)
                             for at, children in enumerate(demand)],
                            columns=["zone", "year", "places", "demand"])  # fmt: skip

    plain = [10.0 + at for at in range(20)]
    changed = [*plain[:3], 39.0, *plain[4:]]  # S03 fills up

    told = worst_or_changed(frame(plain), frame(changed))

    assert len(told) == MOST
    assert "S03" in told
    assert {f"S{at:02d}" for at in range(9, 20)} <= told  # the fullest eleven
