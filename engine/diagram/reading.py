"""Reading a BPMN file: safe XML in, an immutable Diagram out.

Whatever can be read is read, right or wrong: whether it makes sense is for `engine.linting` to say.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from engine.diagram import behavior, extensions, global_tasks, kinds, standard
from engine.diagram.data_reading import DataBook, required
from engine.diagram.events import Catalogue, catalogue, definitions
from engine.diagram.model import (
    Collaboration,
    DataItem,
    Diagram,
    Element,
    Lane,
    MessageFlow,
    Participant,
    Process,
    SequenceFlow,
)
from engine.diagram.nodes import (
    MODELER,
    DiagramError,
    bpmn,
    documentation,
    extension,
    flag,
    formula,
    language,
    local,
    reference,
    required_id,
    text_of,
)
from engine.diagram.nodes import extensions as extension_names
from engine.diagram.running import running
from engine.diagram.settings import Job
from engine.diagram.xml import Node, line_of
from engine.diagram.xml import read as read_xml

T = TypeVar("T", Element, SequenceFlow, Lane, DataItem, Process)
Scoped = tuple[Node, str]  # a node and the id of its sub-process or process


def read(data: bytes) -> Diagram:
    """Read a BPMN 2.0 file.

    Raises UnsafeXML when the bytes are no safe XML, and DiagramError when the file is no BPMN or an
    element that others must be able to name has no id.
    """
    root = read_xml(data)
    if root.tag != bpmn("definitions"):
        raise DiagramError("this is a DMN file, not a BPMN diagram", node=root)
    known = catalogue(root)
    runs = running(root)
    return Diagram(
        id=root.get("id"),
        name=root.get("name") or "",
        sha256=hashlib.sha256(data).hexdigest(),
        execution_platform=root.get(f"{{{MODELER}}}executionPlatform"),
        processes=_by_id(_process(node, known, runs) for node in root.iterfind(bpmn("process"))),
        messages=known.messages,
        signals=known.signals,
        errors=known.errors,
        escalations=known.escalations,
        collaboration=_collaboration(root.find(bpmn("collaboration"))),
        root=root,
    )


def _by_id(values: Iterator[T]) -> Mapping[str, T]:
    return MappingProxyType({value.id: value for value in values})


def _process(node: Node, known: Catalogue, runs: Collection[str | None]) -> Process:
    process_id = required_id(node)
    scoped = list(_contents(node, process_id))
    flows = _by_id(_flow(n, scope) for n, scope in scoped if n.tag == bpmn("sequenceFlow"))
    lanes = _by_id(_lanes(node, None))
    tag = extension(node, "versionTag")
    book = DataBook(node)
    return Process(
        id=process_id,
        name=node.get("name") or "",
        executable=process_id in runs,
        line=line_of(node),
        version_tag=None if tag is None else tag.get("value"),
        elements=_Elements(process_id, flows, lanes, known, book).read(scoped),
        flows=flows,
        lanes=lanes,
        data=_by_id(_data(n, scope, book) for n, scope in scoped if local(n) in kinds.DATA),
        needs=required(node),
        documentation=documentation(node),
        properties=extensions.properties(node),
        extensions=tuple(extension_names(node)),
    )


def _contents(node: Node, scope: str) -> Iterator[Scoped]:
    """Yield the flow elements of a process or sub-process, each before what is inside it."""
    for child in node.iterchildren(bpmn("*")):
        name = local(child)
        if name in kinds.FLOW_NODES or name in kinds.DATA or name == "sequenceFlow":
            yield child, scope
        if name in kinds.SUBPROCESSES:
            yield from _contents(child, required_id(child))


def _flow(node: Node, scope: str) -> SequenceFlow:
    condition = node.find(bpmn("conditionExpression"))
    return SequenceFlow(
        id=required_id(node),
        name=node.get("name") or "",
        parent_id=scope,
        source=node.get("sourceRef") or "",
        target=node.get("targetRef") or "",
        condition=formula(node, "conditionExpression"),
        language=None if condition is None else language(condition),
    )


def _lanes(node: Node, parent_id: str | None) -> Iterator[Lane]:
    path = bpmn("laneSet") if parent_id is None else bpmn("childLaneSet")
    for lane in node.iterfind(f"{path}/{bpmn('lane')}"):
        lane_id = required_id(lane)
        yield Lane(
            id=lane_id,
            name=lane.get("name") or "",
            parent_id=parent_id,
            node_ids=tuple(text_of(ref) or "" for ref in lane.iterfind(bpmn("flowNodeRef"))),
            documentation=documentation(lane),
            properties=extensions.properties(lane),
        )
        yield from _lanes(lane, lane_id)


def _data(node: Node, scope: str, book: DataBook) -> DataItem:
    state = node.find(bpmn("dataState"))
    return DataItem(
        id=required_id(node),
        kind=local(node),
        name=node.get("name") or "",
        parent_id=scope,
        ref=reference(node, "dataObjectRef") or reference(node, "dataStoreRef"),
        variable=book.variable(required_id(node)),
        state=None if state is None else state.get("name"),
    )


def _collaboration(node: Node | None) -> Collaboration | None:
    if node is None:
        return None
    participants = (
        Participant(
            id=required_id(pool),
            name=pool.get("name") or "",
            process_id=reference(pool, "processRef"),
        )
        for pool in node.iterfind(bpmn("participant"))
    )
    flows = (
        MessageFlow(
            id=required_id(flow),
            name=flow.get("name") or "",
            source=reference(flow, "sourceRef") or "",
            target=reference(flow, "targetRef") or "",
        )
        for flow in node.iterfind(bpmn("messageFlow"))
    )
    return Collaboration(
        id=node.get("id"),
        name=node.get("name") or "",
        participants=tuple(participants),
        message_flows=tuple(flows),
    )


class _Elements:
    """Builds the flow nodes of one process, which need its flows, lanes and the known events."""

    def __init__(
        self,
        process_id: str,
        flows: Mapping[str, SequenceFlow],
        lanes: Mapping[str, Lane],
        known: Catalogue,
        book: DataBook,
    ) -> None:
        self._book = book
        self._process_id = process_id
        self._known = known
        self._incoming: dict[str, list[str]] = defaultdict(list)
        self._outgoing: dict[str, list[str]] = defaultdict(list)
        for flow in flows.values():
            self._outgoing[flow.source].append(flow.id)
            self._incoming[flow.target].append(flow.id)
        # an inner lane comes after the lane around it and so has the last word
        self._lanes = {id_: lane.id for lane in lanes.values() for id_ in lane.node_ids}

    def read(self, scoped: list[Scoped]) -> Mapping[str, Element]:
        """Return the elements in the file's order; what no lane lists is where its parent is."""
        found: dict[str, Element] = {}
        for node, scope in scoped:
            if local(node) in kinds.FLOW_NODES:
                element_id = required_id(node)
                if element_id not in self._lanes and scope in self._lanes:
                    self._lanes[element_id] = self._lanes[scope]
                found[element_id] = self._element(node, element_id, scope)
        return MappingProxyType(found)

    def _element(self, node: Node, element_id: str, scope: str) -> Element:
        task = global_tasks.called(node)
        work = node if task is None else task
        drawn = self._drawn(node, element_id, scope)
        job = extensions.job(work) or self._derived_job(work)
        return replace(
            drawn,
            kind=drawn.kind if task is None else global_tasks.KINDS[local(task)],
            name=drawn.name or work.get("name") or "",
            documentation=documentation(node) or documentation(work),
            loop=self._book.loop(node, extensions.loop(node)),
            data=self._book.use(node),
            thrown_by_instances=behavior.thrown(node, self._known),
            ad_hoc=extensions.ad_hoc(node),
            form=extensions.form(work),
            assignment=extensions.assignment(work),
            schedule=extensions.schedule(work),
            priority=extensions.priority(work),
            job=job,
            called=extensions.called(node) if task is None else None,
            called_task=None if task is None else task.get("id"),
            decision=extensions.decision(work),
            script=extensions.script(work) or (standard.idle(work) if job is None else None),
            inputs=extensions.mappings(node, "input") or extensions.mappings(work, "input"),
            outputs=extensions.mappings(node, "output") or extensions.mappings(work, "output"),
            properties=MappingProxyType(
                {**extensions.properties(work), **extensions.properties(node)}
            ),
            extensions=tuple(extension_names(node)),
        )

    def _derived_job(self, work: Node) -> Job | None:
        """Return the work of a task that says nothing of how it is carried out."""
        name = self._known.derived.get((work.get("id") or "", "job"))
        said = extensions.decision(work) or extensions.called(work)
        return None if name is None or said else Job(type=name, derived=True)

    def _drawn(self, node: Node, element_id: str, scope: str) -> Element:
        """Return the element with what the standard itself says of it."""
        return Element(
            id=element_id,
            kind=local(node),
            name=node.get("name") or "",
            process_id=self._process_id,
            parent_id=scope,
            line=line_of(node),
            incoming=tuple(self._incoming[element_id]),
            outgoing=_as_listed(node, self._outgoing[element_id]),
            default=node.get("default"),
            lane_id=self._lanes.get(element_id),
            attached_to=reference(node, "attachedToRef"),
            cancel_activity=flag(node, "cancelActivity", default=True),
            interrupting=flag(node, "isInterrupting", default=True),
            triggered_by_event=flag(node, "triggeredByEvent", default=False),
            for_compensation=flag(node, "isForCompensation", default=False),
            parallel_multiple=flag(node, "parallelMultiple", default=False),
            start_quantity=node.get("startQuantity") or "1",
            completion_quantity=node.get("completionQuantity") or "1",
            activation_condition=formula(node, "activationCondition"),
            instantiate=flag(node, "instantiate", default=False),
            waits_for_all=node.get("eventGatewayType") == "Parallel",
            events=definitions(node, self._known),
        )


def _as_listed(node: Node, flows: Iterable[str]) -> tuple[str, ...]:
    """Return the flows out of a node in the order of its own list, then those that it leaves out.

    BPMN 2.0.2, 8.4.9: the outgoing flows of a flow node are an ordered collection.
    """
    listed = (text_of(one) or "" for one in node.iterchildren(bpmn("outgoing")))
    places = {id_.rpartition(":")[2]: place for place, id_ in enumerate(listed)}
    return tuple(sorted(flows, key=lambda id_: places.get(id_, len(places))))
