"""Telling: which events are told to whom, in which words, and when. Pure.

The store announces the events named in `TOLD`; the worker makes notices and deliveries of them.
"""

from engine.telling.audience import Heard, Surroundings, audience, holders
from engine.telling.hours import next_time
from engine.telling.kinds import CHECKPOINT, KINDS, TOLD, Kind, kind_of
from engine.telling.masking import masked
from engine.telling.pages import REPORTED, status_page
from engine.telling.templates import BUILT_IN, OUTSIDE, Text, parse_messages, wanted, words

__all__ = [
    "BUILT_IN",
    "CHECKPOINT",
    "KINDS",
    "OUTSIDE",
    "REPORTED",
    "TOLD",
    "Heard",
    "Kind",
    "Surroundings",
    "Text",
    "audience",
    "holders",
    "kind_of",
    "masked",
    "next_time",
    "parse_messages",
    "status_page",
    "wanted",
    "words",
]
