"""Every request is measured and leaves one line in the log: route, status, time, ids.

The line names the route, not the address: an address may hold what somebody searched for.
"""

import logging
import time
from http import HTTPMethod
from typing import Final
from uuid import UUID

from opentelemetry import propagate, trace
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from engine import traces
from engine.marks import Marks, marked

PREFIX: Final = "/api/v1"
"""Of REST; some versions of FastAPI name a route without it, others with it."""
_QUIET: Final = ("/api/v1/health/", "/metrics", "/static/")
"""Asked every few seconds by machines, or for every page: measured, but no line each."""
_FAILED: Final = 500

_log = logging.getLogger("guanjia.requests")


class Watch:
    """ASGI middleware inside the guard, which gives each request its id."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _FAILED  # unless an answer begins

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        marks = Marks(request=scope.get("state", {}).get("request_id", ""))
        began = time.perf_counter()
        above = propagate.extract(Headers(scope=scope))  # W3C trace context of who asks
        with marked(marks), traces.span(_method(scope), above) as span:
            try:
                await self._app(scope, receive, noted)
            finally:
                self._note(scope, marks, span, status, time.perf_counter() - began)

    def _note(
        self, scope: Scope, marks: Marks, span: trace.Span, status: int, seconds: float
    ) -> None:
        method, route = _method(scope), _route(scope)
        self._metrics.answered(method=method, route=route, status=status, seconds=seconds)
        _note_case(scope, marks)
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        span.set_attribute("guanjia.request_id", marks.request)
        span.set_attribute("guanjia.case_id", marks.case)
        if not scope["path"].startswith(_QUIET):
            told = {"status": status, "ms": round(seconds * 1000, 1)}
            _log.info("%s %s", method, route, extra={"figures": told})


def _method(scope: Scope) -> str:
    """Return the method; one word for all that HTTP does not know: any word may be sent as one."""
    return scope["method"] if scope["method"] in HTTPMethod.__members__ else "_OTHER"


def _route(scope: Scope) -> str:
    """Return the pattern of the route; one word for everything that has none."""
    path = getattr(scope.get("route"), "path_format", None)
    if not isinstance(path, str):
        return "none"
    within = scope["path"].startswith(PREFIX) and not path.startswith(PREFIX)
    return PREFIX + path if within else path


def _note_case(scope: Scope, marks: Marks) -> None:
    """Take the case from the address where none was locked."""
    named = scope.get("path_params", {}).get("instance_id")
    if marks.case or named is None:
        return
    try:
        marks.case = str(UUID(str(named)))
    except ValueError:
        return  # no id of ours: it is not repeated in a log
