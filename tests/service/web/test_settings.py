"""A wrong setting stops the start, and every wrong one is told."""

from pathlib import Path

import pytest

from geo.faults import BadInput
from service.settings import Limits, secret_in, settings_from, verification_said

RIGHT = {
    "JIUJIN_DATABASE": "sqlite:///season.db", "JIUJIN_KEY_FILE": "keys.json",
    "JIUJIN_DISTRICT_FOLDER": "district", "JIUJIN_DISTRICT_ID": "mtg",
    "JIUJIN_CYCLE_ID": "2013-primary", "HOME": "not ours",
}  # fmt: skip


def wheres(environment: dict[str, str]) -> set[str]:
    with pytest.raises(BadInput) as refused:
        settings_from(environment)
    return {fault.where for fault in refused.value.faults}


def test_what_is_needed_is_enough():
    found = settings_from(RIGHT)

    assert (found.database, found.district_id) == ("sqlite:///season.db", "mtg")
    assert found.limits == Limits()
    assert not found.secure


@pytest.mark.parametrize("name", [name for name in RIGHT if name != "HOME"])
def test_what_is_missing_is_named(name):
    assert wheres({key: text for key, text in RIGHT.items() if key != name}) == {name}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("JIUJIN_BASE_URL", "example.cn"), ("JIUJIN_BASE_URL", "ftp://example.cn"),
        ("JIUJIN_BASE_URL", "https://example.cn/path"), ("JIUJIN_PER_IP", "many"),
        ("JIUJIN_PER_IP", "-1"), ("JIUJIN_PER_IP", "nan"), ("JIUJIN_EMBEDDED_WORKER", "perhaps"),
        ("JIUJIN_METRICS_TOKEN_FILE", "no-such-file"), ("JIUJIN_DATABSE", "a slip"),
        ("JIUJIN_OIDC_ISSUER", "https://id.example.cn"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_named(name, text):
    assert wheres({**RIGHT, name: text}) == {name}


def test_all_that_is_wrong_is_told_at_once():
    assert wheres({"JIUJIN_PER_IP": "x"}) == {
        "JIUJIN_PER_IP", *(name for name in RIGHT if name != "HOME"),
    }  # fmt: skip


@pytest.mark.parametrize(("address", "secure"), [("https://a.cn", True), ("http://a.cn", False)])
def test_cookies_are_secure_where_the_public_address_is(address, secure):
    found = settings_from({**RIGHT, "JIUJIN_BASE_URL": address + "/"})

    assert found.secure is secure
    assert found.origin == address


@pytest.mark.parametrize(
    ("gateway", "said", "on"),
    [
        ("console", None, False), ("https://sms.example.cn", None, True),
        ("https://sms.example.cn", "off", False), ("file:sms.jsonl", None, False),
        ("file:sms.jsonl", "on", True), ("console", "off", False),
    ],
)  # fmt: skip
def test_telephones_are_verified_where_a_provider_is_named_unless_it_is_said_otherwise(
    gateway, said, on
):
    more = {} if said is None else {"JIUJIN_SMS_VERIFICATION": said}

    found = settings_from({**RIGHT, "JIUJIN_SMS": gateway, **more})

    assert found.sms_verification is on
    assert verification_said(found).startswith(f"sms_verification = {'on' if on else 'off'}:")


def test_codes_that_would_go_to_nobody_stop_the_start():
    assert wheres({**RIGHT, "JIUJIN_SMS_VERIFICATION": "on"}) == {"JIUJIN_SMS_VERIFICATION"}
    assert wheres({**RIGHT, "JIUJIN_SMS_VERIFICATION": "maybe"}) == {"JIUJIN_SMS_VERIFICATION"}


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path):
    file = tmp_path / "secret"
    file.write_text("one line\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(BadInput, match="others may read it"):
        secret_in(file)

    file.chmod(0o600)

    assert secret_in(file) == "one line"
    assert secret_in(None) == ""


@pytest.mark.parametrize("on", [True, False])
def test_the_start_says_whether_telephones_are_verified(monkeypatch, capsys, on):
    from types import SimpleNamespace

    from dashboard import app
    from service import cli_serve

    gateway = "https://sms.example.cn" if on else "console"
    served = []
    monkeypatch.setattr(app, "build_app", lambda context: context)
    monkeypatch.setattr(cli_serve, "run_service", lambda *_, **more: served.append(more))

    cli_serve.serve_whole(
        SimpleNamespace(settings=settings_from({**RIGHT, "JIUJIN_SMS": gateway})),
        host="127.0.0.1", port=8000,
    )  # fmt: skip

    assert f"sms_verification = {'on' if on else 'off'}:" in capsys.readouterr().err
    assert served == [{"host": "127.0.0.1", "port": 8000}]
