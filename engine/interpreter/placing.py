"""Where an activation begins: in which open flow, and inside which sub-processes to be opened."""

from collections.abc import Iterator
from uuid import UUID

from engine.diagram import Element
from engine.errors import Invalid, NotFound
from engine.interpreter.entering import Place, interrupts
from engine.interpreter.flows import Case, Flow
from engine.interpreter.handed import json_patch, open_token, ordinal_of
from engine.interpreter.scopes import write_local
from engine.model.moves import ActivateAfter, ActivateBefore, Activation, TakeFlow

OPENED = frozenset({"subProcess", "transaction"})
"""Kinds that can be opened for something inside them to begin."""
_CHOOSE = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})


class Placing:
    """Collects places; what several need opened is opened once."""

    def __init__(self, case: Case) -> None:
        """Begin with nothing."""
        self._case = case
        self._found: dict[int, tuple[Flow, list[Place]]] = {}

    def found(self) -> Iterator[tuple[Flow, list[Place]]]:
        """Yield the open flows with the places in each."""
        for flow, places in self._found.values():
            self._check_alone(places, beside=bool(flow.open or flow.cold))
            yield flow, places

    def add(self, activation: Activation) -> None:
        """Find the place of one activation.

        Raises Invalid with the reason where it cannot be right there, NotFound where the diagram
        has no such element or flow or the scope is not open.
        """
        elements = list(self._elements(activation))
        flow, left = self._nearest(elements, activation.scope_id)
        cause = self._cause(activation.cause_id)
        local = {name: json_patch(patch) for name, patch in activation.variables.items()}
        self._write(flow, local)
        places = self._found.setdefault(id(flow), (flow, []))[1]
        for around in left:
            places = _opened(places, around, cause, local.pop(around.id, {}))
        own = {} if _flows(activation) else local.pop(elements[-1].id, {})
        for place in _places(activation, elements[-1]):
            places.append({**place, "cause": cause, "local": own})
        if local:
            raise Invalid(f"{', '.join(local)}: no scope that is open or would be opened")

    def _elements(self, activation: Activation) -> Iterator[Element]:
        """Yield the sub-processes around, outermost first, and the element itself."""
        process = self._case.program.process
        if not isinstance(activation, TakeFlow):
            element_id = activation.element_id
        elif activation.flow_id in process.flows:
            element_id = process.flows[activation.flow_id].target
        else:
            raise NotFound(f"the process has no flow {activation.flow_id!r}")
        if element_id not in process.elements:
            raise NotFound(f"the process has no element {element_id!r}", element_id=element_id)
        element = process.elements[element_id]
        if isinstance(activation, ActivateAfter):
            self._check_leaving(element)
        else:
            self._check_beginning(element)
        for each in activation.then if isinstance(activation, ActivateBefore) else ():
            self._check_beside(element, each)
        chain = [element]
        while chain[0].parent_id in process.elements:
            chain.insert(0, process.elements[chain[0].parent_id])
        yield from chain

    def _check_leaving(self, element: Element) -> None:
        flows = [self._case.program.process.flows[flow_id] for flow_id in element.outgoing]
        chooses = element.kind in _CHOOSE or any(
            flow.condition is not None or flow.id == element.default for flow in flows
        )
        if not flows:
            raise _refused(element, "has no way out: nothing comes after it")
        if chooses and len(flows) > 1:
            raise _refused(element, "chooses among its flows: name the flow")

    def _check_beginning(self, element: Element) -> None:
        if element.kind in {"startEvent", "boundaryEvent"}:
            raise _refused(element, "happens by itself: begin behind it")
        if self._undoes(element):
            raise _refused(element, "undoes something: it begins when that is to be compensated")

    def _check_beside(self, element: Element, other: str) -> None:
        found = self._case.program.process.elements.get(other)
        if found is None or found.parent_id != element.parent_id:
            raise _refused(element, f"does not lead to {other!r}: that is not of its level")

    def _check_openable(self, element: Element) -> None:
        if element.kind not in OPENED:
            raise _refused(element, "opens by rules of its own: begin at it, not inside it")
        if element.loop is not None:
            raise _refused(element, "is carried out several times: name the scope of an open one")
        if self._undoes(element):
            raise _refused(element, "undoes something: it begins when that is to be compensated")

    def _undoes(self, element: Element) -> bool:
        starts = (
            self._case.program.process.children(element.id) if element.is_event_subprocess else ()
        )
        kinds = {
            event.kind for start in starts for event in start.events if start.kind == "startEvent"
        }
        return element.for_compensation or "compensate" in kinds

    def _nearest(
        self, elements: list[Element], scope_id: UUID | None
    ) -> tuple[Flow, list[Element]]:
        """Return the innermost open flow for the element, and what is to be opened inside it."""
        flow: Flow = self._case
        around = elements[:-1]
        if scope_id is not None:
            flow, around = self._within(scope_id, around)
        while around:
            inside = self._inside(flow, around[0])
            if inside is None:
                for each in around:
                    self._check_openable(each)
                break
            flow, around = inside, around[1:]
        return flow, around

    def _within(self, scope_id: UUID, around: list[Element]) -> tuple[Flow, list[Element]]:
        host = open_token(self._case, scope_id)
        flow = self._case.subprocesses.get(host.id)
        ids = [each.id for each in around]
        if flow is None or host.task_spec.bpmn_id not in ids:
            raise Invalid(
                f"{host.task_spec.bpmn_id} is no open sub-process around the element",
                scope_id=str(scope_id),
            )
        return flow, around[ids.index(host.task_spec.bpmn_id) + 1 :]

    def _inside(self, flow: Flow, element: Element) -> Flow | None:
        """Return the one open flow of a sub-process in this flow; None = it is not open."""
        found = [
            sub
            for sub in self._case.subprocesses.values()
            if sub.host.workflow is flow
            and sub.host.task_spec.bpmn_id == element.id
            and not sub.host.task_spec.undoes
        ]
        if len(found) > 1:
            ids = [str(self._case.id(sub.host.id)) for sub in found]
            raise Invalid(f"{element.id} is open {len(found)} times: name the scope", scopes=ids)
        return found[0] if found else None

    def _cause(self, cause_id: UUID | None) -> int:
        if cause_id is None:
            return 0
        ordinal = ordinal_of(self._case, cause_id)
        if not 0 < ordinal <= self._case.ordinal:
            raise Invalid(f"{cause_id} is no activity of this case", id=str(cause_id))
        return ordinal

    def _write(self, flow: Flow, local: dict[str, dict[str, object]]) -> None:
        """Write the variables that go to scopes which are open."""
        level: Flow | None = flow
        while level is not None:
            host = level.host
            name = self._case.program.process.id if host is None else host.task_spec.bpmn_id
            patch = local.pop(name, {})
            scope = level.scope
            self._case.changed(write_local(scope, patch), scope.owner)
            level = None if host is None else host.workflow

    def _check_alone(self, places: list[Place], *, beside: bool) -> None:
        """Refuse an interrupting event sub-process beside something that it would end."""
        for place in places:
            element_id = place.get("element")
            handles = element_id and interrupts(self._case.program.node(element_id))
            if handles and (beside or len(places) > 1):
                raise Invalid(
                    f"{element_id} interrupts what runs beside it: take that back first",
                    element_id=element_id,
                )
            self._check_alone(place.get("places", []), beside=False)


def _opened(
    places: list[Place], element: Element, cause: int, local: dict[str, object]
) -> list[Place]:
    """Return the places inside a sub-process that is to be opened, once for all of them."""
    same = [each for each in places if each.get("element") == element.id and "places" in each]
    if not same:
        same = [{"element": element.id, "cause": cause, "local": {}, "places": []}]
        places.append(same[0])
    same[0]["local"] |= local
    inside: list[Place] = same[0]["places"]
    return inside


def _flows(activation: Activation) -> bool:
    return not isinstance(activation, ActivateBefore)


def _places(activation: Activation, element: Element) -> list[Place]:
    if isinstance(activation, ActivateBefore):
        back = {"then": list(activation.then)} if activation.then else {}
        return [{"element": element.id, **back}]
    if isinstance(activation, TakeFlow):
        return [{"flow": activation.flow_id}]
    return [{"flow": flow_id} for flow_id in element.outgoing]


def _refused(element: Element, reason: str) -> Invalid:
    return Invalid(f"{element.id} {reason}", element_id=element.id)
