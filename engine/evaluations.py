"""Use case on decisions: ask a deployed decision table directly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import decisions
from engine.errors import Invalid, NotFound
from engine.model import Variables
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a decision says, and which rules said it."""

    decision_id: str
    value: Any
    """JSON."""
    warnings: tuple[str, ...]
    trace: tuple[Mapping[str, Any], ...]
    """JSON, a decision of the graph each: its inputs, the rules that matched, its value."""


def evaluate(tx: Transaction, decision_id: str, inputs: Variables) -> Answer:
    """Evaluate the decision that was deployed last under this id; nothing is recorded.

    Raises NotFound for an unknown decision, Invalid where the table itself fails.
    """
    xml = tx.definitions.latest_decision(decision_id)
    if xml is None:
        raise NotFound(f"no decision {decision_id!r}")
    return _answer(decisions.read(xml), decision_id, inputs, tx.now)


def try_out(tx: Transaction, xml: bytes, decision_id: str, inputs: Variables) -> Answer:
    """Evaluate a decision of a table that is not deployed; nothing is kept.

    Raises NotFound for an unknown decision, Invalid where the table cannot be read or fails.
    """
    model = decisions.read(xml)
    if decision_id not in model.decisions:
        raise NotFound(f"no decision {decision_id!r}")
    return _answer(model, decision_id, inputs, tx.now)


def _answer(
    model: decisions.DecisionModel, decision_id: str, inputs: Variables, now: datetime
) -> Answer:
    evaluation = model.evaluate(decision_id, inputs, now=now)
    if evaluation.failed:
        raise Invalid(
            f"decision {decision_id}: {'; '.join(str(error) for error in evaluation.errors)}"
        )
    document = evaluation.to_json()
    return Answer(
        decision_id=decision_id,
        value=document["value"],
        warnings=tuple(str(warning) for warning in evaluation.warnings),
        trace=tuple(document["trace"]),
    )
