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
from engine.migrations.changing import Order, Preview, migrate, plan, preview
from engine.migrations.impact import Call, Impact, impact

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
]
