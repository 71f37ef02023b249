"""Use cases of retention: how long personal data is kept, holds on it, and erasing it."""

from engine.model.retention import Rule
from engine.retention.due import Due, due, rules
from engine.retention.erasing import erase, erase_due
from engine.retention.holds import hold, hold_of, holds, lift
from engine.retention.planning import Erasure, preview

__all__ = [
    "Due",
    "Erasure",
    "Rule",
    "due",
    "erase",
    "erase_due",
    "hold",
    "hold_of",
    "holds",
    "lift",
    "preview",
    "rules",
]
