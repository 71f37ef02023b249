"""Coverage: which elements, flows, boundary events and rules of a process the stories came by."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from engine import decisions, diagram
from engine.diagram import Process, xml
from engine.model.events import DecisionEvaluated, ElementCompleted, SequenceFlowTaken
from engine.scenarios.playing import Play, Which

Counts = Counter[str]


@dataclass(slots=True)
class Trodden:
    """How often each part of each process was come by, by process or table."""

    elements: dict[str, Counts] = field(default_factory=dict)
    flows: dict[str, Counts] = field(default_factory=dict)
    rules: dict[str, Counts] = field(default_factory=dict)
    """By decision table; a rule goes by its number, from 1."""

    def add(self, play: Play) -> None:
        """Add all cases of one scenario."""
        for key in {case.key for case in play.cases()}:
            for number in range(1, len(play.cases(key)) + 1):
                which = Which(process=key, number=number)
                kinds = (ElementCompleted, SequenceFlowTaken, DecisionEvaluated)
                for event in play.events(kinds, which):
                    self._add(key, event)
        self._ruled(play.ruled)

    def _add(self, key: str, event: Any) -> None:
        if isinstance(event, ElementCompleted):
            self.elements.setdefault(key, Counter())[event.element_id] += 1
        elif isinstance(event, SequenceFlowTaken):
            self.flows.setdefault(key, Counter())[event.flow_id] += 1
        else:
            self._ruled(event.trace)

    def _ruled(self, trace: Iterable[Mapping[str, Any]]) -> None:
        for evaluated in trace:
            for rule in evaluated["matched"]:
                self.rules.setdefault(rule["table"], Counter())[str(rule["rule"])] += 1

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, for another process that adds it up."""
        return {
            name: {key: dict(counts) for key, counts in part.items()}
            for name, part in self._parts().items()
        }

    def _parts(self) -> Mapping[str, dict[str, Counts]]:
        return {"elements": self.elements, "flows": self.flows, "rules": self.rules}

    def merge(self, other: Mapping[str, Any]) -> Self:
        """Add what another process returned as JSON."""
        for name, mine in self._parts().items():
            for key, counts in other[name].items():
                mine.setdefault(key, Counter()).update(counts)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many parts of one kind were come by, and which were not."""

    what: str
    covered: int
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.covered + len(self.missing)

    @property
    def percent(self) -> float:
        """0 to 100; 100 where there is nothing to come by."""
        return 100 * self.covered / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The coverage of one process."""

    process: str
    diagram: bytes
    shares: tuple[Share, ...]
    """Nodes, flows, boundary events, rules."""
    visits: Mapping[str, int]
    taken: Mapping[str, int]

    def percent(self, what: Collection[str]) -> float:
        """Return 0 to 100, of the parts of these kinds together."""
        shares = [share for share in self.shares if share.what in what]
        total = sum(share.total for share in shares)
        return 100 * sum(share.covered for share in shares) / total if total else 100.0


def measure(release: Mapping[str, bytes], trodden: Trodden) -> list[Covered]:
    """Return the coverage of each process of a release."""
    return [
        _covered(process, file, trodden, release)
        for name, file in release.items()
        if name.endswith(".bpmn")
        for process in diagram.read(file).processes.values()
    ]


def _covered(
    process: Process, file: bytes, trodden: Trodden, release: Mapping[str, bytes]
) -> Covered:
    visits = trodden.elements.get(process.id, Counter())
    taken = trodden.flows.get(process.id, Counter())
    kinds = {element.id: element.kind for element in process.elements.values()}
    nodes = [id_ for id_, kind in kinds.items() if kind != "boundaryEvent"]
    boundaries = [id_ for id_, kind in kinds.items() if kind == "boundaryEvent"]
    rules = {
        f"{table}#{number}": trodden.rules.get(table, Counter())[str(number)]
        for table, count in _tables_of(process, release).items()
        for number in range(1, count + 1)
    }
    return Covered(
        process=process.id,
        diagram=file,
        shares=(
            _share("nodes", nodes, visits),
            _share("flows", process.flows, taken),
            _share("boundary events", boundaries, visits),
            _share("rules", rules, rules),
        ),
        visits=dict(visits),
        taken=dict(taken),
    )


def _share(what: str, parts: Iterable[str], counts: Mapping[str, int]) -> Share:
    listed = sorted(parts)
    missing = tuple(part for part in listed if not counts.get(part))
    return Share(what=what, covered=len(listed) - len(missing), missing=missing)


def _tables_of(process: Process, release: Mapping[str, bytes]) -> Mapping[str, int]:
    """Return the number of rules of each table that the process's decisions may come to."""
    called = {one.decision.id for one in process.elements.values() if one.decision}
    found: dict[str, int] = {}
    for name, file in release.items():
        if name.endswith(".dmn") and called & set(decisions.read(file).decisions):
            for table in xml.read(file).iter("{*}decisionTable"):
                found[table.get("id", "")] = len(table.findall("{*}rule"))
    return found
