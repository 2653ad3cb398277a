"""How is every call taken in, timed, and put off where too much is asked?"""

from collections.abc import Awaitable, Callable
from time import perf_counter

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from service.api_context import Context
from service.limits import Priority

Answer = Callable[[Request], Awaitable[Response]]


def admitted(
    context: Context, *, method: str, path: str, priority: Priority, answer: Answer,
    put_off: Callable[[], Response],
) -> Answer:  # fmt: skip
    """Return `answer` behind the door: measured by route, or put off at once when overloaded."""

    async def endpoint(request: Request) -> Response:
        started = perf_counter()
        response = await _let_in(context, priority, request, answer, put_off)
        context.metrics.answered(path, method, response.status_code, perf_counter() - started)
        return response

    return endpoint


async def _let_in(
    context: Context, priority: Priority, request: Request, answer: Answer,
    put_off: Callable[[], Response],
) -> Response:  # fmt: skip
    if not context.admission.takes(priority):
        context.metrics.put_off(priority.name.lower())
        return put_off()
    context.admission.in_flight += 1
    try:
        return await answer(request)
    except ClientDisconnect:
        return Response(status_code=499)
    finally:
        context.admission.in_flight -= 1
