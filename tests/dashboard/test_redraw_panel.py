"""How does a planner let the optimiser draw, say what may not change, and take a plan?"""

from functools import partial

from admissions.roles import SYSTEM
from admissions.store import jobs
from service.api_run_job import registry
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.season import BUREAU
from tests.dashboard.bench import errors, read
from tests.dashboard.test_school import button
from tests.dashboard.test_zone_editor import begun


def test_the_optimiser_is_queued_and_its_plan_taken_as_a_draft(town):
    town.sign_in(BUREAU)
    page = begun(town)
    next(it for it in page.number_input if it.label == "用时（秒）").set_value(5)
    page = button(page, "开始").click().run()
    assert page.success[0].value == "已开始自动划片。"
    folder = town.context.settings.district_folder
    worker = Worker(town.season.store, FileGateway(folder / "sms.jsonl"), registry(folder), (),
                    lambda: "lease")  # fmt: skip
    worker.run_once(town.season.clock())
    assert town.season.store.read(SYSTEM, partial(jobs.jobs_of))[0].state == "done"

    page = town.open("zone_editor")
    assert "总路程最短" in read(page)
    page = button(page, "作为草稿").click().run()

    assert errors(page) == ""
    assert page.success[0].value == "已新建草稿“自动划片：总路程最短”。"


def test_what_no_plan_may_change_is_asked_of_the_optimiser(town):
    town.sign_in(BUREAU)
    page = begun(town)
    asked = next(it for it in page.multiselect if it.label == "任何方案都不得改变的（花费再大）")
    asked.select("六年学位已占用的住址不换学校")
    page = button(page, "开始").click().run()

    assert errors(page) == ""
    assert town.season.store.read(SYSTEM, partial(jobs.jobs_of))[0].payload["hold"] == ["six_years"]
