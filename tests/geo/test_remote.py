"""A remote geocoder places an address in its declared datum, or says why it did not."""

import logging
import math
from pathlib import Path

import numpy as np
import pytest

from geo.datum import Datum
from geo.geocode import Chain, Criteria, GeocoderError, Located, Precision, Reason, State
from geo.remote import RemoteGeocoder, RemoteRules
from geo.remote_amap import Amap
from geo.remote_answer import Provider
from geo.remote_baidu import Baidu
from geo.remote_cache import FileCache
from geo.remote_errors import (
    KeyDenied,
    QuotaExhausted,
    Throttled,
    TooLong,
    Unavailable,
    Unintelligible,
)
from geo.remote_http import HttpLimits
from geo.remote_osm import Nominatim, Photon
from geo.remote_tianditu import Tianditu
from tests.geo.address_town import town_district, town_gazetteer
from tests.geo.fake_geocoders import (
    KEY,
    FakeService,
    FakeTime,
    Reply,
    amap,
    amap_place,
    amap_refusal,
    as_json,
    baidu,
    fetch_in,
    nominatim,
    nominatim_place,
    photon,
    photon_feature,
    serving,
    tianditu,
)

ASKED = "北京市门头沟区永定镇石龙路7号"
LON, LAT = 116.1, 39.9
DISTRICT = town_district((115.4, 39.8, 116.2, 40.2))


def asking(provider: Provider, time: FakeTime | None = None, **more: object) -> RemoteGeocoder:
    time = time or FakeTime()
    fetch = fetch_in(time, HttpLimits(connect_s=2, read_s=0.2, retries=1))
    return RemoteGeocoder(provider, DISTRICT, fetch, clock=time.clock, **more)  # type: ignore[arg-type]


def providers(service: FakeService) -> dict[str, Provider]:
    return {
        "amap": Amap(KEY, url=service.url),
        "tianditu": Tianditu(KEY, url=service.url),
        "baidu": Baidu(KEY, url=service.url),
        "nominatim": Nominatim(service.url),
        "photon": Photon(service.url),
    }


GOOD = {
    "amap": amap(amap_place(f"{LON},{LAT}", ASKED)),
    "tianditu": tianditu(str(LON), str(LAT)),
    "baidu": baidu(LON, LAT),
    "nominatim": nominatim(
        nominatim_place(str(LON), str(LAT), "house", road="石龙路", house_number="7号")
    ),
    "photon": photon(photon_feature(LON, LAT, "house", street="石龙路", housenumber="7")),
}
NOTHING = {
    "amap": amap(),
    "tianditu": as_json({"msg": "无结果", "status": "0", "searchVersion": "6.4.9V"}),
    "baidu": as_json({"status": 1, "msg": "Internal Service Error:无相关结果", "results": []}),
    "nominatim": nominatim(),
    "photon": photon(),
}
DATUM = {
    "amap": Datum.GCJ02,
    "tianditu": Datum.CGCS2000,
    "baidu": Datum.BD09,
    "nominatim": Datum.WGS84,
    "photon": Datum.WGS84,
}
EVERY = pytest.mark.parametrize("source", GOOD)


@EVERY
def test_an_answer_is_carried_from_its_declared_datum_into_the_district_s_metres(
    source: str,
) -> None:
    with serving(GOOD[source]) as service:
        answer = asking(providers(service)[source]).locate(ASKED)

    x_m, y_m = DISTRICT.to_metres(np.array([LON]), np.array([LAT]), DATUM[source])
    assert (answer.state, answer.source, answer.datum) == (State.FOUND, source, str(DATUM[source]))
    assert math.dist((answer.x_m, answer.y_m), (x_m[0], y_m[0])) < 1e-6
    assert answer.precision is Precision.NUMBER
    assert Criteria().accept(answer)


@EVERY
def test_no_result_is_not_found(source: str) -> None:
    with serving(NOTHING[source]) as service:
        answer = asking(providers(service)[source]).locate(ASKED)

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.UNKNOWN_NAME)


FOREIGN_BODIES = {
    "HTML": Reply(b"<html><body>502</body></html>", content_type="text/html"),
    "an empty body": Reply(b""),
    "cut-off JSON": Reply(b'{"status": "1", "geoco'),
    "a number": as_json(5),
    "nothing": as_json(None),
    "a list of lists": as_json([[]]),
    "another service's object": as_json({"hello": "world", "features": "none", "status": []}),
    "brackets without end": Reply(b"[" * 200_000),
    "bytes that are no text": Reply(b"\xff\xfe\x00\xff"),
}


