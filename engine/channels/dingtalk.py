"""DingTalk 钉钉: a work notification 工作通知 of one's own application (asyncsend_v2), or a to-do.

The platform lets the same content reach the same person once a day: a repetition arrives once, and
the minute in the text tells two messages with the same words apart.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from engine.channels import dingtalk_todo
from engine.channels.base import Outcome, Undeliverable
from engine.channels.cards import Card, cut, harmless
from engine.channels.dingtalk_todo import Todos
from engine.channels.guarded import Endpoint
from engine.channels.platform import Answer, Codes, Messenger
from engine.model import Delivery
from engine.model.telling import TODO

BASE: Final = "https://oapi.dingtalk.com"
CODES: Final = Codes(
    code="errcode",
    message="errmsg",
    stale=frozenset({40001, 40014, 42001}),  # wrong secret or token, no token, it ran out
    wrong=frozenset({33012, 60121}),  # a userid that is none; nobody has it
)
_OPEN, _DONE = "0xFFFF9D46", "0xFF78C06E"  # colours of the bar: orange, green
_TITLE, _TEXT = 64, 1000  # characters: what the card shows


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkApp:
    """An application of the company's own at DingTalk."""

    app_key: str
    secret: str = field(repr=False)
    agent_id: int
    base: str = BASE
    todos: bool = False
    """Whether a task that comes to somebody is a to-do of his 待办 instead of a notification."""
    todo_base: str = dingtalk_todo.BASE


class DingtalkChannel(Messenger[DingtalkApp]):
    """Sends work notifications, and to-dos, to the userid that the address is."""

    codes = CODES

    def __init__(
        self,
        app: DingtalkApp,
        endpoint: Endpoint,
        public_url: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app, endpoint, public_url, clock)
        self._unions: dict[str, str] = {}
        self._todos = Todos(
            app_key=app.app_key,
            secret=app.secret,
            base=app.todo_base,
            endpoint=endpoint,
            clock=clock,
        )

    def send(self, delivery: Delivery, secret: str) -> Outcome:
        """Send a notification, make a to-do of a task that has come, or end one made before."""
        shown, sent = self.shown(delivery), str(delivery.data.get("card", ""))
        if sent.startswith(TODO):
            return self._todos.end(sent, shown)
        if self.app.todos and not sent and shown.url and delivery.kind in dingtalk_todo.KINDS:
            return self._todos.make(delivery, shown, self._union(delivery.address))
        return super().send(delivery, secret)

    def body(self, delivery: Delivery, shown: Card) -> dict[str, Any]:
        """Return a work notification."""
        return {
            "agent_id": self.app.agent_id,
            "userid_list": delivery.address,
            "msg": _content(shown),
        }

    def posted(self, token: str, body: dict[str, Any]) -> Answer:
        """Post to asyncsend_v2."""
        path = "/topapi/message/corpconversation/asyncsend_v2"
        asked = urlencode({"access_token": token})
        return self.endpoint.json("POST", f"{self.app.base}{path}?{asked}", body, {})

    def changed(self, token: str, sent: str, delivery: Delivery, shown: Card) -> Answer:  # noqa: ARG002 - the id is enough here
        """Post to status_bar/update: the bar of an OA message says what became of it."""
        path = "/topapi/message/corpconversation/status_bar/update"
        asked = urlencode({"access_token": token})
        body = {
            "agent_id": self.app.agent_id,
            "task_id": int(sent),
            "status_value": shown.done,
            "status_bg": _DONE,
        }
        return self.endpoint.json("POST", f"{self.app.base}{path}?{asked}", body, {})

    def fetched(self) -> Answer:
        """Ask gettoken."""
        asked = urlencode({"appkey": self.app.app_key, "appsecret": self.app.secret})
        return self.endpoint.json("GET", f"{self.app.base}/gettoken?{asked}", None, {})

    def taken(self, answer: Answer) -> str:
        """Return the task_id."""
        return str(answer.get("task_id", ""))

    def _union(self, userid: str) -> str:
        """Return the unionId of a member, by which to-dos know people; asked for once."""
        if userid not in self._unions:
            answer = self.called(lambda token: self._member(token, userid))
            found = answer.get("result")
            union = found.get("unionid") if isinstance(found, dict) else None
            if not isinstance(union, str) or not union:
                raise Undeliverable(f"member {userid} has no unionid")
            self._unions[userid] = union
        return self._unions[userid]

    def _member(self, token: str, userid: str) -> Answer:
        asked = urlencode({"access_token": token})
        url = f"{self.app.base}/topapi/v2/user/get?{asked}"
        return self.endpoint.json("POST", url, {"userid": userid}, {})


def worded(shown: Card) -> tuple[str, str]:
    """Return title and text in the platform's Markdown, in which nobody's words are markup."""
    title = cut(harmless(shown.title), _TITLE * 3)
    return title, f"### {title}\n\n{cut(harmless(shown.text), _TEXT * 3)}\n\n{shown.at}"


def _content(shown: Card) -> dict[str, Any]:
    """Return a card that leads to the page; without an address the same text alone."""
    title, text = worded(shown)
    if not shown.url:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    if shown.of_task:
        return {"msgtype": "oa", "oa": _with_bar(shown)}
    told = {
        "title": title,
        "markdown": text,
        "single_title": shown.button,
        "single_url": shown.url,
    }
    return {"msgtype": "action_card", "action_card": told}


def _with_bar(shown: Card) -> dict[str, Any]:
    """Return an OA message: the one kind whose bar can be changed when the task is done."""
    return {
        "message_url": shown.url,
        "pc_message_url": shown.url,
        "head": {"bgcolor": "FF1677FF", "text": shown.button},
        "status_bar": {"status_value": shown.waiting, "status_bg": _OPEN},
        "body": {
            "title": cut(harmless(shown.title), _TITLE * 3),
            "content": f"{cut(harmless(shown.text), _TEXT * 3)}\n{shown.at}",
        },
    }
