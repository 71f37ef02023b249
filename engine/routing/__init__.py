"""Routing: which people and posts a user task is offered to.

The diagram says it in a small closed language (`gj:assign` on the lane or the task), checked when
a diagram is deployed, resolved when the task is created, and kept with the task as a snapshot.
"""

from engine.routing.checking import check
from engine.routing.language import Rule, parse
from engine.routing.resolution import CaseFacts, choosable, readers, settle

__all__ = ["CaseFacts", "Rule", "check", "choosable", "parse", "readers", "settle"]