@EVERY
@pytest.mark.parametrize("body", FOREIGN_BODIES)
def test_a_body_in_another_format_is_a_typed_error(source: str, body: str) -> None:
    with serving(FOREIGN_BODIES[body]) as service, pytest.raises(GeocoderError) as caught:
        asking(providers(service)[source]).locate(ASKED)

    assert caught.value.kind in {"unintelligible", "unavailable"}
    assert caught.value.source == source


BAD_PAIRS = [("abc", "39.9"), ("", ""), ("39.9", "116.1"), ("nan", "39.9"), ("462000", "4424000")]


@pytest.mark.parametrize(("lon", "lat"), BAD_PAIRS)
@EVERY
def test_impossible_coordinates_are_a_typed_error(source: str, lon: str, lat: str) -> None:
    replies = {
        "amap": amap(amap_place(f"{lon},{lat}", ASKED)),
        "tianditu": tianditu(lon, lat),
        "baidu": baidu(lon, lat),  # type: ignore[arg-type]
        "nominatim": nominatim(nominatim_place(lon, lat, "house")),
        "photon": photon(photon_feature(lon, lat, "house")),  # type: ignore[arg-type]
    }
    with serving(replies[source]) as service, pytest.raises(Unintelligible):
        asking(providers(service)[source]).locate(ASKED)


@EVERY
def test_an_answer_outside_the_district_is_rejected(source: str) -> None:
    far = {
        "amap": amap(amap_place("117.2,39.1", ASKED)),
        "tianditu": tianditu("117.2", "39.1"),
        "baidu": baidu(117.2, 39.1),
        "nominatim": nominatim(
            nominatim_place("117.2", "39.1", "house", road="石龙路", house_number="7")
        ),
        "photon": photon(photon_feature(117.2, 39.1, "house", street="石龙路", housenumber="7")),
    }
    with serving(far[source]) as service:
        answer = asking(providers(service)[source]).locate(ASKED)

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.OUTSIDE)
    assert math.isnan(answer.x_m)


REFUSALS = {
    ("amap", "wrong key"): (amap_refusal("INVALID_USER_KEY", "10001"), KeyDenied),
    ("amap", "key of another kind"): (amap_refusal("USERKEY_PLAT_NOMATCH", "10009"), KeyDenied),
    ("amap", "day's quota"): (amap_refusal("DAILY_QUERY_OVER_LIMIT", "10003"), QuotaExhausted),
    ("amap", "balance"): (amap_refusal("USER_DAILY_QUERY_OVER_LIMIT", "10044"), QuotaExhausted),
    ("amap", "too fast"): (amap_refusal("CUQPS_HAS_EXCEEDED_THE_LIMIT", "10021"), Throttled),
    ("amap", "busy"): (amap_refusal("SERVER_IS_BUSY", "10016"), Unavailable),
    ("tianditu", "wrong key"): (as_json({"msg": "非法Key", "code": 301001}), KeyDenied),
    ("tianditu", "quota"): (as_json({"msg": "配额超限", "code": 302001}), QuotaExhausted),
    ("tianditu", "error"): (as_json({"msg": "出错", "status": "404"}), Unavailable),
    ("tianditu", "HTTP 403"): (as_json({"msg": "Key权限类型"}, status=403), KeyDenied),
    ("baidu", "wrong key"): (as_json({"status": 200, "message": "APP不存在"}), KeyDenied),
    ("baidu", "not in the white list"): (
        as_json({"status": 210, "message": "IP校验失败"}),
        KeyDenied,
    ),
    ("baidu", "day's quota"): (as_json({"status": 302, "message": "天配额超限"}), QuotaExhausted),
    ("baidu", "too fast"): (as_json({"status": 401, "message": "并发超限"}), Throttled),
    ("baidu", "parameter"): (as_json({"status": 2, "message": "参数错误"}), Unavailable),
    ("nominatim", "error"): (as_json({"error": {"code": 400, "message": "no"}}), Unavailable),
    ("nominatim", "blocked"): (Reply(b"blocked", status=403), KeyDenied),
    ("nominatim", "too fast"): (Reply(b"slow down", status=429), Throttled),
    ("photon", "bad question"): (as_json({"message": "missing q"}, status=400), Unavailable),
}


@pytest.mark.parametrize(("source", "why"), REFUSALS)
def test_a_refusal_is_typed_and_tells_neither_key_nor_address(source: str, why: str) -> None:
    reply, kind = REFUSALS[source, why]
    with serving(reply) as service, pytest.raises(GeocoderError) as caught:
        asking(providers(service)[source]).locate(ASKED)

    assert type(caught.value) is kind
    assert KEY not in repr(caught.value) + str(caught.value)
    assert "石龙路" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_redirection_is_not_followed_with_the_key() -> None:
    moved = Reply(status=302, location="/elsewhere")
    with serving(moved, GOOD["amap"]) as service, pytest.raises(Unavailable, match="HTTP 302"):
        asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert len(service.asked) == 1


