"""Returning a case (退回) to a task that was done before, and taking back one's own submission."""

from engine.returning.planning import (
    REFUSALS,
    Return,
    Target,
    detour,
    plan,
    targets,
    withdrawal,
)

__all__ = ["REFUSALS", "Return", "Target", "detour", "plan", "targets", "withdrawal"]
