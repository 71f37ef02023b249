"""Which channels there are: what the environment says. Secrets are read here and never shown.

`GUANJIA_PUBLIC_URL`       address under which people reach the pages: links in messages
`GUANJIA_PRIVATE_WEBHOOKS` on: web hooks may call addresses in one's own network; default off
`GUANJIA_SMS_URL`          gateway that takes text messages, `GUANJIA_SMS_SECRET` signs them
`GUANJIA_SMTP_URL`         smtps://host:465 (TLS), smtp://host:587 (STARTTLS, else nothing is sent)
                           or smtp+plain://host:25; `_FROM` is the sender, `_USER` and `_PASSWORD`
                           sign in
`GUANJIA_WECOM_CORP_ID`    with `_SECRET` and `_AGENT_ID`: an application at WeCom
`GUANJIA_DINGTALK_APP_KEY` with `_SECRET` and `_AGENT_ID`: an application at DingTalk; `_TODO` on:
                           a task is a to-do there, instead of a notification; default off
`GUANJIA_FEISHU_APP_ID`    with `_SECRET`: an application at Feishu

`GUANJIA_WECOM_URL`, `GUANJIA_DINGTALK_URL`, `GUANJIA_DINGTALK_TODO_URL` and `GUANJIA_FEISHU_URL`
name another address of the platform: a private deployment, or Lark.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from engine.channels import dingtalk, dingtalk_todo, feishu, wecom
from engine.channels.base import Channel
from engine.channels.guarded import Endpoint
from engine.channels.mail import MailChannel, MailServer, Tls
from engine.channels.robot import RobotChannel
from engine.channels.webhook import SmsChannel, WebhookChannel
from engine.errors import Invalid
from engine.model.telling import DINGTALK_ROBOT, WEBHOOK

Environment = Mapping[str, str]

_MAIL: Final[Mapping[str, tuple[Tls, int]]] = {
    "smtps": ("implicit", 465),
    "smtp": ("starttls", 587),
    "smtp+plain": ("none", 25),
}
_OWN: Final = Endpoint(private=True)  # the operator's own settings, not somebody's address


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels that are set up, by name."""

    by_name: Mapping[str, Channel] = field(default_factory=dict)
    endpoint: Endpoint = field(default_factory=Endpoint)


def of_environment(environment: Environment = os.environ) -> Channels:
    """Read the channels; raises Invalid, naming the variable, for what cannot be meant."""
    endpoint = Endpoint(private=_is_on(environment, "GUANJIA_PRIVATE_WEBHOOKS"))
    public = _url(environment, "GUANJIA_PUBLIC_URL", "")
    found: dict[str, Channel] = {
        WEBHOOK: WebhookChannel(endpoint=endpoint, public_url=public),
        DINGTALK_ROBOT: RobotChannel(endpoint=endpoint, public_url=public),
    }
    if url := environment.get("GUANJIA_SMS_URL", ""):
        secret = environment.get("GUANJIA_SMS_SECRET", "")
        found["sms"] = SmsChannel(endpoint=_OWN, url=url, secret=secret, public_url=public)
    if environment.get("GUANJIA_SMTP_URL"):
        found["email"] = MailChannel(server=_mail_server(environment), public_url=public)
    found |= _messengers(environment, public)
    return Channels(by_name=found, endpoint=endpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    """What is said of an application at a platform; its secret never leaves this module."""

    environment: Environment = field(repr=False)
    platform: str
    """Part of the variables' names, such as WECOM."""
    key: str
    base: str

    @property
    def secret(self) -> str:
        return _needed(self.environment, f"GUANJIA_{self.platform}_SECRET")

    @property
    def agent_id(self) -> int:
        return _number(self.environment, f"GUANJIA_{self.platform}_AGENT_ID")


def _wecom(said: _Application, public: str) -> Channel:
    app = wecom.WecomApp(
        corp_id=said.key, secret=said.secret, agent_id=said.agent_id, base=said.base
    )
    return wecom.WecomChannel(app, _OWN, public)


def _dingtalk(said: _Application, public: str) -> Channel:
    todos = _is_on(said.environment, "GUANJIA_DINGTALK_TODO")
    if todos and not public:
        raise Invalid("GUANJIA_PUBLIC_URL is missing: a to-do leads to a page")
    app = dingtalk.DingtalkApp(
        app_key=said.key,
        secret=said.secret,
        agent_id=said.agent_id,
        base=said.base,
        todos=todos,
        todo_base=_url(said.environment, "GUANJIA_DINGTALK_TODO_URL", dingtalk_todo.BASE),
    )
    return dingtalk.DingtalkChannel(app, _OWN, public)


def _feishu(said: _Application, public: str) -> Channel:
    app = feishu.FeishuApp(app_id=said.key, secret=said.secret, base=said.base)
    return feishu.FeishuChannel(app, _OWN, public)


_PLATFORMS: Final = {
    "wecom": ("CORP_ID", wecom.BASE, _wecom),
    "dingtalk": ("APP_KEY", dingtalk.BASE, _dingtalk),
    "feishu": ("APP_ID", feishu.BASE, _feishu),
}
"""By channel: the variable by which it is set up, the platform's address, and what makes it."""


def _messengers(environment: Environment, public: str) -> Iterator[tuple[str, Channel]]:
    for name, (key, base, made) in _PLATFORMS.items():
        platform = name.upper()
        if identity := environment.get(f"GUANJIA_{platform}_{key}"):
            address = _url(environment, f"GUANJIA_{platform}_URL", base)
            said = _Application(
                environment=environment, platform=platform, key=identity, base=address
            )
            yield name, made(said, public)


def _mail_server(environment: Environment) -> MailServer:
    sender = _needed(environment, "GUANJIA_SMTP_FROM")
    if "@" not in parseaddr(sender)[1]:
        raise Invalid(f"GUANJIA_SMTP_FROM is {sender!r}: expected an e-mail address")
    try:
        parts = urlsplit(environment["GUANJIA_SMTP_URL"])
        (tls, usual), port = _MAIL[parts.scheme], parts.port
    except (KeyError, ValueError):
        parts, tls, usual, port = urlsplit(""), "none", 0, None
    if not parts.hostname or parts.username is not None:
        known = ", ".join(f"{scheme}://host:{port}" for scheme, (_, port) in _MAIL.items())
        raise Invalid(f"GUANJIA_SMTP_URL: expected one of {known}; user and password by themselves")
    return MailServer(
        host=parts.hostname,
        port=port or usual,
        tls=tls,
        sender=sender,
        user=environment.get("GUANJIA_SMTP_USER", ""),
        password=environment.get("GUANJIA_SMTP_PASSWORD", ""),
    )


def _needed(environment: Environment, name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise Invalid(f"{name} is missing")
    return value


def _is_on(environment: Environment, name: str) -> bool:
    said = environment.get(name, "off").lower()
    if said not in {"on", "off"}:
        raise Invalid(f"{name} is {said!r}: expected on or off")
    return said == "on"


def _number(environment: Environment, name: str) -> int:
    value = _needed(environment, name)
    if not value.isascii() or not value.isdigit():
        raise Invalid(f"{name} is {value!r}: expected a whole number")
    return int(value)


def _url(environment: Environment, name: str, usual: str) -> str:
    value = environment.get(name, "") or usual
    if value and not value.startswith(("http://", "https://")):
        raise Invalid(f"{name} is {value!r}: expected http(s)://host")
    return value.rstrip("/")