def test_swapped_coordinates_are_called_swapped() -> None:
    reply = amap(amap_place(f"{LAT},{LON}", ASKED))
    with serving(reply) as service, pytest.raises(Unintelligible, match="latitude before"):
        asking(Amap(KEY, url=service.url)).locate(ASKED)


def test_no_key_is_shown_logged_or_kept_in_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(Reply(status=500)) as service:
        geocoder = asking(Amap(KEY, url=service.url))
        with pytest.raises(Unavailable) as caught:
            geocoder.locate(ASKED)

    shown = repr(Amap(KEY)) + repr(Baidu(KEY)) + repr(Tianditu(KEY)) + caplog.text
    assert "/geo?…" in caplog.text
    assert KEY not in shown + repr(caught.value)
    assert "%E7%9F%B3" not in caplog.text


def test_a_connection_that_is_refused_tells_no_key() -> None:
    with serving(GOOD["amap"]) as service:
        url = service.url
    with pytest.raises(Unavailable) as caught:
        asking(Amap(KEY, url=url)).locate(ASKED)

    assert str(caught.value) == "amap: no connection (ConnectionError)"


def test_server_errors_are_asked_again_with_pauses_and_then_answered() -> None:
    time = FakeTime()
    with serving(Reply(status=500), GOOD["amap"]) as service:
        answer = asking(Amap(KEY, url=service.url), time).locate(ASKED)

    assert answer.state is State.FOUND
    assert (len(service.asked), time.slept) == (2, [0.5])


def test_a_server_that_keeps_failing_is_unavailable() -> None:
    with serving(Reply(status=503)) as service, pytest.raises(Unavailable) as caught:
        asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert "server error 503 (2 tries)" in str(caught.value)
    assert len(service.asked) == 2


def test_a_refusal_is_not_asked_again() -> None:
    with serving(amap_refusal("INVALID_USER_KEY", "10001")) as service:
        geocoder = asking(Amap(KEY, url=service.url))
        for _ in range(3):
            with pytest.raises(KeyDenied):
                geocoder.locate(ASKED)

    assert len(service.asked) == 1


def test_a_server_that_hangs_is_unavailable() -> None:
    with serving(Reply(hangs=True)) as service, pytest.raises(Unavailable) as caught:
        asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert "no answer in time" in str(caught.value)


def test_a_server_that_drips_is_cut_off_by_the_clock() -> None:
    ticks = iter(range(0, 10_000, 5))
    time = FakeTime()
    fetch = fetch_in(time, HttpLimits(retries=0, whole_s=15))
    fetch._clock = lambda: float(next(ticks))
    with serving(Reply(drips=True)) as service, pytest.raises(Unavailable) as caught:
        fetch("amap", service.url, {})

    assert "took too long" in str(caught.value)


def test_an_endless_answer_is_cut_off() -> None:
    reply = Reply(b" " * 2_000_000)
    with serving(reply) as service, pytest.raises(Unintelligible) as caught:
        asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert "over 1000000 bytes" in str(caught.value)


def test_an_answer_that_breaks_off_is_unavailable() -> None:
    with serving(Reply(b'{"status"', claimed_length=5000)) as service, pytest.raises(Unavailable):
        asking(Amap(KEY, url=service.url)).locate(ASKED)


def test_json_in_another_content_type_is_still_read() -> None:
    reply = Reply(GOOD["baidu"].body, content_type="text/javascript;charset=utf-8")
    with serving(reply) as service:
        answer = asking(Baidu(KEY, url=service.url)).locate(ASKED)

    assert answer.state is State.FOUND


@pytest.mark.parametrize(
    ("said", "precision"),
    [
        ("北京市门头沟区石龙路7号", Precision.NUMBER),
        ("北京市门头沟区石龙路5号", Precision.ROAD),
        ("北京市门头沟区石龙路", Precision.ROAD),
        ("北京市门头沟区", Precision.ROAD),
    ],
)
def test_a_number_is_answered_only_by_the_same_number(said: str, precision: Precision) -> None:
    with serving(amap(amap_place(f"{LON},{LAT}", said))) as service:
        answer = asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert answer.precision is precision
    assert Criteria().accept(answer) is (precision is Precision.NUMBER)


