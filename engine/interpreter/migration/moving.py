"""A snapshot rewritten for another version: every name in it that of its counterpart.

What has no counterpart is a reason to refuse; all reasons are collected.
"""

from typing import Any

from engine.interpreter.entering import Place
from engine.interpreter.flows import Row, Undo
from engine.interpreter.graph import parted
from engine.interpreter.library import READY
from engine.interpreter.migration.counterparts import Counterparts
from engine.interpreter.migration.wording import reason
from engine.model import Finding

Document = dict[str, Any]


class Mover:
    """Rewrites the document of one snapshot, and notes what cannot be rewritten."""

    def __init__(self, pairs: Counterparts) -> None:
        """Begin without findings but those of the mapping itself."""
        self.pairs = pairs
        self._findings: dict[Finding, None] = dict.fromkeys(pairs.strangers())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why the case cannot go on, each reason once."""
        return tuple(self._findings)

    def moved(self, document: Document) -> Document:
        """Return the document in the names of the new version, as far as it has them."""
        outcome = document["out"]
        return {
            **document,
            **self._cancelling(document),
            "out": self.pairs.element(outcome) or outcome,
            "flows": [self._flow(entry) for entry in document["flows"]],
        }

    def _cancelling(self, document: Document) -> Document:
        if "cancelling" not in document:
            return {}
        why, todo, *called = document["cancelling"]
        named = [[[part, self.pairs.element(by) or by] for part, by in each] for each in called]
        return {"cancelling": [why, self._records(todo), *named]}

    def _flow(self, entry: list[Any]) -> list[Any]:
        host, root, rows, *undo = entry
        return [host, root, [self._row(row) for row in rows], *map(self._records, undo)]

    def _row(self, row: Row) -> Row:
        ordinal, name, state, phase, *more = row
        element_id, suffix = parted(name)
        self._note(*self.pairs.misfits(element_id))
        target = self.pairs.element(element_id) or element_id
        facts = [self._facts(element_id, state, *more)] if more else []
        return [ordinal, target + suffix, state, phase, *filter(None, facts)]

    def _facts(self, element_id: str, state: int, facts: dict[str, Any]) -> dict[str, Any]:
        found = dict(facts)
        if "v" in facts:
            self._via(element_id, state, found)
        if "d" in facts:
            found["d"] = self._data(element_id, facts["d"])
        return found

    def _via(self, element_id: str, state: int, facts: dict[str, Any]) -> None:
        """Rename the flow that the token came by; a join counts its arrivals by it."""
        came_by = facts.pop("v")
        flow_id = self.pairs.flow(came_by)
        target = self.pairs.element(element_id)
        if target is not None and state < READY:
            join = self.pairs.new.process.elements[target]
            if join.kind.endswith("Gateway") and flow_id not in join.incoming:
                self._note(reason("flow-gone", element_id, came_by))
        if flow_id is not None:
            facts["v"] = flow_id

    def _data(self, element_id: str, data: dict[str, Any]) -> dict[str, Any]:
        found = {**data, **self._ahead(element_id, data)}
        if "happened" in data:
            flow_id, variables = data["happened"]
            found["happened"] = [self.pairs.flow(flow_id), variables]
            if found["happened"][0] is None:
                self._note(reason("flow-gone", element_id, flow_id))
        for name in ("undo", "inside"):
            if name in data:
                found[name] = self._records(data[name])
        if "taken" in data:  # by a complex gateway that waits for its reset
            flows = map(self.pairs.flow, data["taken"])
            found["taken"] = [flow_id for flow_id in flows if flow_id is not None]
        if "todo" in data:
            asked = [(host, self._record(record)) for host, record in data["todo"]]
            found["todo"] = [[host, record] for host, record in asked if record is not None]
        return found

    def _ahead(self, element_id: str, data: dict[str, Any]) -> dict[str, Any]:
        """Rename where it is to go on: what begins next, and what its gateway counted."""
        found: dict[str, Any] = {}
        for name in ("next", "then"):  # of an ad-hoc sub-process; of a task that goes straight back
            if name in data:
                found[name] = [self._begun(each) for each in data[name]]
        if "places" in data:  # of a sub-process that could not be opened
            found["places"] = [self._place(element_id, each) for each in data["places"]]
        if "gate" in data:
            counts = data["gate"]["activationCounts"].items()
            renamed = {self.pairs.flow(flow_id): count for flow_id, count in counts}
            renamed.pop(None, None)
            found["gate"] = {**data["gate"], "activationCounts": renamed}
        return found

    def _begun(self, element_id: str) -> str:
        self._note(*self.pairs.misfits(element_id))
        return self.pairs.element(element_id) or element_id

    def _place(self, around: str, place: Place) -> Place:
        found = dict(place)
        if "flow" in place:
            found["flow"] = self.pairs.flow(place["flow"])
            if found["flow"] is None:
                self._note(reason("flow-gone", around, place["flow"]))
            return found
        found["element"] = self._begun(place["element"])
        if "then" in place:
            found["then"] = [self._begun(each) for each in place["then"]]
        if "places" in place:
            found["places"] = [self._place(place["element"], each) for each in place["places"]]
        return found

    def _records(self, records: list[Undo]) -> list[Undo]:
        moved = (self._record(record) for record in records)
        return [record for record in moved if record is not None]

    def _record(self, record: Undo) -> Undo | None:
        """Rename what can be compensated; None = the caller wants it forgotten."""
        element_id, variables, inside, *part = record
        if self.pairs.forgotten(element_id):
            return None
        misfits = self.pairs.misfits(element_id)
        self._note(*misfits)
        target = self.pairs.element(element_id) or element_id
        if inside is not None:
            return [target, variables, self._records(inside), *part]
        if not misfits and self.pairs.new.node(target).undoer is None:
            self._note(reason("compensation-gone", element_id))
        return [target, variables, None]

    def _note(self, *findings: Finding) -> None:
        self._findings |= dict.fromkeys(findings)
