"""Rules: tokens can start, stay within borders, reach every node, and come to an end."""

from collections.abc import Iterator
from typing import Final

from engine.diagram import (
    Element,
    Process,
    SequenceFlow,
    instantiating,
    kinds,
    triggered,
    unled,
)
from engine.diagram.nodes import bpmn, required_id
from engine.diagram.running import is_unmarked
from engine.linting.facts import Facts, Text, called, error, warning
from engine.linting.graph import graph
from engine.linting.words import KINDS
from engine.model import Finding

_WAYS: Final = {
    "startEvent": "bpmn-10.5.2-start",
    "boundaryEvent": "bpmn-10.5.4-boundary",
    "endEvent": "bpmn-10.5.3-end",
    "subProcess": "bpmn-10.3.5-event-subprocess",
    "intermediateCatchEvent": "bpmn-10.5.5-link-catch",
    "intermediateThrowEvent": "bpmn-10.5.5-link-throw",
}
_NO_IN: Final = {kind: KINDS[kind] for kind in ("startEvent", "boundaryEvent")}
_PASSING: Final = frozenset({"task", "manualTask", "scriptTask"})
_ENDING: Final = frozenset({"cancel", "error", "terminate"})
_REDRAW: Final = Text("请删除后重画该连线。", "Delete the flow and draw it again.")


def executable_process(facts: Facts) -> Iterator[Finding]:
    """The file holds a process that is meant to run."""
    if next(facts.executable(), None) is None:
        first = next(iter(facts.diagram.processes), None)
        yield error(
            "executable-process",
            first,
            Text("文件中没有可执行的流程。", "No process in this file is marked executable."),
            Text(
                "请勾选流程的“可执行”，或先存为草稿。",
                "Tick “Executable” on the process, or keep the file as a draft.",
            ),
        )


def unmarked_process(facts: Facts) -> Iterator[Finding]:
    """A process that runs because the file marks none says so itself (BPMN 2.0.2, table 10.1)."""
    for node in facts.diagram.root.iterfind(bpmn("process")):
        process = facts.diagram.processes[required_id(node)]
        if process.executable and is_unmarked(node):
            name = process.name or process.id
            yield warning(
                "executable-unmarked",
                process.id,
                Text(
                    f"流程“{name}”没有说明是否可执行，按可执行处理。",
                    f"The process {name!r} does not say whether it is executable: it is taken to "
                    "be.",
                ),
                Text("请勾选流程的“可执行”。", "Tick “Executable” on the process."),
            )


def borders(facts: Facts) -> Iterator[Finding]:
    """A sequence flow stays inside its pool and its sub-process (BPMN 2.0.2, table 7.3)."""
    for process in facts.executable():
        for flow in process.flows.values():
            source = process.elements.get(flow.source)
            target = process.elements.get(flow.target)
            if source and target and {source.parent_id, target.parent_id} != {flow.parent_id}:
                yield error(
                    "bpmn-7.6.1-flow-within-scope",
                    flow.id,
                    Text(
                        f"从 {called(source)} 到 {called(target)} 的连线不在同一层内。",
                        f"The flow from {called(source)} to {called(target)} does not stay on "
                        "one level.",
                    ),
                    Text(
                        "请连到子流程本身，或使用边界事件。",
                        "Connect the sub-process itself, or use a boundary event.",
                    ),
                )


def wrong_way(facts: Facts) -> Iterator[Finding]:
    """Nothing flows into a start or boundary event, out of an end event, or at an event process."""
    for process in facts.executable():
        for element in process.elements.values():
            flows = [process.flows[id_] for id_ in element.incoming] if _closed_in(element) else []
            for flow in flows:
                yield _wrong(flow, element, "不能有入线", "cannot have incoming flows")
            flows = [process.flows[i] for i in element.outgoing] if _closed_out(element) else []
            for flow in flows:
                yield _wrong(flow, element, "不能有出线", "cannot have outgoing flows")


def _closed_in(element: Element) -> bool:
    catches_link = element.kind == "intermediateCatchEvent" and _is_link(element)
    return element.kind in _NO_IN or element.is_event_subprocess or catches_link


def _closed_out(element: Element) -> bool:
    throws_link = element.kind == "intermediateThrowEvent" and _is_link(element)
    return element.kind == "endEvent" or element.is_event_subprocess or throws_link


def _is_link(element: Element) -> bool:
    return any(event.kind == "link" for event in element.events)


