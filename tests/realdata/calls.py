"""How is the program called as a user calls it, and what does it answer?"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.cli import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


class Caller:
    """Calls `service.cli.main` with arguments and catches exit code and both outputs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> Answer:
        self.monkeypatch.setattr("sys.argv", ["jiujin", *arguments])
        self.capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = self.capsys.readouterr()
        return Answer(code, said.out, said.err)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(bundle: Path) -> dict[str, Any]:
    return json.loads((bundle / "report.json").read_bytes())
