"""Feishu 飞书: an interactive card from one's own application (im/v1/messages).

The delivery's id is the message's `uuid`: the platform takes it once within an hour.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from engine.channels.base import Outcome
from engine.channels.cards import Card, card
from engine.channels.guarded import Endpoint
from engine.channels.platform import Answer, Codes, Token, called, issued
from engine.model import Delivery

BASE: Final = "https://open.feishu.cn"
CODES: Final = Codes(
    code="code",
    message="msg",
    stale=frozenset({99991661, 99991663, 99991664, 99991668, 99991671}),  # no token that counts
    wrong=frozenset({230001, 230013, 230034}),  # no such id; the bot is not for this person
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeishuApp:
    """An application of the company's own at Feishu."""

    app_id: str
    secret: str = field(repr=False)
    base: str = BASE


class FeishuChannel:
    """Sends interactive cards to members."""

    def __init__(
        self,
        app: FeishuApp,
        endpoint: Endpoint,
        public_url: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._endpoint = endpoint
        self._public_url = public_url
        self._token = Token(self._fetch, clock)

    def send(self, delivery: Delivery, secret: str) -> Outcome:  # noqa: ARG002 - the application's own counts
        """Send a card to whom the address names; raises as every channel does."""
        content = _content(card(delivery, self._public_url))
        body = {
            "receive_id": delivery.address,
            "msg_type": "interactive",
            "content": json.dumps(content, ensure_ascii=False),
            "uuid": str(delivery.id),
        }
        kind = _kind_of(delivery.address)
        answer = called(self._token, lambda token: self._posted(token, kind, body), CODES)
        data = answer.get("data")
        message_id = data.get("message_id", "") if isinstance(data, dict) else ""
        return Outcome(result="ok", provider_id=str(message_id))

    def _posted(self, token: str, kind: str, body: dict[str, Any]) -> Answer:
        url = f"{self._app.base}/open-apis/im/v1/messages?receive_id_type={kind}"
        return self._endpoint.json("POST", url, body, {"Authorization": f"Bearer {token}"})

    def _fetch(self) -> tuple[str, float]:
        url = f"{self._app.base}/open-apis/auth/v3/tenant_access_token/internal"
        asked = {"app_id": self._app.app_id, "app_secret": self._app.secret}
        answer = self._endpoint.json("POST", url, asked, {})
        return issued(answer, CODES, "tenant_access_token", "expire")


def _kind_of(address: str) -> str:
    """Return what an address is: ids of the platform bear a prefix, a user_id is one's own."""
    if "@" in address:
        return "email"
    return {"ou_": "open_id", "on_": "union_id"}.get(address[:3], "user_id")


def _content(shown: Card) -> dict[str, Any]:
    elements: list[dict[str, Any]] = [
        {"tag": "div", "text": _plain(shown.text)},
        {"tag": "note", "elements": [_plain(f"{shown.at} {shown.footer}")]},
    ]
    if shown.url:
        button = {"tag": "button", "type": "primary", "text": _plain(shown.button)}
        elements.append({"tag": "action", "actions": [{**button, "url": shown.url}]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {
            "title": _plain(shown.title),
            "template": "red" if shown.urgent else "blue",
        },
        "elements": elements,
    }


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}
