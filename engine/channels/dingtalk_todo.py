"""DingTalk 待办: a task that waits for somebody is a to-do of his, for as long as it waits for him.

It is made as his own (`/v1.0/todo/users/{unionId}/tasks`), once by the delivery's id as `sourceId`,
and is marked as done when somebody has done the task, or it was taken back: the subject says which.
These calls have another address, another token and other codes than the messages of `dingtalk`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from engine.channels.base import Outcome, Undeliverable, Unreachable
from engine.channels.cards import Card, cut
from engine.channels.guarded import Endpoint
from engine.channels.platform import Answer, Token
from engine.model import Delivery
from engine.model.telling import TODO

BASE: Final = "https://api.dingtalk.com"
KINDS: Final = frozenset({"task.created", "task.assigned", "task.returned"})
"""What is told when a task comes to somebody; a warning or an urge is of one that is there."""
_SUBJECT: Final = 1024  # bytes: the platform takes as many characters
_STALE: Final = "InvalidAuthentication"
_THERE, _GONE = "task exist", "task not exist"
_NEVER: Final = ".paramError"  # part of the codes of what cannot be right the next time


class Todos:
    """Makes to-dos and ends them."""

    def __init__(
        self,
        *,
        app_key: str,
        secret: str,
        base: str,
        endpoint: Endpoint,
        clock: Callable[[], float],
    ) -> None:
        self._key = {"appKey": app_key, "appSecret": secret}
        self._base = base
        self._endpoint = endpoint
        self._token = Token(self._fetch, clock)

    def make(self, delivery: Delivery, shown: Card, union: str) -> Outcome:
        """Make a to-do of somebody's, by his unionId; one that an earlier attempt made is his."""
        source = str(delivery.id)
        body: dict[str, Any] = {
            "sourceId": source,
            "subject": cut(" ".join(f"{shown.title} {shown.text}".split()), _SUBJECT),
            "creatorId": union,
            "executorIds": [union],
            "detailUrl": {"appUrl": shown.url, "pcUrl": shown.url},
            "isOnlyShowExecutor": True,
        }
        if shown.due_at is not None:
            body["dueTime"] = int(shown.due_at.timestamp() * 1000)
        answer = self._called("POST", _path(union, asked=union), body)
        if answer.get("message") == _THERE:
            answer = self._called("GET", _path(union, "sources", source), None)
        made = _judged(answer).get("id")
        if not isinstance(made, str) or not made:
            raise Unreachable("the answer names no to-do")
        return Outcome(result="to-do", provider_id=f"{TODO}{union}:{made}")

    def end(self, sent: str, shown: Card) -> Outcome:
        """Mark a to-do as done and let it say why; one that its owner has deleted is no trouble."""
        union, _, made = sent.removeprefix(TODO).partition(":")
        subject = cut(" ".join(f"【{shown.done}】{shown.title}".split()), _SUBJECT)
        body = {"subject": subject, "done": True}
        answer = self._called("PUT", _path(union, made, asked=union), body)
        if answer.get("message") == _GONE:
            return Outcome(result="deleted there", provider_id=sent)
        _judged(answer)
        return Outcome(result="changed", provider_id=sent)

    def _called(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        """Call with the token, once more with a new one where it is refused."""
        answer = self._asked(method, path, body)
        if answer.get("code") == _STALE:
            self._token.forget()
            answer = self._asked(method, path, body)
        return answer

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        headers = {"x-acs-dingtalk-access-token": self._token.get()}
        return self._endpoint.json(method, f"{self._base}{path}", body, headers)

    def _fetch(self) -> tuple[str, float]:
        url = f"{self._base}/v1.0/oauth2/accessToken"
        answer = self._endpoint.json("POST", url, self._key, {})
        token, lasts = answer.get("accessToken"), answer.get("expireIn")
        if not isinstance(token, str) or not token:
            raise Unreachable(f"no access token: {_said(answer)}")
        return token, float(lasts) if isinstance(lasts, int) else 0.0


def _path(union: str, *parts: str, asked: str = "") -> str:
    """Return the path of somebody's to-dos, or of one; `asked` is who acts."""
    named = "/".join(quote(each, safe="") for each in (union, "tasks", *parts))
    return f"/v1.0/todo/users/{named}" + (f"?{urlencode({'operatorId': asked})}" if asked else "")


def _judged(answer: Answer) -> Answer:
    """Return an answer that names no trouble; raises Undeliverable or Unreachable for others."""
    code = str(answer.get("code", ""))
    if not code:
        return answer
    raise (Undeliverable if _NEVER in code else Unreachable)(_said(answer))


def _said(answer: Answer) -> str:
    return f"{answer.get('code', '')} {answer.get('message', '')}".strip()[:200]
