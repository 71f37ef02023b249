"""DingTalk 钉钉: a work notification 工作通知 of one's own application (asyncsend_v2).

The platform lets the same content reach the same person once a day: a repetition arrives once, and
the minute in the text tells two messages with the same words apart.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from engine.channels.base import Outcome
from engine.channels.cards import Card, card, cut, harmless
from engine.channels.guarded import Endpoint
from engine.channels.platform import Answer, Codes, Token, called, issued
from engine.model import Delivery

BASE: Final = "https://oapi.dingtalk.com"
CODES: Final = Codes(
    code="errcode",
    message="errmsg",
    stale=frozenset({40001, 40014, 42001}),  # wrong secret or token, no token, it ran out
    wrong=frozenset({33012, 60121}),  # a userid that is none; nobody has it
)
_TITLE, _TEXT = 64, 1000  # characters: what the card shows


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkApp:
    """An application of the company's own at DingTalk."""

    app_key: str
    secret: str = field(repr=False)
    agent_id: int
    base: str = BASE


class DingtalkChannel:
    """Sends work notifications to members."""

    def __init__(
        self,
        app: DingtalkApp,
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
            "agent_id": self._app.agent_id,
            "userid_list": delivery.address,
            "msg": _content(card(delivery, self._public_url)),
        }
        answer = called(self._token, lambda token: self._posted(token, body), CODES)
        return Outcome(result="ok", provider_id=str(answer.get("task_id", "")))

    def _posted(self, token: str, body: dict[str, Any]) -> Answer:
        path = "/topapi/message/corpconversation/asyncsend_v2"
        asked = urlencode({"access_token": token})
        return self._endpoint.json("POST", f"{self._app.base}{path}?{asked}", body, {})

    def _fetch(self) -> tuple[str, float]:
        asked = urlencode({"appkey": self._app.app_key, "appsecret": self._app.secret})
        answer = self._endpoint.json("GET", f"{self._app.base}/gettoken?{asked}", None, {})
        return issued(answer, CODES, "access_token", "expires_in")


def _content(shown: Card) -> dict[str, Any]:
    """Return a card that leads to the page; without an address the same text alone."""
    title = cut(harmless(shown.title), _TITLE * 3)
    text = f"### {title}\n\n{cut(harmless(shown.text), _TEXT * 3)}\n\n{shown.at}"
    if not shown.url:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    told = {
        "title": title,
        "markdown": text,
        "single_title": shown.button,
        "single_url": shown.url,
    }
    return {"msgtype": "action_card", "action_card": told}
