"""WeCom 企业微信: a text card of one's own application (gettoken, message/send).

The platform drops a message whose content it has had within four hours, so that a repetition
arrives once; the minute in the text tells two messages with the same words apart.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from engine.channels.base import Outcome, Undeliverable
from engine.channels.cards import Card, card, cut, harmless
from engine.channels.guarded import Endpoint
from engine.channels.platform import Answer, Codes, Token, called, issued
from engine.model import Delivery

BASE: Final = "https://qyapi.weixin.qq.com"
CODES: Final = Codes(
    code="errcode",
    message="errmsg",
    stale=frozenset({40001, 40014, 42001}),  # another one was issued, it is none, it ran out
    wrong=frozenset({40003, 60111, 81013}),  # no such userid; none of the recipients may see it
)
_TITLE, _DESCRIPTION, _TEXT = 128, 512, 2048  # bytes: beyond them the platform cuts by itself
_REPEATED: Final = 4 * 3600  # seconds within which a repetition is recognised: the most there is


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomApp:
    """An application of the company's own at WeCom."""

    corp_id: str
    secret: str = field(repr=False)
    agent_id: int
    base: str = BASE


class WecomChannel:
    """Sends text cards to members."""

    def __init__(
        self,
        app: WecomApp,
        endpoint: Endpoint,
        public_url: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._endpoint = endpoint
        self._public_url = public_url
        self._token = Token(self._fetch, clock)

    def send(self, delivery: Delivery, secret: str) -> Outcome:  # noqa: ARG002 - the application's own counts
        """Send a card to the userid that the address is; raises as every channel does."""
        body = {
            "touser": delivery.address,
            "agentid": self._app.agent_id,
            **_content(card(delivery, self._public_url)),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _REPEATED,
        }
        answer = called(self._token, lambda token: self._posted(token, body), CODES)
        left_out = answer.get("invaliduser") or answer.get("unlicenseduser")
        if left_out:
            raise Undeliverable(f"not reached: {left_out}")
        return Outcome(result="ok", provider_id=str(answer.get("msgid", "")))

    def _posted(self, token: str, body: dict[str, Any]) -> Answer:
        asked = urlencode({"access_token": token})
        return self._endpoint.json(
            "POST", f"{self._app.base}/cgi-bin/message/send?{asked}", body, {}
        )

    def _fetch(self) -> tuple[str, float]:
        asked = urlencode({"corpid": self._app.corp_id, "corpsecret": self._app.secret})
        answer = self._endpoint.json("GET", f"{self._app.base}/cgi-bin/gettoken?{asked}", None, {})
        return issued(answer, CODES, "access_token", "expires_in")


def _content(shown: Card) -> dict[str, Any]:
    """Return a card; without an address to lead to, which a card must have, a plain text."""
    if not shown.url:
        text = f"{shown.title}\n{shown.text}\n{shown.at}"
        return {"msgtype": "text", "text": {"content": cut(text, _TEXT)}}
    at = f'<div class="gray">{shown.at}</div>'
    said = cut(harmless(shown.text), _DESCRIPTION - len(at.encode()))
    return {
        "msgtype": "textcard",
        "textcard": {
            "title": cut(harmless(shown.title), _TITLE),
            "description": at + said,
            "url": shown.url,
            "btntxt": shown.button,
        },
    }
