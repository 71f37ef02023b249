"""WeCom 企业微信: a card of one's own application (gettoken, message/send).

Of a task it is a card with a button (button_interaction), the one kind without a vote that can be
changed later; of everything else a text card.

The platform drops a message whose content it has had within four hours, so that a repetition
arrives once; the minute in the text tells two messages with the same words apart.
"""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from engine.channels.base import Undeliverable
from engine.channels.cards import Card, cut, harmless
from engine.channels.platform import Answer, Codes, Messenger
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


class WecomChannel(Messenger[WecomApp]):
    """Sends text cards to the userid that the address is."""

    codes = CODES

    def body(self, delivery: Delivery, shown: Card) -> dict[str, Any]:
        """Return a message that a repetition within four hours does not double."""
        return {
            "touser": delivery.address,
            "agentid": self.app.agent_id,
            **_content(shown, str(delivery.id)),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _REPEATED,
        }

    def posted(self, token: str, body: dict[str, Any]) -> Answer:
        """Post to message/send."""
        asked = urlencode({"access_token": token})
        return self.endpoint.json("POST", f"{self.app.base}/cgi-bin/message/send?{asked}", body, {})

    def changed(self, token: str, sent: str, delivery: Delivery, shown: Card) -> Answer:
        """Post to update_template_card: the button says what became of it, and leads nowhere.

        A `response_code` counts for 72 hours, and once.
        """
        asked = urlencode({"access_token": token})
        body = {
            "userids": [delivery.address],
            "agentid": self.app.agent_id,
            "response_code": sent,
            "button": {"replace_name": shown.done},
        }
        url = f"{self.app.base}/cgi-bin/message/update_template_card?{asked}"
        return self.endpoint.json("POST", url, body, {})

    def fetched(self) -> Answer:
        """Ask gettoken."""
        asked = urlencode({"corpid": self.app.corp_id, "corpsecret": self.app.secret})
        return self.endpoint.json("GET", f"{self.app.base}/cgi-bin/gettoken?{asked}", None, {})

    def taken(self, answer: Answer) -> str:
        """Return the response_code of a card that can be changed, else the msgid.

        Some are left out although the call is well done.
        """
        left_out = answer.get("invaliduser") or answer.get("unlicenseduser")
        if left_out:
            raise Undeliverable(f"not reached: {left_out}")
        return str(answer.get("response_code") or answer.get("msgid", ""))


def _content(shown: Card, number: str) -> dict[str, Any]:
    """Return a card; without an address to lead to, which a card must have, a plain text."""
    if not shown.url:
        text = f"{shown.title}\n{shown.text}\n{shown.at}"
        return {"msgtype": "text", "text": {"content": cut(text, _TEXT)}}
    if shown.of_task:
        return {"msgtype": "template_card", "template_card": _with_button(shown, number)}
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


def _with_button(shown: Card, number: str) -> dict[str, Any]:
    """Return a card whose button leads to the task; `number` is its id, which no other has."""
    return {
        "card_type": "button_interaction",
        "main_title": {"title": cut(harmless(shown.title), _TITLE), "desc": shown.at},
        "sub_title_text": cut(harmless(shown.text), _DESCRIPTION),
        "card_action": {"type": 1, "url": shown.url},
        "task_id": number,
        "button_list": [{"type": 1, "text": shown.button, "style": 1, "url": shown.url}],
    }
