"""Channels: how a delivery leaves the house. Each sends one message and says what came of it.

A channel opens no transaction and keeps nothing; the courier does both around it.
"""

from engine.channels.base import Channel, Outcome, Undeliverable, Unreachable
from engine.channels.cards import Card, card
from engine.channels.configuration import Channels, of_environment
from engine.channels.dingtalk import DingtalkApp, DingtalkChannel
from engine.channels.feishu import FeishuApp, FeishuChannel
from engine.channels.guarded import Address, Endpoint
from engine.channels.mail import MailChannel, MailServer
from engine.channels.robot import RobotChannel
from engine.channels.signing import signature
from engine.channels.webhook import SmsChannel, WebhookChannel
from engine.channels.wecom import WecomApp, WecomChannel

__all__ = [
    "Address",
    "Card",
    "Channel",
    "Channels",
    "DingtalkApp",
    "DingtalkChannel",
    "Endpoint",
    "FeishuApp",
    "FeishuChannel",
    "MailChannel",
    "MailServer",
    "Outcome",
    "RobotChannel",
    "SmsChannel",
    "Undeliverable",
    "Unreachable",
    "WebhookChannel",
    "WecomApp",
    "WecomChannel",
    "card",
    "of_environment",
    "signature",
]
