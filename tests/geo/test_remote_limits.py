"""Requests go out no faster than they may, and answers are kept without their address."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.remote_cache import FileCache, MemoryCache
from geo.remote_limits import TokenBucket
from tests.geo.fake_geocoders import FakeTime


def bucket(per_second: float, burst: int, time: FakeTime) -> TokenBucket:
    return TokenBucket(per_second, burst, clock=time.clock, sleep=time.sleep)


def test_a_burst_goes_out_at_once_and_the_rest_at_the_rate() -> None:
    time = FakeTime()
    tokens = bucket(2.0, 3, time)

    for _ in range(6):
        tokens.take()

    assert time.slept == [0.5, 0.5, 0.5]


def test_tokens_fill_up_to_the_burst_and_no_further() -> None:
    time = FakeTime()
    tokens = bucket(2.0, 3, time)
    time.now += 3600

    for _ in range(4):
        tokens.take()

    assert time.slept == [0.5]


def test_a_clock_that_goes_back_gives_no_tokens() -> None:
    time = FakeTime()
    tokens = bucket(1.0, 1, time)
    tokens.take()
    time.now -= 100

    tokens.take()

    assert time.slept == [1.0]


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 20), st.integers(1, 5))
def test_never_more_than_burst_and_rate_allow(
    pauses: list[float], per_second: float, burst: int
) -> None:
    time = FakeTime(0.0)
    tokens = bucket(per_second, burst, time)
    sent = []
    for pause in pauses:
        time.now += pause
        tokens.take()
        sent.append(time.now)

    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = burst + (sent[last] - sent[first]) * per_second
            assert last - first + 1 <= allowed + 1e-6


def test_threads_share_one_rate() -> None:
    waits: list[float] = []
    tokens = TokenBucket(10.0, 1, clock=lambda: 0.0, sleep=waits.append)
    threads = [threading.Thread(target=tokens.take) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(waits) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (float("nan"), 1), (1, 0)])
def test_a_rate_that_is_none_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="rate limit"):
        bucket(per_second, burst, FakeTime())


@pytest.fixture(params=["memory", "file"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryCache | FileCache:
    return MemoryCache() if request.param == "memory" else FileCache(tmp_path, b"s" * 16)


def test_a_cache_gives_back_what_was_put(cache: MemoryCache | FileCache) -> None:
    cache.put("amap", "石龙路7号", [[116.1, 39.9, "number", 0.9]])
    cache.put("amap", "石龙路9号", [])

    assert cache.get("amap", "石龙路7号") == [[116.1, 39.9, "number", 0.9]]
    assert cache.get("amap", "石龙路9号") == []
    assert cache.get("baidu", "石龙路7号") is None
    assert cache.get("amap", "石龙路8号") is None


def test_a_cache_takes_the_later_answer(cache: MemoryCache | FileCache) -> None:
    cache.put("amap", "石龙路7号", [])
    cache.put("amap", "石龙路7号", [[1.0, 2.0, "number", 1.0]])

    assert cache.get("amap", "石龙路7号") == [[1.0, 2.0, "number", 1.0]]


def test_another_secret_finds_nothing(tmp_path: Path) -> None:
    FileCache(tmp_path, b"s" * 16).put("amap", "石龙路7号", [])

    assert FileCache(tmp_path, b"t" * 16).get("amap", "石龙路7号") is None


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        FileCache(tmp_path, b"short")
