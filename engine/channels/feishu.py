"""Feishu 飞书: an interactive card from one's own application (im/v1/messages).

The delivery's id is the message's `uuid`: the platform takes it once within an hour. A card may be
changed later (`update_multi`) by the message's id.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from engine.channels.cards import Card
from engine.channels.platform import Answer, Codes, Messenger
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


class FeishuChannel(Messenger[FeishuApp]):
    """Sends interactive cards to members."""

    codes = CODES
    token = "tenant_access_token"  # noqa: S105 - the name of a field
    seconds = "expire"

    def body(self, delivery: Delivery, shown: Card) -> dict[str, Any]:
        """Return a message that a repetition within an hour does not double."""
        return {
            "receive_id": delivery.address,
            "msg_type": "interactive",
            "content": json.dumps(_content(shown), ensure_ascii=False),
            "uuid": str(delivery.id),
        }

    def posted(self, token: str, body: dict[str, Any]) -> Answer:
        """Post to im/v1/messages, by the kind of the address."""
        kind = _kind_of(body["receive_id"])
        url = f"{self.app.base}/open-apis/im/v1/messages?receive_id_type={kind}"
        return self.endpoint.json("POST", url, body, {"Authorization": f"Bearer {token}"})

    def changed(self, token: str, sent: str, delivery: Delivery, shown: Card) -> Answer:  # noqa: ARG002 - the id is enough here
        """Put another content into the message; the platform does within 14 days."""
        body = {"content": json.dumps(_content(shown), ensure_ascii=False)}
        url = f"{self.app.base}/open-apis/im/v1/messages/{sent}"
        return self.endpoint.json("PATCH", url, body, {"Authorization": f"Bearer {token}"})

    def fetched(self) -> Answer:
        """Ask for a tenant_access_token."""
        url = f"{self.app.base}/open-apis/auth/v3/tenant_access_token/internal"
        asked = {"app_id": self.app.app_id, "app_secret": self.app.secret}
        return self.endpoint.json("POST", url, asked, {})

    def taken(self, answer: Answer) -> str:
        """Return the message_id."""
        data = answer.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""


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
    if shown.done:
        elements.append({"tag": "div", "text": _plain(shown.done)})
    elif shown.url:
        button = {"tag": "button", "type": "primary", "text": _plain(shown.button)}
        elements.append({"tag": "action", "actions": [{**button, "url": shown.url}]})
    return {
        "config": {"wide_screen_mode": True, "update_multi": True},
        "header": {
            "title": _plain(shown.title),
            "template": "grey" if shown.done else "red" if shown.urgent else "blue",
        },
        "elements": elements,
    }


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}
