"""DingTalk's group robot 群机器人: what a web hook is told, as a message in a group.

The robot's address bears its access token, and its secret (加签) signs the time of each message:
HMAC-SHA-256 over milliseconds, a line feed and the secret, in Base64.  The platform takes no
message twice as one: after an answer that got lost the group reads it again.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from engine.channels.base import Outcome
from engine.channels.cards import Card, card
from engine.channels.dingtalk import worded
from engine.channels.guarded import Endpoint
from engine.channels.platform import Codes, judged
from engine.model import Delivery

CODES: Final = Codes(
    code="errcode",
    message="errmsg",
    stale=frozenset(),  # the token never runs out
    wrong=frozenset({300005, 400013, 400101, 400102, 400106}),  # no token, group or robot any more
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotChannel:
    """Posts to the group of a robot; more than twenty messages a minute are tried again later."""

    endpoint: Endpoint
    public_url: str = ""
    clock: Callable[[], float] = time.time
    """Unix seconds, for the signature: the platform takes those of the last hour."""

    def send(self, delivery: Delivery, secret: str) -> Outcome:
        """Post a card, or a text where no address is known; raises as every channel does."""
        body = _content(card(delivery, self.public_url))
        url = signed(delivery.address, secret, int(self.clock() * 1000))
        judged(self.endpoint.json("POST", url, body, {}), CODES)
        return Outcome(result="ok")


def signed(url: str, secret: str, milliseconds: int) -> str:
    """Return a robot's address with time and signature, as the platform checks them."""
    said = f"{milliseconds}\n{secret}".encode()
    digest = hmac.new(secret.encode(), said, hashlib.sha256).digest()
    added = urlencode({"timestamp": milliseconds, "sign": base64.b64encode(digest)})
    return f"{url}{'&' if urlsplit(url).query else '?'}{added}"


def _content(shown: Card) -> dict[str, Any]:
    title, text = worded(shown)
    if not shown.url:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    told = {"title": title, "text": text, "singleTitle": shown.button, "singleURL": shown.url}
    return {"msgtype": "actionCard", "actionCard": told}
