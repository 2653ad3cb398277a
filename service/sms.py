"""How is a text message given to a provider? One small protocol; console, file and HTTP.

A provider is asked under a key and sends once for each key, however often it is asked. What fails
raises NotSent; whether it is worth another try is part of it. No telephone is ever logged.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import httpx

from admissions.masking import mask_phone
from geo.faults import BadInput

_FOR_GOOD = frozenset({400, 413, 422})  # the message itself is at fault; all else may pass


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What a provider says became of the message of a key."""

    key: str
    delivered: bool


class NotSent(Exception):
    """A message was not taken: `code` in one word; `for_good`: another try would not help."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


class SmsGateway(Protocol):
    """What a provider can do."""

    def send(self, *, key: str, telephone: str, text: str) -> str:
        """Hand a message over and return the provider's reference; raises NotSent."""
        ...

    def receipts(self) -> Sequence[DeliveryReceipt]:
        """Return receipts since the last call, some of them perhaps again; raises NotSent."""
        ...


class ConsoleGateway:
    """Writes what would be sent, its telephone masked: for a desk without a provider."""

    def __init__(self, out: IO[str]) -> None:
        self.out = out

    def send(self, *, key: str, telephone: str, text: str) -> str:
        """Write one line."""
        self.out.write(f"SMS {key} {mask_phone(telephone)} {text}\n")
        self.out.flush()
        return f"console-{key}"

    def receipts(self) -> Sequence[DeliveryReceipt]:
        """Return none: a console delivers nothing."""
        return ()


class FileGateway:
    """A made-up provider that keeps what it was given in a file: for demos and tests.

    One JSON line for each key; a key asked again gives the first reference. `failing` names
    attempts (counted from 1) to refuse. Everything that was taken is delivered.
    """

    def __init__(self, path: Path, failing: frozenset[int] = frozenset()) -> None:
        self.path, self.failing = path, failing
        self.asked = 0
        self._told = 0

    def send(self, *, key: str, telephone: str, text: str) -> str:
        """Append one line, unless the key was given before."""
        self.asked += 1
        if self.asked in self.failing:
            raise NotSent("provider_error")
        if key not in {line["key"] for line in self.taken()}:
            line = {"key": key, "telephone": telephone, "text": text}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return f"file-{key}"

    def taken(self) -> list[dict[str, str]]:
        """Return what was given, in order."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def receipts(self) -> Sequence[DeliveryReceipt]:
        """Return a receipt of each message since the last call."""
        new = self.taken()[self._told :]
        self._told += len(new)
        return [DeliveryReceipt(line["key"], delivered=True) for line in new]


class HttpGateway:
    """A provider, or a small adapter before one, that speaks JSON over HTTP.

    POST {url}/messages {key, telephone, text}, header Idempotency-Key → {"ref": …}. GET
    {url}/receipts?after=CURSOR → {"receipts": [{"key", "delivered"}], "cursor": …}. Only 400, 413
    and 422 are for good; any other refusal, a time-out, a broken connection are tried again.
    """

    def __init__(self, url: str, *, token: str = "", timeout_s: float = 10.0) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(
            base_url=url.rstrip("/"), timeout=timeout_s, headers=headers, trust_env=False
        )
        self._cursor = ""

    def send(self, *, key: str, telephone: str, text: str) -> str:
        """Post one message."""
        body = {"key": key, "telephone": telephone, "text": text}
        answer = self._asked("POST", "/messages", json=body, headers={"Idempotency-Key": key})
        ref = answer.get("ref")
        if not isinstance(ref, str) or not ref:
            raise NotSent("answer_not_understood")
        return ref

    def receipts(self) -> Sequence[DeliveryReceipt]:
        """Ask for the receipts after the last cursor."""
        answer = self._asked("GET", "/receipts", params={"after": self._cursor})
        try:
            found = [DeliveryReceipt(str(one["key"]), delivered=one["delivered"] is True)
                     for one in answer["receipts"]]  # fmt: skip
            self._cursor = str(answer["cursor"])
        except (KeyError, TypeError) as error:
            raise NotSent("answer_not_understood") from error
        return found

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _asked(self, method: str, path: str, **words: Any) -> Mapping[str, Any]:
        try:
            response = self._client.request(method, path, **words)
        except httpx.TimeoutException as error:
            raise NotSent("timed_out") from error
        except httpx.HTTPError as error:
            raise NotSent("not_reached") from error
        if not response.is_success:
            code = f"status_{response.status_code}"
            raise NotSent(code, for_good=response.status_code in _FOR_GOOD)
        try:
            answer = response.json()
        except ValueError as error:
            raise NotSent("answer_not_understood") from error
        return answer if isinstance(answer, dict) else {}


def gateway_from(setting: str, out: IO[str], token: str = "") -> SmsGateway:
    """Return the gateway a setting names: console, file:PATH, http(s)://…; raises BadInput."""
    if setting == "console":
        return ConsoleGateway(out)
    if setting.startswith("file:") and setting != "file:":
        return FileGateway(Path(setting.removeprefix("file:")))
    if setting.startswith(("http://", "https://")):
        return HttpGateway(setting, token=token)
    raise BadInput.one("JIUJIN_SMS", "names no gateway", "write console, file:PATH or https://…")
