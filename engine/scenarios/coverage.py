"""Coverage: which parts of a process the stories came by, and which story came by each."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from engine import decisions, diagram
from engine.diagram import Process, xml
from engine.scenarios import branches
from engine.scenarios.trodden import Trodden

_FORM: Final = ".form.json"


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
    file: str
    """Name of its diagram in the release."""
    diagram: bytes
    shares: tuple[Share, ...]
    """Nodes, flows, boundary events, rules, form branches, assignments."""
    visits: Mapping[str, int]
    taken: Mapping[str, int]
    stories: Mapping[str, tuple[str, ...]]
    """Which stories came by each element and each flow."""

    def percent(self, what: Collection[str]) -> float:
        """Return 0 to 100, of the parts of these kinds together."""
        shares = [share for share in self.shares if share.what in what]
        total = sum(share.total for share in shares)
        return 100 * sum(share.covered for share in shares) / total if total else 100.0


def measure(release: Mapping[str, bytes], trodden: Trodden) -> list[Covered]:
    """Return the coverage of each process of a release."""
    return [
        _covered(process, name, trodden, release)
        for name, file in release.items()
        if name.endswith(".bpmn")
        for process in diagram.read(file).processes.values()
    ]


def _covered(
    process: Process, name: str, trodden: Trodden, release: Mapping[str, bytes]
) -> Covered:
    visits = trodden.elements.get(process.id, Counter())
    taken = trodden.flows.get(process.id, Counter())
    kinds = {element.id: element.kind for element in process.elements.values()}
    nodes = [id_ for id_, kind in kinds.items() if kind != "boundaryEvent"]
    boundaries = [id_ for id_, kind in kinds.items() if kind == "boundaryEvent"]
    rules = _rules(process, release, trodden)
    ways = _branches(process, release, trodden)
    assigned = [one.id for one in process.elements.values() if _has_rule(process, one)]
    return Covered(
        process=process.id,
        file=name,
        diagram=release[name],
        shares=(
            _share("nodes", nodes, visits),
            _share("flows", process.flows, taken),
            _share("boundary events", boundaries, visits),
            _share("rules", rules, rules),
            _share("form branches", ways, ways),
            _share("assignments", assigned, trodden.assignments.get(process.id, Counter())),
        ),
        visits=dict(visits),
        taken=dict(taken),
        stories={
            **trodden.told_by("elements", process.id),
            **trodden.told_by("flows", process.id),
        },
    )


def _share(what: str, parts: Iterable[str], counts: Mapping[str, int]) -> Share:
    listed = sorted(parts)
    missing = tuple(part for part in listed if not counts.get(part))
    return Share(what=what, covered=len(listed) - len(missing), missing=missing)


def _has_rule(process: Process, element: diagram.Element) -> bool:
    """Tell whether a user task, or a lane that it lies in, says whom it is for."""
    if element.kind != "userTask":
        return False
    lane = process.lanes.get(element.lane_id or "")
    while lane is not None and "gj:assign" not in lane.properties:
        lane = process.lanes.get(lane.parent_id or "")
    said = element.assignment is not None or "gj:assign" in element.properties
    return said or lane is not None


def _branches(
    process: Process, release: Mapping[str, bytes], trodden: Trodden
) -> Mapping[str, int]:
    """Return how often each branch of the forms that a process shows was taken."""
    shown = {one.form.id for one in process.elements.values() if one.form is not None}
    documents = (orjson.loads(file) for name, file in release.items() if name.endswith(_FORM))
    return {
        f"{form['id']}.{branch}": trodden.branches.get(form["id"], Counter())[branch]
        for form in documents
        if form["id"] in shown
        for branch in branches.of_document(form)
    }


def _rules(process: Process, release: Mapping[str, bytes], trodden: Trodden) -> Mapping[str, int]:
    """Return how often each rule of the tables that a process may come to matched."""
    return {
        f"{table}#{number}": trodden.rules.get(table, Counter())[str(number)]
        for table, count in tables_of(process, release).items()
        for number in range(1, count + 1)
    }


def tables_of(process: Process, release: Mapping[str, bytes]) -> Mapping[str, int]:
    """Return the number of rules of each table that the process's decisions may come to."""
    called = {one.decision.id for one in process.elements.values() if one.decision}
    found: dict[str, int] = {}
    for name, file in release.items():
        if name.endswith(".dmn") and called & set(decisions.read(file).decisions):
            for table in xml.read(file).iter("{*}decisionTable"):
                found[table.get("id", "")] = len(table.findall("{*}rule"))
    return found
