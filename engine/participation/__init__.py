"""The people layer inside a user task: who takes part, how they decide, what they may do. Pure.

The token of the task goes on once, when the group has decided; nothing here moves it.
"""

from engine.participation.changes import (
    Answer,
    Newcomer,
    added,
    decided,
    delegated,
    depth,
    difference,
    patch_of,
    recalled,
    removed,
    resolved,
    transferred,
    with_state,
)
from engine.participation.guards import removable
from engine.participation.language import (
    LANGUAGE,
    PICKING,
    TOGETHER,
    Mode,
    Rules,
    named_person,
    parse,
)
from engine.participation.operations import (
    Offer,
    Operation,
    Situation,
    check,
    implied,
    offers,
    own_item,
    refused,
)
from engine.participation.registry import REGISTRY
from engine.participation.tally import Tally, outcome, seats, tally, word
from engine.participation.turns import by_id, close, progress, skipped

__all__ = [
    "LANGUAGE",
    "PICKING",
    "REGISTRY",
    "TOGETHER",
    "Answer",
    "Mode",
    "Newcomer",
    "Offer",
    "Operation",
    "Rules",
    "Situation",
    "Tally",
    "added",
    "by_id",
    "check",
    "close",
    "decided",
    "delegated",
    "depth",
    "difference",
    "implied",
    "named_person",
    "offers",
    "outcome",
    "own_item",
    "parse",
    "patch_of",
    "progress",
    "recalled",
    "refused",
    "removable",
    "removed",
    "resolved",
    "seats",
    "skipped",
    "tally",
    "transferred",
    "with_state",
    "word",
]