@pytest.mark.parametrize(
    "said", ["北京市门头沟区双峪路7号", "北京市石景山区石龙路7号", "天津市石龙路7号"]
)
def test_another_road_or_district_is_no_answer(said: str) -> None:
    with serving(amap(amap_place(f"{LON},{LAT}", said))) as service:
        answer = asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.WEAK)


def test_a_building_is_confirmed_by_its_number_only() -> None:
    said = "北京市门头沟区西山艺境5号楼"
    with serving(amap(amap_place(f"{LON},{LAT}", said, "兴趣点"))) as service:
        geocoder = asking(Amap(KEY, url=service.url))
        same, other = geocoder.locate("西山艺境5号楼"), geocoder.locate("西山艺境6号楼")

    assert (same.precision, other.precision) == (Precision.BUILDING, Precision.COMPOUND)


@pytest.mark.parametrize("more", [{"precise": 0}, {"comprehension": 80}, {"comprehension": None}])
def test_baidu_s_guess_at_a_door_is_a_road(more: dict[str, object]) -> None:
    with serving(baidu(LON, LAT, **more)) as service:
        answer = asking(Baidu(KEY, url=service.url)).locate(ASKED)

    assert answer.precision is Precision.ROAD


def test_tianditu_s_unsure_door_is_a_road() -> None:
    with serving(tianditu(str(LON), str(LAT), score=95)) as service:
        answer = asking(Tianditu(KEY, url=service.url)).locate(ASKED)

    assert (answer.precision, answer.score) == (Precision.ROAD, 0.95)


def test_two_distant_answers_of_one_provider_are_ambiguous() -> None:
    two = amap(amap_place("116.1,39.9", ASKED), amap_place("116.12,39.9", ASKED))
    with serving(two) as service:
        answer = asking(Amap(KEY, url=service.url)).locate(ASKED)

    assert (answer.state, answer.reason) == (State.AMBIGUOUS, Reason.SEVERAL)
    assert len(answer.candidates) == 2
    assert math.isnan(answer.x_m)


def test_openstreetmap_s_house_without_a_number_is_no_door() -> None:
    place = nominatim_place(str(LON), str(LAT), "building", road="石龙路", name="艺术大厦")
    with serving(nominatim(place)) as service:
        answer = asking(Nominatim(service.url)).locate(ASKED)

    assert answer.precision is Precision.ROAD


@EVERY
def test_only_the_levels_down_to_the_building_leave_the_house(source: str) -> None:
    with serving(GOOD[source]) as service:
        asking(providers(service)[source]).locate("石龙路7号院3号楼2单元101室(王某某 13800138000)")

    sent = " ".join(service.asked[0].values())
    assert "门头沟区石龙路7号3号楼" in sent
    assert not any(private in sent for private in ("101", "单元", "王", "138"))


@pytest.mark.parametrize("text", ["", "王某某", "门头沟区", "石龙路7号对面"])
def test_what_is_no_address_of_a_home_is_not_sent(text: str) -> None:
    with serving(GOOD["amap"]) as service:
        answer = asking(Amap(KEY, url=service.url)).locate(text)

    assert service.asked == []
    assert not Criteria().accept(answer)


def test_an_address_too_long_for_baidu_is_not_cut_but_not_sent() -> None:
    with serving(GOOD["baidu"]) as service, pytest.raises(TooLong):
        asking(Baidu(KEY, url=service.url)).locate("永定镇" + "长安" * 15 + "街7号")

    assert service.asked == []


def test_the_wire_format_of_each_question() -> None:
    asked = {}
    for source, reply in GOOD.items():
        with serving(reply) as service:
            asking(providers(service)[source]).locate(ASKED)
            asked[source] = service.asked[0]
            assert service.agents == ["jiujin (school zone geocoder)"]

    assert asked == {
        "amap": {"key": KEY, "address": ASKED, "output": "JSON"},
        "tianditu": {"ds": f'{{"keyWord": "{ASKED}"}}', "tk": KEY},
        "baidu": {"ak": KEY, "address": ASKED, "output": "json", "ret_coordtype": "bd09ll"},
        "nominatim": {
            "q": ASKED,
            "format": "jsonv2",
            "addressdetails": "1",
            "limit": "5",
            "countrycodes": "cn",
            "accept-language": "zh",
        },
        "photon": {"q": ASKED, "limit": "5"},
    }


