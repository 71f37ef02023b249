"""Decisions after DMN 1.5: read a model, check it, evaluate it, say which rules matched and why.

Expressions are FEEL (engine.feel); nothing else runs.  See docs/decisions.md.
"""

from engine.decisions.errors import DecisionError
from engine.decisions.model import Decision, DecisionModel, read
from engine.decisions.run import DecisionTrace, Evaluation, MatchedRule, Problem

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionModel",
    "DecisionTrace",
    "Evaluation",
    "MatchedRule",
    "Problem",
    "read",
]
