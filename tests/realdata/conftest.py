"""What the tests on real data share: the program as a user calls it."""

import pytest

from .calls import Caller


@pytest.fixture
def jiujin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(monkeypatch, capsys)