def test_baidu_may_be_asked_for_gcj02_and_declares_it() -> None:
    with serving(baidu(LON, LAT)) as service:
        answer = asking(Baidu(KEY, datum=Datum.GCJ02, url=service.url)).locate(ASKED)

    assert (service.asked[0]["ret_coordtype"], answer.datum) == ("gcj02ll", "GCJ02")


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_baidu_does_not_answer_in_other_datums(datum: Datum) -> None:
    with pytest.raises(ValueError, match="BD09 or GCJ02"):
        Baidu(KEY, datum=datum)


@EVERY
def test_an_address_is_asked_once_however_often_it_is_written(source: str) -> None:
    with serving(GOOD[source]) as service:
        geocoder = asking(providers(service)[source])
        first = geocoder.locate("门头沟区石龙路7号")
        again = geocoder.locate("門頭溝區石龍路七號3单元")

    assert len(service.asked) == 1
    assert repr(again) == repr(first)


def test_a_file_cache_answers_the_next_run_and_holds_no_address(tmp_path: Path) -> None:
    secret = b"sixteen bytes or more"
    with serving(GOOD["amap"]) as service:
        provider = Amap(KEY, url=service.url)
        first = asking(provider, cache=FileCache(tmp_path, secret)).locate(ASKED)
        again = asking(provider, cache=FileCache(tmp_path, secret)).locate(ASKED)
        asking(provider, cache=FileCache(tmp_path, b"another secret, also long")).locate(ASKED)

    assert len(service.asked) == 2
    assert repr(again) == repr(first)
    kept = "".join(str(path) + path.read_text() for path in tmp_path.rglob("*.json"))
    assert "石龙" not in kept
    assert "\\u77f3" not in kept


@pytest.mark.parametrize(
    "spoiled", ["", "{", "[[1, 2]]", '[["a", 1, "number", 1]]', '[[1,2,"x",1]]']
)
def test_a_spoiled_cache_file_is_asked_again(tmp_path: Path, spoiled: str) -> None:
    with serving(GOOD["amap"]) as service:
        provider, cache = Amap(KEY, url=service.url), FileCache(tmp_path, b"s" * 16)
        asking(provider, cache=cache).locate(ASKED)
        for path in tmp_path.rglob("*.json"):
            path.write_text(spoiled)
        answer = asking(provider, cache=cache).locate(ASKED)

    assert (len(service.asked), answer.state) == (2, State.FOUND)


def test_an_error_is_not_kept() -> None:
    with serving(Reply(b"no json"), GOOD["amap"]) as service:
        geocoder = asking(Amap(KEY, url=service.url))
        with pytest.raises(Unintelligible):
            geocoder.locate(ASKED)
        answer = geocoder.locate(ASKED)

    assert answer.state is State.FOUND


def test_a_dead_service_is_left_alone_for_a_while() -> None:
    time = FakeTime()
    rules = RemoteRules(failures_in_a_row=2, rest_s=60)
    with serving(Reply(b"no json")) as service:
        geocoder = asking(Amap(KEY, url=service.url), time, rules=rules)
        kinds = [failing(geocoder) for _ in range(4)]
        time.now += 61
        kinds.append(failing(geocoder))

    assert kinds == [
        "unintelligible",
        "unintelligible",
        "unavailable",
        "unavailable",
        "unintelligible",
    ]
    assert len(service.asked) == 3


def failing(geocoder: RemoteGeocoder) -> str:
    with pytest.raises(GeocoderError) as caught:
        geocoder.locate(ASKED)
    return caught.value.kind


def test_a_run_asks_no_more_than_it_may() -> None:
    with serving(GOOD["amap"]) as service:
        geocoder = asking(Amap(KEY, url=service.url), rules=RemoteRules(most_requests=1))
        geocoder.locate(ASKED)
        with pytest.raises(QuotaExhausted):
            geocoder.locate("石龙路9号")

    assert len(service.asked) == 1


def chained(service: FakeService) -> Chain:
    return Chain([town_gazetteer(), asking(Amap(KEY, url=service.url))])


def test_a_chain_asks_outside_only_what_the_register_does_not_know() -> None:
    said = "北京市门头沟区永定镇石龙路99号"
    with serving(amap(amap_place(f"{LON},{LAT}", said))) as service:
        chain = chained(service)
        known, unknown = chain.locate("石龙路7号"), chain.locate("永定镇石龙路99号")

    assert (known.source, unknown.source) == ("gazetteer", "amap")
    assert [asked["address"] for asked in service.asked] == ["门头沟区永定镇石龙路99号"]


def test_a_dead_service_never_turns_into_a_wrong_answer() -> None:
    with serving(Reply(status=500)) as service:
        answer: Located = chained(service).locate("永定镇石龙路99号")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.UNKNOWN_NUMBER)
    assert [failure.kind for failure in answer.failures] == ["unavailable"]
