"""What the stories came by: how often each part of each process, and in which story."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from engine.model.events import (
    DecisionEvaluated,
    ElementCompleted,
    SequenceFlowTaken,
    UserTaskCreated,
    UserTaskRerouted,
)
from engine.scenarios.playing import Play, Which

Counts = Counter[str]
Names = dict[str, set[str]]

_KINDS = (
    ElementCompleted,
    SequenceFlowTaken,
    DecisionEvaluated,
    UserTaskCreated,
    UserTaskRerouted,
)


@dataclass(slots=True)
class Trodden:
    """How often each part of each process was come by, by process, table or form."""

    elements: dict[str, Counts] = field(default_factory=dict)
    flows: dict[str, Counts] = field(default_factory=dict)
    rules: dict[str, Counts] = field(default_factory=dict)
    """By decision table; a rule goes by its number, from 1."""
    branches: dict[str, Counts] = field(default_factory=dict)
    """By form; a branch is `field=shown` or `field=hidden`, as the condition of the field held."""
    assignments: dict[str, Counts] = field(default_factory=dict)
    """By process; a user task whose own rule, no fallback, found somebody."""
    stories: dict[str, dict[str, Names]] = field(default_factory=dict)
    """Names of the stories that came by: by kind (as the fields above), key and part."""

    def add(self, play: Play, story: str = "") -> None:
        """Add all cases of one scenario, under its name where it has one."""
        for key in {case.key for case in play.cases()}:
            for number in range(1, len(play.cases(key)) + 1):
                for event in play.events(_KINDS, Which(process=key, number=number)):
                    self._add(key, event, story)
        self._ruled(play.ruled, story)
        for form, branch in play.branches:
            self._count("branches", form, branch, story)

    def _add(self, key: str, event: Any, story: str) -> None:
        if isinstance(event, ElementCompleted):
            self._count("elements", key, event.element_id, story)
        elif isinstance(event, SequenceFlowTaken):
            self._count("flows", key, event.flow_id, story)
        elif isinstance(event, DecisionEvaluated):
            self._ruled(event.trace, story)
        elif event.routing.get("people") and "fallback" not in event.routing:
            self._count("assignments", key, event.element_id, story)

    def _ruled(self, trace: Iterable[Mapping[str, Any]], story: str) -> None:
        for evaluated in trace:
            for rule in evaluated["matched"]:
                self._count("rules", rule["table"], str(rule["rule"]), story)

    def _count(self, kind: str, key: str, part: str, story: str) -> None:
        self._parts()[kind].setdefault(key, Counter())[part] += 1
        if story:
            self._names(kind, key, part).add(story)

    def _names(self, kind: str, key: str, part: str) -> set[str]:
        return self.stories.setdefault(kind, {}).setdefault(key, {}).setdefault(part, set())

    def told_by(self, kind: str, key: str) -> Mapping[str, tuple[str, ...]]:
        """Return the stories that came by each part of a process, table or form, by its id."""
        found = self.stories.get(kind, {}).get(key, {})
        return {part: tuple(sorted(names)) for part, names in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, for another process that adds it up."""
        counted = {
            name: {key: dict(counts) for key, counts in part.items()}
            for name, part in self._parts().items()
        }
        told = {
            kind: {key: self.told_by(kind, key) for key in keys}
            for kind, keys in self.stories.items()
        }
        return {**counted, "stories": told}

    def _parts(self) -> Mapping[str, dict[str, Counts]]:
        return {
            "elements": self.elements,
            "flows": self.flows,
            "rules": self.rules,
            "branches": self.branches,
            "assignments": self.assignments,
        }

    def merge(self, other: Mapping[str, Any]) -> Self:
        """Add what another process returned as JSON."""
        for name, mine in self._parts().items():
            for key, counts in other[name].items():
                mine.setdefault(key, Counter()).update(counts)
        for kind, keys in other["stories"].items():
            for key, parts in keys.items():
                for part, names in parts.items():
                    self._names(kind, key, part).update(names)
        return self
