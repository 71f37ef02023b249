"""The people layer inside a user task: who takes part, how they decide, what they may do. Pure.

The token of the task goes on once, when the group has decided; nothing here moves it.
"""

from engine.participation.changes import (
    Answer,
    Newcomer,
    StandsIn,
    added,
    decided,
    delegated,
    depth,
    difference,
    near,
    patch_of,
    recalled,
    removed,
    resolved,
    transferred,
    with_state,
)
from engine.participation.dedupe import VERSION, Past, Skip, digest, skips, with_skips
from engine.participation.forming import form, forms_group, pick, weight_of
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
from engine.participation.taking_back import RETURNED
from engine.participation.tally import Tally, outcome, seats, settled, tally, word
from engine.participation.turns import by_id, close, progress, skipped

__all__ = [
    "LANGUAGE",
    "PICKING",
    "REGISTRY",
    "RETURNED",
    "TOGETHER",
    "VERSION",
    "Answer",
    "Mode",
    "Newcomer",
    "Offer",
    "Operation",
    "Past",
    "Rules",
    "Situation",
    "Skip",
    "StandsIn",
    "Tally",
    "added",
    "by_id",
    "check",
    "close",
    "decided",
    "delegated",
    "depth",
    "difference",
    "digest",
    "form",
    "forms_group",
    "implied",
    "named_person",
    "near",
    "offers",
    "outcome",
    "own_item",
    "parse",
    "patch_of",
    "pick",
    "progress",
    "recalled",
    "refused",
    "removable",
    "removed",
    "resolved",
    "seats",
    "settled",
    "skipped",
    "skips",
    "tally",
    "transferred",
    "weight_of",
    "with_skips",
    "with_state",
    "word",
]
