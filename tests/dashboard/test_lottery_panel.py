"""The lottery on the placement page: at each stage it says what is missing, and takes it."""

from datetime import time, timedelta

import pytest

from admissions.store import jobs
from capacity.lottery import commitment
from tests.admissions.actions.june import finished, previewed, taken
from tests.admissions.ceremonies import (
    BEACON,
    CLOSES,
    MINUTE,
    PEOPLE,
    VALUE,
    announced,
    bound,
    kept,
    ruled,
    secrets_of,
)
from tests.admissions.season import BUREAU, CITY
from tests.dashboard.bench import errors, read


def shown(bench, who=BUREAU):
    bench.sign_in(who)
    return bench.open("overflow")


def pressed(page, label):
    return next(it for it in page.button if it.label == label).click().run()


def typed(page, label, text):
    next(it for it in page.text_input if it.label.startswith(label)).input(text)


def told(page) -> str:
    assert not page.exception, page.exception
    return "\n".join(it.value for it in (*page.info, *page.warning))


def to_open(bench) -> str:
    number = taken(bench.season, 2)
    announced(bench.season)
    bound(bench.season)
    bench.season.clock.forward(MINUTE)
    kept(bench.season, "F1", ruled(finished({number: "west"})))
    bench.season.clock.forward(MINUTE)
    return number


def test_before_the_close_the_page_says_that_nothing_is_announced_and_takes_it(bench):
    page = shown(bench)
    assert "还没有公布抽签办法" in told(page)

    typed(page, "采用哪一个公开数值", BEACON)
    page.date_input(key="beacon_at-day").set_value((CLOSES + timedelta(days=20)).date())
    page.time_input(key="beacon_at-hour").set_value(time(10))
    page = pressed(page, "公布")

    assert errors(page) == ""
    assert "已公布" in page.success[0].value
    assert "已存入 0 份承诺，至少需要 3 份" in told(page)


def test_an_announcement_without_a_time_is_not_sent(bench):
    page = shown(bench)
    typed(page, "采用哪一个公开数值", BEACON)

    assert errors(pressed(page, "公布")) == "请把每一项填写完整。"
    assert "还没有公布抽签办法" in told(bench.open("overflow"))


def test_commitments_are_stored_one_by_one_and_counted(bench):
    announced(bench.season)
    page = shown(bench)
    typed(page, "承诺人", PEOPLE[0])
    typed(page, "承诺，64 位", commitment("甲的秘密"))
    page = pressed(page, "存入承诺")

    assert errors(page) == ""
    assert "已存入 1 份承诺，至少需要 3 份" in told(page)
    assert commitment("甲的秘密") in read(page)


def test_a_commitment_that_was_stored_before_is_refused_in_words(bench):
    announced(bench.season)
    bound(bench.season)
    page = shown(bench)
    typed(page, "承诺人", "又一人")
    typed(page, "承诺，64 位", commitment(secrets_of()[0]))

    assert "这份承诺已经存过" in errors(pressed(page, "存入承诺"))


@pytest.mark.parametrize(("count", "wait", "words"), [
    (2, MINUTE, "只有 2 人承诺，不足 3 人"), (3, MINUTE, "现在请锁定名单"),
    (3, 2 * MINUTE, "之前没有试算"),
], ids=["two people", "three people", "nothing frozen"])  # fmt: skip
def test_after_the_close_the_page_says_how_to_go_on(bench, count, wait, words):
    taken(bench.season, 2)
    announced(bench.season)
    bound(bench.season, count=count)
    bench.season.clock.forward(wait)

    assert words in told(shown(bench))


def test_a_frozen_input_is_shown_by_its_digests_until_the_value_is_known(bench):
    to_open(bench)
    bench.season.clock.forward(-timedelta(seconds=1))

    page = shown(bench)

    assert "名单已锁定" in told(page)
    assert "1" * 64 in read(page)
    assert "核对、抽签并开始计算" not in [it.label for it in page.button]


def test_typed_secrets_begin_the_run_that_can_be_sealed(bench):
    to_open(bench)
    page = shown(bench)
    for place, secret in enumerate(secrets_of(), start=1):
        page.text_input(key=f"secret-{place}").input(secret)
    typed(page, "揭晓的数值", VALUE)
    page = pressed(page, "核对、抽签并开始计算")

    assert errors(page) == ""
    (job,) = bench.season.store.read(BUREAU, jobs.jobs_of)
    assert job.payload["seed"] in [it.value for it in page.code]
    assert "已抽签" in told(page)


def test_a_wrong_secret_draws_nothing(bench):
    to_open(bench)
    page = shown(bench)
    for place in (1, 2, 3):
        page.text_input(key=f"secret-{place}").input("不是承诺的那一句")
    typed(page, "揭晓的数值", VALUE)

    assert "与事先的承诺不符" in errors(pressed(page, "核对、抽签并开始计算"))
    assert bench.season.store.read(BUREAU, jobs.jobs_of) == []


def test_a_trial_says_that_it_cannot_be_sealed_and_is_not(bench):
    number = taken(bench.season, 2)
    previewed(bench.season, {number: "west"})
    page = shown(bench)
    assert "只供试算，不能封存" in "\n".join(it.value for it in page.caption)

    assert "没有公开抽签，不能封存" in errors(pressed(page, "封存结果"))


def test_the_city_reads_and_can_replace_a_lottery_that_stands(bench):
    to_open(bench)
    page = shown(bench, CITY)

    assert "请在下面填写" in told(page)
    labels = [it.label for it in page.button]
    assert "公布" in labels
    assert "核对、抽签并开始计算" not in labels
