"""How is a server asked as many families ask it: at drawn instants, whether it answers or not?

Poisson arrivals over kept-alive connections; every answer is timed from the instant at which its
question was due, not from when a connection was free (no coordinated omission).
"""

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

MOST_CONNECTIONS = 400
Question = Callable[[], bytes]  # the next request's bytes


@dataclass
class Told:
    """What one kind of question was answered: seconds by status, in no order."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, status: int, seconds: float) -> None:
        """Note one answer."""
        self.seconds.setdefault(status, []).append(seconds)

    def count(self, status: int) -> int:
        """Return how many answers had a status."""
        return len(self.seconds.get(status, []))


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return the bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", "content-type: application/json",
             f"content-length: {len(body)}"]  # fmt: skip
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    """One kept-alive connection with one request on its way at a time."""

    def __init__(self, pool: "_Pool") -> None:
        self.pool, self.buffer = pool, b""
        self.answered: Callable[[int], None] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, data: bytes, answered: Callable[[int], None]) -> None:
        self.answered, self.buffer = answered, b""
        assert self.transport is not None
        self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if length.strip() and len(body) >= int(length):
            answered, self.answered = self.answered, None
            self.pool.free.append(self)
            if answered is not None:
                answered(int(head[9:12]))

    def connection_lost(self, _exc: Exception | None) -> None:
        if self in self.pool.free:
            self.pool.free.remove(self)
        self.pool.open -= 1
        if self.answered is not None:
            self.answered(0)


class _Pool:
    def __init__(self, port: int) -> None:
        self.port, self.free, self.open = port, [], 0
        self.free: list[_Connection]

    async def take(self) -> _Connection | None:
        while self.free:
            found = self.free.pop()
            if found.transport is not None and not found.transport.is_closing():
                return found
        if self.open >= MOST_CONNECTIONS:
            return None
        self.open += 1
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(lambda: _Connection(self), "127.0.0.1", self.port)
        return made


@dataclass(frozen=True)
class Stream:
    """Questions of one kind at `rate` a second."""

    name: str
    rate: float
    question: Question


def arrivals(rate: float, seconds: float, luck: random.Random) -> Iterator[float]:
    """Yield the instants of a Poisson process, in seconds from its start."""
    at = luck.expovariate(rate)
    while at < seconds:
        yield at
        at += luck.expovariate(rate)


async def ask_all(port: int, streams: list[Stream], seconds: float, seed: int) -> dict[str, Told]:
    """Ask every stream for `seconds` and wait at most ten more for the answers."""
    luck, pool = random.Random(seed), _Pool(port)
    told = {stream.name: Told() for stream in streams}
    due = [(at, number) for number, stream in enumerate(streams)
           for at in arrivals(stream.rate, seconds, luck)]  # fmt: skip
    heapq.heapify(due)
    began, waiting = perf_counter() + 0.05, set[asyncio.Future[None]]()
    while due:
        at, number = heapq.heappop(due)
        pause = began + at - perf_counter()
        if pause > 0.0005:
            await asyncio.sleep(pause)
        await _ask(pool, streams[number], told[streams[number].name], began + at, waiting)
    if waiting:
        await asyncio.wait(waiting, timeout=10)
    return told


async def _ask(pool: _Pool, stream: Stream, told: Told, due: float,
               waiting: set["asyncio.Future[None]"]) -> None:  # fmt: skip
    connection = await pool.take()
    if connection is None:
        told.errors["no connection free"] += 1
        return
    done = asyncio.get_running_loop().create_future()
    waiting.add(done)

    def answered(status: int) -> None:
        told.add(status, perf_counter() - due)
        waiting.discard(done)
        if not done.done():
            done.set_result(None)

    connection.ask(stream.question(), answered)
