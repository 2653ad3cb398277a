"""How is one question put to a web service, safely: bounded in time and size, telling no secret?"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from geo.remote_errors import KeyDenied, Throttled, Unavailable, Unintelligible
from geo.remote_limits import Clock, Sleep, TokenBucket

_QUERY = re.compile(r"\?\S*")
_WIRE_LOG = logging.getLogger("urllib3.connectionpool")


class Fetch(Protocol):
    """Asks a URL and returns the JSON it answers; raises the errors of `remote_errors`."""

    def __call__(self, source: str, url: str, parameters: Mapping[str, str]) -> Any:
        """Ask once, with the retries of the implementation."""
        ...


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Seconds and bytes a remote answer may take; `retries` after time-outs and 5xx only."""

    connect_s: float = 3.0
    read_s: float = 5.0
    whole_s: float = 15.0
    retries: int = 2
    backoff_s: float = 0.5
    most_bytes: int = 1_000_000


class _WithoutQueries(logging.Filter):
    """Cuts the query, which holds the key and the address, out of the wire log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _QUERY.sub("?…", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


_WITHOUT_QUERIES = _WithoutQueries()


class HttpFetch:
    """Fetches JSON with `requests`: no redirects, whole answer within `whole_s` and `most_bytes`.

    Every try, also a repeated one, takes a token of `bucket` first. Errors never carry the URL, the
    parameters or the body: key and address stay out of logs. One object per provider.
    """

    def __init__(
        self,
        bucket: TokenBucket,
        *,
        clock: Clock,
        sleep: Sleep,
        limits: HttpLimits | None = None,
        user_agent: str = "jiujin (school zone geocoder)",
        session: requests.Session | None = None,
    ) -> None:
        self._bucket = bucket
        self._limits = limits or HttpLimits()
        self._clock, self._sleep = clock, sleep
        self._session = session or requests.Session()
        self._session.headers["User-Agent"] = user_agent
        _WIRE_LOG.addFilter(_WITHOUT_QUERIES)

    def __call__(self, source: str, url: str, parameters: Mapping[str, str]) -> Any:
        """Ask, again after time-outs and 5xx with doubling pauses; return the parsed JSON."""
        pause = self._limits.backoff_s
        for left in range(self._limits.retries, -1, -1):
            self._bucket.take()
            try:
                return self._once(source, url, parameters)
            except _Passing as trouble:
                if not left:
                    tries = self._limits.retries + 1
                    raise Unavailable(source, f"{trouble} ({tries} tries)") from None
            self._sleep(pause)
            pause *= 2
        raise AssertionError

    def _once(self, source: str, url: str, parameters: Mapping[str, str]) -> Any:
        limits = self._limits
        until = self._clock() + limits.whole_s
        try:
            with self._session.get(
                url,
                params=dict(parameters),
                timeout=(limits.connect_s, limits.read_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                _check_status(source, response.status_code)
                body = self._body(source, response, until)
        except (requests.Timeout, ReadTimeoutError):
            raise _Passing("no answer in time") from None
        except (requests.RequestException, HTTPError) as error:
            # The message of a requests error holds the URL, and with it the key.
            raise Unavailable(source, f"no connection ({type(error).__name__})") from None
        return _json(source, body)

    def _body(self, source: str, response: requests.Response, until: float) -> bytes:
        # read1 returns what has arrived: a server that drips cannot outlast `until`.
        body = bytearray()
        while part := response.raw.read1(16_384, decode_content=True):
            body += part
            if len(body) > self._limits.most_bytes:
                raise Unintelligible(source, f"answered over {self._limits.most_bytes} bytes")
            if self._clock() > until:
                raise _Passing("the answer took too long")
        return bytes(body)


class _Passing(Exception):
    """Trouble that may pass: worth another try."""


def _check_status(source: str, status: int) -> None:
    if status >= 500:
        message = f"server error {status}"
        raise _Passing(message)
    if status in {401, 403}:
        raise KeyDenied(source, f"refused with HTTP {status}: check the key and its services")
    if status == 429:
        raise Throttled(source, "asked too often (HTTP 429): lower the rate")
    if status != 200:
        raise Unavailable(source, f"answered HTTP {status}")


def _json(source: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        start = body[:200].lstrip().lower()
        what = "HTML" if start.startswith((b"<!doctype", b"<html")) else "no JSON"
        raise Unintelligible(source, f"answered {what}") from None