def _wrong(flow: SequenceFlow, element: Element, zh: str, en: str) -> Finding:
    return error(
        f"{_WAYS[element.kind]}-{'incoming' if flow.target == element.id else 'outgoing'}",
        flow.id,
        Text(f"{called(element)} {zh}。", f"{called(element)} ({element.kind}) {en}."),
        _REDRAW,
    )


def leads_on(facts: Facts) -> Iterator[Finding]:
    """A start or boundary event leads somewhere, and a path ends with an end event."""
    for element in facts.elements():
        compensates = element.for_compensation or "compensate" in {e.kind for e in element.events}
        if element.outgoing or _closed_out(element) or compensates:
            continue
        around = facts.diagram.element(element.parent_id)
        if around is not None and around.kind == "adHocSubProcess":
            continue  # there is no end event in it
        if element.kind in _NO_IN:
            yield error(
                f"{_WAYS[element.kind]}-outgoing",
                element.id,
                Text(
                    f"{_NO_IN[element.kind]} {called(element)} 没有出线。",
                    f"{called(element)} ({element.kind}) leads nowhere.",
                ),
                Text("请连到下一步。", "Connect it to the next step."),
            )
        else:
            yield warning(
                "leads-on",
                element.id,
                Text(
                    f"{called(element)} 之后没有下一步，也没有结束事件。",
                    f"Nothing follows {called(element)}, not even an end event.",
                ),
                Text("请补上下一步或结束事件。", "Add the next step or an end event."),
            )


def starts(facts: Facts) -> Iterator[Finding]:
    """Every process and sub-process begins somewhere, and somewhere definite (clause 10.5.2)."""
    for process, scope in facts.scopes():
        found = [node for node in process.children(scope) if node.kind == "startEvent"]
        if scope == process.id:
            yield from _of_process(process, found)
            yield from _same_trigger(process)
        elif process.elements[scope].is_event_subprocess and not found:
            yield _start("bpmn-10.5.2-start-missing", scope, "没有开始事件", "has no start event")
        elif len(found) > 1:
            rule = "bpmn-10.3.5-subprocess-one-start"
            yield _start(rule, scope, "有多个开始事件", "has more than one start event")
        elif next(process.children(scope), None) is None:
            yield _may(
                "subprocess-empty", scope, "没有图元，会立即完成", "is empty: nothing is done"
            )


def _of_process(process: Process, found: list[Element]) -> Iterator[Finding]:
    plain = [node for node in found if not node.events]
    if len(plain) > 1:
        zh = "有多个空白开始事件，发起时须指明其中一个"
        en = "has more than one plain start event: who starts it must name one"
        yield _may("bpmn-10.5.2-one-plain-start", process.id, zh, en)
    if found or any(instantiating(process)):
        return
    if unled(process, process.id):
        zh = "没有开始事件，没有入线的图元在发起时全部开始"
        en = "has no start event: all that no flow leads to begins at once"
        yield _may("bpmn-10.5.2-start-implicit", process.id, zh, en)
    else:
        rule = "bpmn-10.5.2-start-missing"
        yield _start(rule, process.id, "没有可以开始的图元", "has nothing to begin with")


def _may(rule: str, scope: str, zh: str, en: str) -> Finding:
    return warning(
        rule,
        scope,
        Text(f"“{scope}”{zh}。", f"{scope!r} {en}."),
        Text("建议只画一个空白开始事件。", "Better draw one plain start event."),
    )


def _start(rule: str, scope: str, zh: str, en: str) -> Finding:
    return error(
        rule,
        scope,
        Text(f"“{scope}”{zh}。", f"{scope!r} {en}."),
        Text(
            "流程须有开始之处；子流程至多一个开始事件，事件子流程恰好一个。",
            "A process begins somewhere; a sub-process has one start event at most, an event "
            "sub-process exactly one.",
        ),
    )


def _same_trigger(process: Process) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for node, _ in triggered(process):
        for event in node.events:
            key = (event.kind, event.name or "")
            if key in seen and event.name and event.kind in ("message", "signal"):
                yield error(
                    "bpmn-10.5.2-start-trigger-twice",
                    node.id,
                    Text(
                        f"另一个开始事件已由“{event.name}”触发。",
                        f"Another start event has the {event.kind} {event.name!r} already.",
                    ),
                    Text("请合并两个开始事件。", "Make one start event of the two."),
                )
            seen.add(key)


