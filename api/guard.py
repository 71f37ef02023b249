"""What every request passes first: a request id, a size limit, and the security headers.

Pure ASGI: a wrapper that reads whole bodies would cost every request its streaming.
"""

import re
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy level 3: nothing inline, nothing from elsewhere, never framed."""

_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a request body may be, in bytes."""

    upload: int = 32 << 20
    """multipart: nine photos of a complaint fit, a video does not."""
    other: int = 1 << 20
    """JSON and plain forms."""


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, limits: Limits, secure: bool) -> None:
        self._app = app
        self._limits = limits
        self._headers = dict(_HEADERS)
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._mark(MutableHeaders(scope=message), request_id)
            await send(message)

        await self._app(scope, self._limited(headers, receive), answer)

    def _mark(self, headers: MutableHeaders, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        headers.setdefault("Cache-Control", "no-store")
        for name, value in self._headers.items():
            headers.setdefault(name, value)

    def _limited(self, headers: Headers, receive: Receive) -> Receive:
        """Count what arrives, so that a body without a length is limited too."""
        multipart = headers.get("content-type", "").startswith("multipart/")
        limit = self._limits.upload if multipart else self._limits.other
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, f"a request may have {limit} bytes")
            return message

        return limited


def _request_id(sent: str) -> str:
    """Keep the caller's id where it is harmless to log, else make one."""
    return sent if _OWN_ID.fullmatch(sent) else token_hex(8)
