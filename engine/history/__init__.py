"""The record of a case: events as canonical bytes, chained so that no change stays unseen. Pure."""

from engine.history.chain import Broken, HistoryRow, link, verify
from engine.history.codec import canonical, decode, encode
from engine.history.replay import Recorded, command_of, commands

__all__ = [
    "Broken",
    "HistoryRow",
    "Recorded",
    "canonical",
    "command_of",
    "commands",
    "decode",
    "encode",
    "link",
    "verify",
]
