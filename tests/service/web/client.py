"""How do tests call the service? In one process over ASGI, from a loop of its own thread."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import httpx
from fastapi import FastAPI

BASE = "http://testserver"


class WebClient:
    """A browser without a network: keeps cookies; each call waits for its answer."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._lifespan = app.router.lifespan_context(app)
        self.run(self._lifespan.__aenter__())
        self.http = self.another()

    def another(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """Return another browser, at an address."""
        transport = httpx.ASGITransport(self.app, client=(address, 40_000),
                                        raise_app_exceptions=False)  # fmt: skip
        return httpx.AsyncClient(transport=transport, base_url=BASE)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the service's loop and return what it returns."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET a path."""
        return self.run(self.http.get(path, **more))

    def post(self, path: str, **more: Any) -> httpx.Response:
        """POST to a path."""
        return self.run(self.http.post(path, **more))

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send any request."""
        return self.run(self.http.request(method, path, **more))

    def together(self, calls: list[tuple[str, dict[str, Any]]]) -> list[httpx.Response]:
        """POST all at once and return the answers in their order."""

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self.http.post(path, **more) for path, more in calls))

        return self.run(all_of_them())

    def close(self) -> None:
        """Stop the service and its loop."""
        self.run(self.http.aclose())
        self.run(self._lifespan.__aexit__(None, None, None))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
