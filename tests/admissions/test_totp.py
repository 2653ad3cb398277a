"""An authenticator's code is right for its half minute and one beside it, once."""

from datetime import UTC, datetime, timedelta

import pytest

from admissions.totp import (
    code_at,
    enrolment_uri,
    matching_step,
    secret_of,
    secret_text,
    step_of,
)

SECRET = b"12345678901234567890"  # of RFC 6238, appendix B
AT = datetime(2013, 5, 10, 1, 0, 0, tzinfo=UTC)  # the first second of a half minute
NOW = step_of(AT)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
     (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_codes_are_those_of_the_rfc(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)

    assert code_at(SECRET, step_of(at), digits=8) == code
    assert code_at(SECRET, step_of(at)) == code[2:]


@pytest.mark.parametrize(
    ("steps", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(steps, found):
    code = code_at(SECRET, NOW + steps)

    assert matching_step(SECRET, code, AT, None) == (NOW + steps if found else None)


@pytest.mark.parametrize(
    ("after", "found"), [(timedelta(0), True), (timedelta(seconds=59.999999), True),
                         (timedelta(seconds=60), False)],
)  # fmt: skip
def test_a_code_ends_with_the_half_minute_after_its_own(after, found):
    assert (matching_step(SECRET, code_at(SECRET, NOW), AT + after, None) is not None) == found


def test_a_used_step_and_those_before_it_are_not_taken_again():
    codes = [code_at(SECRET, NOW + steps) for steps in (-1, 0, 1)]

    assert [matching_step(SECRET, code, AT, NOW) for code in codes] == [None, None, NOW + 1]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "一二三四五六", "\x00"])
def test_what_is_no_code_is_refused(typed):
    assert matching_step(SECRET, typed, AT, None) is None


def test_blanks_and_full_width_digits_do_not_count():
    code = code_at(SECRET, NOW)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", AT, None) == NOW
    assert matching_step(SECRET, wide, AT, None) == NOW


def test_a_secret_is_written_as_authenticators_take_it():
    assert secret_text(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert secret_of(secret_text(SECRET)) == SECRET
    assert secret_of(secret_text(b"seven b")) == b"seven b"
    assert enrolment_uri(SECRET, login="west desk", issuer="就近") == (
        "otpauth://totp/%E5%B0%B1%E8%BF%91:west%20desk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=%E5%B0%B1%E8%BF%91&algorithm=SHA1&digits=6&period=30"
    )


def test_a_time_without_zone_has_no_step():
    with pytest.raises(ValueError, match="zone"):
        step_of(datetime(2013, 5, 10))  # noqa: DTZ001