def boundary(facts: Facts) -> Iterator[Finding]:
    """A boundary event sits on an activity of its own level that a case waits in."""
    for process in facts.executable():
        for element in process.elements.values():
            host = process.elements.get(element.attached_to or "")
            if element.kind != "boundaryEvent":
                continue
            if host is None or not _carries(host, element):
                yield error(
                    "bpmn-10.5.4-boundary-host",
                    element.id,
                    Text(
                        f"边界事件 {called(element)} 没有附着在同层的活动上。",
                        f"The boundary event {called(element)} is not attached to an activity "
                        "of its own level.",
                    ),
                    Text("请把它拖到活动的边上。", "Drag it onto the edge of an activity."),
                )
            elif host.kind in _PASSING and "compensate" not in {e.kind for e in element.events}:
                yield warning(
                    "boundary-never-waits",
                    element.id,
                    Text(
                        f"{called(host)} 不会等待，它的边界事件 {called(element)} 不起作用。",
                        f"{called(host)} never waits, so its boundary event {called(element)} "
                        "cannot happen.",
                    ),
                    Text("请把活动改为用户任务等。", "Make it a user task or the like."),
                )


def _carries(host: Element, event: Element) -> bool:
    same_level = host.parent_id == event.parent_id
    return same_level and host.kind in kinds.ACTIVITIES and not host.is_event_subprocess


def errors_interrupt(facts: Facts) -> Iterator[Finding]:
    """An error that is caught interrupts (BPMN 2.0.2, table 10.93 and clause 10.5.6)."""
    for element in facts.elements("boundaryEvent", "startEvent"):
        goes_on = not (element.cancel_activity and element.interrupting)
        if goes_on and "error" in {event.kind for event in element.events}:
            yield error(
                "bpmn-10.5.6-error-interrupts",
                element.id,
                Text(
                    f"错误事件 {called(element)} 必须是中断型。",
                    f"The error event {called(element)} must be interrupting.",
                ),
                Text("请改为中断型，或改用升级事件。", "Make it so, or use an escalation."),
            )


def reachable(facts: Facts) -> Iterator[Finding]:
    """A token can come to every node."""
    for process, scope in facts.scopes():
        ways = graph(process, scope)
        if not ways.entries:
            continue  # the rule `starts` says it
        reached = ways.reached(ways.entries)
        for node in ways.nodes.values():
            if node.id not in reached and not node.for_compensation:
                yield error(
                    "reachable",
                    node.id,
                    Text(
                        f"从开始事件到不了 {called(node)}。",
                        f"{called(node)} cannot be reached from a start event.",
                    ),
                    Text("请连上它，或删除它。", "Connect it, or delete it."),
                )


def way_to_end(facts: Facts) -> Iterator[Finding]:
    """From every node a token can come to an end, or something else ends the whole."""
    for process, scope in facts.scopes():
        ways = graph(process, scope)
        ends = [node.id for node in ways.nodes.values() if not ways.leaving.get(node.id)]
        ending = ways.reaching(ends)
        trapped = [node for node in ways.nodes.values() if node.id not in ending]
        if trapped:
            say = warning if _is_ended(process, scope) else error
            yield say("way-to-end", trapped[0].id, *_trapped(process, trapped))


def _is_ended(process: Process, scope: str) -> bool:
    """Whether an event interrupts a scope, or ends it from another branch."""
    host = process.elements.get(scope)
    inside = any(_ends_all(process, node) for node in process.children(scope))
    border = any(
        node.attached_to == scope and node.cancel_activity and not _is_compensation(node)
        for node in process.elements.values()
    )
    return inside or border or (host is not None and _is_ended(process, host.parent_id))


def _ends_all(process: Process, node: Element) -> bool:
    if node.is_event_subprocess:
        return any(one.events and one.interrupting for one in process.children(node.id))
    return node.kind == "endEvent" and not _ENDING.isdisjoint({e.kind for e in node.events})


def _is_compensation(node: Element) -> bool:
    return any(event.kind == "compensate" for event in node.events)


def _trapped(process: Process, nodes: list[Element]) -> tuple[Text, Text]:
    names = "、".join(called(node) for node in nodes[:5])
    return (
        Text(
            f"流程“{process.name or process.id}”进入 {names} 后永远到不了结束。",
            f"In {process.id!r} there is no way to an end from {names}.",
        ),
        Text("请画出离开循环的路径。", "Draw a way out of the loop."),
    )
