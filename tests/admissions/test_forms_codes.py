import hashlib
import hmac
import xml.etree.ElementTree as ET

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from admissions.forms import check_code, qr, short_code

SECRET = bytes(range(32))
OTHER = bytes(range(1, 33))
TEXT = "notice/1:门教入〔2013〕0427号"


def test_a_code_is_the_first_hundred_bits_of_the_keyed_digest() -> None:
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    code = short_code(SECRET, TEXT)

    # The second way: the digest written in bits, five at a time.
    digest = hmac.digest(SECRET, b"jiujin/short-code/1\0" + TEXT.encode(), "sha256")
    bits = "".join(f"{byte:08b}" for byte in digest)[:100]
    plain = "".join(signs[int(bits[at : at + 5], 2)] for at in range(0, 100, 5))
    assert code == "-".join((plain[:5], plain[5:10], plain[10:15], plain[15:]))
    assert hashlib.sha256(SECRET + TEXT.encode()).hexdigest()[:8] not in code.lower()


@given(st.text(max_size=40))
def test_a_code_belongs_to_its_text_and_its_secret(text: str) -> None:
    code = short_code(SECRET, text)

    assert check_code(SECRET, text, code)
    assert not check_code(OTHER, text, code)
    assert not check_code(SECRET, text + " ", code)


@given(st.text(max_size=40), st.integers(0, 22))
def test_a_code_with_one_sign_changed_is_refused(text: str, at: int) -> None:
    code = short_code(SECRET, text)
    if code[at] == "-":
        return

    wrong = code[:at] + ("Z" if code[at] != "Z" else "Y") + code[at + 1 :]

    assert not check_code(SECRET, text, wrong)


def test_a_code_is_known_as_people_type_it() -> None:
    text = next(str(at) for at in range(999) if {"0", "1"} <= set(short_code(SECRET, str(at))))
    code = short_code(SECRET, text)

    assert check_code(SECRET, text, code.lower())
    assert check_code(SECRET, text, code.replace("-", " "))
    assert check_code(SECRET, text, code.replace("-", ""))
    assert check_code(SECRET, text, code.replace("0", "O").replace("1", "l"))
    assert check_code(SECRET, text, code.replace("0", "o").replace("1", "I"))


@pytest.mark.parametrize("code", ["", "-", "张三", "\x00", "0" * 20, "0" * 10_000])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert not check_code(SECRET, TEXT, code)


def test_a_part_of_a_code_is_refused() -> None:
    code = short_code(SECRET, TEXT)

    assert not check_code(SECRET, TEXT, code[:-1])
    assert not check_code(SECRET, TEXT, code + "0")


@pytest.mark.parametrize("length", [0, 16, 31])
def test_a_secret_that_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        short_code(bytes(length), TEXT)


def test_a_qr_code_is_svg_of_the_modules_with_a_quiet_zone() -> None:
    payload = "/v/7K3MQ-9Q2XW-0ABCD-EFGHJ"

    drawn = qr(payload)

    side = segno.make(payload, error="m", boost_error=False, micro=False).symbol_size(border=4)[0]
    root = ET.fromstring(drawn)  # noqa: S314
    assert root.tag.endswith("svg")
    assert root.attrib["width"] == root.attrib["height"] == str(side)
    assert drawn == qr(payload)
    assert drawn != qr(payload + "K")


def test_an_empty_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="payload"):
        qr("")
