"""Decisions as business rule tasks ask them: read once per definition, asked by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import decisions
from engine.decisions import DecisionError, DecisionModel
from engine.errors import Invalid
from engine.interpreter.expressions import CASE
from engine.interpreter.failures import Failure
from engine.interpreter.scopes import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a decision said, as JSON, with its trace for the history."""

    result: Any
    trace: tuple[Mapping[str, Any], ...]


class Rulings:
    """The decisions that a definition was released with."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        """Take DMN XML by decision id; each is read when it is first asked."""
        self._sources = sources
        self._models: dict[str, DecisionModel] = {}

    def model(self, decision_id: str) -> DecisionModel:
        """Return the model of a decision; raises Failure when there is none or it is unreadable."""
        if decision_id not in self._sources:
            raise Failure("decision", f"no decision {decision_id!r} was released with the process")
        if decision_id not in self._models:
            try:
                self._models[decision_id] = decisions.read(self._sources[decision_id])
            except (DecisionError, Invalid) as error:
                raise Failure("decision", f"{decision_id}: {error}") from error
        return self._models[decision_id]

    def ask(
        self, decision_id: str, scope: Scope, facts: Mapping[str, Any], now: datetime
    ) -> Ruling:
        """Evaluate a decision on the visible variables; raises Failure when it has no answer."""
        model = self.model(decision_id)
        try:
            found = model.evaluate(decision_id, scope.visible() | {CASE: facts}, now=now)
        except DecisionError as error:
            raise Failure("decision", f"{decision_id}: {error}") from error
        if found.errors:
            raise Failure("decision", f"{decision_id}: {'; '.join(map(str, found.errors))}")
        document = found.to_json()
        return Ruling(result=document["value"], trace=tuple(document["trace"]))
