"""Channels: how a delivery leaves the house. Each sends one message and says what came of it.

A channel opens no transaction and keeps nothing; the courier does both around it.
"""

from engine.channels.base import Channel, Outcome, Undeliverable, Unreachable
from engine.channels.configuration import Channels, of_environment
from engine.channels.guarded import Address, Endpoint
from engine.channels.signing import signature
from engine.channels.webhook import WebhookChannel

__all__ = [
    "Address",
    "Channel",
    "Channels",
    "Endpoint",
    "Outcome",
    "Undeliverable",
    "Unreachable",
    "WebhookChannel",
    "of_environment",
    "signature",
]
