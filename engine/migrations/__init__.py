"""Use cases of changing versions: a plan, a rehearsal, and the change, of one case or of many."""

from engine.migrations.batches import (
    KIND,
    Rehearsal,
    Which,
    begin,
    carry_on,
    fail,
    get,
    items,
    rehearse,
)
from engine.migrations.changing import Preview, migrate, plan, preview, token
from engine.migrations.impact import Call, Impact, impact
from engine.migrations.ordering import Order

__all__ = [
    "KIND",
    "Call",
    "Impact",
    "Order",
    "Preview",
    "Rehearsal",
    "Which",
    "begin",
    "carry_on",
    "fail",
    "get",
    "impact",
    "items",
    "migrate",
    "plan",
    "preview",
    "rehearse",
    "token",
]
