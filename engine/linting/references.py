"""Rules: whatever an element refers to exists and is of the right kind."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from engine.diagram import Element, EventDefinition, Process, triggered
from engine.linting.facts import Facts, Text, called, error, warning
from engine.linting.graph import link_name
from engine.linting.words import KINDS, TRIGGERS, chinese
from engine.model import Finding

_MENDED_BY_DRAWING: Final = Text("请删除后重画该连线。", "Delete the flow and draw it again.")
_NEEDED_TO_CATCH: Final = frozenset({"message", "signal"})
_NEEDED_TO_THROW: Final = frozenset({"message", "signal", "error", "escalation"})
_ZH: Final = {kind: TRIGGERS[kind] for kind in ("message", "signal", "error", "escalation")}


def flow_ends(facts: Facts) -> Iterator[Finding]:
    """A sequence flow begins and ends at flow nodes of its own process."""
    for process in facts.executable():
        for flow in process.flows.values():
            for end in (flow.source, flow.target):
                if end not in process.elements:
                    kind = facts.kind_of(end)
                    what = f"a {kind} elsewhere" if kind else "nothing in this file"
                    yield error(
                        "bpmn-8.4.13-flow-ends",
                        flow.id,
                        Text(
                            f"连线的一端“{end}”不是本流程的节点。",
                            f"One end, {end!r}, is {what}, not a node of this process.",
                        ),
                        _MENDED_BY_DRAWING,
                    )


def default_flow(facts: Facts) -> Iterator[Finding]:
    """The default flow of an element leaves that element."""
    for element in facts.elements():
        if element.default is not None and element.default not in element.outgoing:
            yield error(
                "bpmn-8.4.13-default-outgoing",
                element.id,
                Text(
                    f"{called(element)} 的默认分支“{element.default}”不是它的出线。",
                    f"{called(element)}: the default {element.default!r} is no outgoing flow.",
                ),
                Text("请重新选择默认分支。", "Choose the default flow again."),
            )


def event_reference(facts: Facts) -> Iterator[Finding]:
    """An event names an existing message, signal, error or escalation with a name or code."""
    for element in facts.elements():
        for event in element.events:
            problem = _problem(facts, element, event)
            if problem is not None:
                yield error(
                    "event-reference",
                    element.id,
                    problem,
                    Text(
                        f"请在属性面板为它选择或新建{_ZH.get(event.kind, '')}。",
                        f"Choose or create the {event.kind} in the properties panel.",
                    ),
                )


def _problem(facts: Facts, element: Element, event: EventDefinition) -> Text | None:
    throws = element.kind in ("endEvent", "intermediateThrowEvent", "sendTask")
    needed = _NEEDED_TO_THROW if throws else _NEEDED_TO_CATCH
    if event.ref is None:
        if event.kind not in needed or event.name or (throws and element.job is not None):
            return None
        return Text(
            f"{called(element)} 没有选择{_ZH[event.kind]}。",
            f"{called(element)} names no {event.kind}.",
        )
    if event.name is None and event.kind in _ZH:
        kind = facts.kind_of(event.ref)
        what = f"是{chinese(KINDS, kind)}" if kind else "不存在"
        return Text(
            f"{called(element)} 引用的{_ZH[event.kind]}“{event.ref}”{what}。",
            f"{called(element)}: {event.ref!r} is {f'a {kind}' if kind else 'nothing'}, "
            f"not a {event.kind} of this file.",
        )
    coded = event.kind in ("error", "escalation")
    if (event.kind in _NEEDED_TO_CATCH and not event.name) or (coded and throws and not event.code):
        missing, missing_zh = ("code", "代码") if coded else ("name", "名称")
        return Text(
            f"{_ZH[event.kind]}“{event.ref}”没有{missing_zh}。",
            f"The {event.kind} {event.ref!r} has no {missing}.",
        )
    return None


def derived_name(facts: Facts) -> Iterator[Finding]:
    """A message or signal that the file does not name goes by what is drawn around it."""
    for element in facts.elements():
        for event in element.events:
            if event.ref is None and event.kind in _NEEDED_TO_THROW and event.name:
                zh = _ZH[event.kind]
                yield warning(
                    "derived-name",
                    element.id,
                    Text(
                        f"{called(element)} 没有选择{zh}，按图取名为“{event.name}”。",
                        f"{called(element)} names no {event.kind}: it goes by {event.name!r}, as "
                        "drawn.",
                    ),
                    Text(
                        f"要用别的名称，请在属性面板新建{zh}。",
                        f"For another name create the {event.kind} in the properties panel.",
                    ),
                )


def correlation(facts: Facts) -> Iterator[Finding]:
    """A message that waits inside a case says by which key it finds that case.

    Only a warning: without a key it finds the case by its conversation.
    """
    for process in facts.executable():
        begins = {element.id for element, by in triggered(process) if not by.incoming}
        for element in process.elements.values():
            throws = element.kind in ("endEvent", "intermediateThrowEvent", "sendTask")
            refs = [event.ref for event in element.events if event.kind == "message"]
            message = next((facts.diagram.messages.get(ref or "") for ref in refs), None)
            if element.id in begins or throws or message is None:
                continue
            if not message.correlation_key:
                yield warning(
                    "message-correlation",
                    element.id,
                    Text(
                        f"{called(element)} 等待的消息“{message.name}”没有关联键，按会话关联。",
                        f"{called(element)} waits for the message {message.name!r}, which has no "
                        "correlation key: it finds the case by its conversation.",
                    ),
                    Text(
                        "请填写关联键，例如 = case.number。",
                        "Give the message a subscription correlation key, e.g. = case.number.",
                    ),
                )


def lane_nodes(facts: Facts) -> Iterator[Finding]:
    """A lane lists nodes of its own process, and no two lanes beside each other share one."""
    for process in facts.executable():
        for lane in process.lanes.values():
            for node_id in lane.node_ids:
                if node_id not in process.elements:
                    yield warning(
                        "lane-nodes",
                        lane.id,
                        Text(
                            f"泳道“{lane.name}”列出的“{node_id}”不是本流程的节点。",
                            f"The lane {lane.name!r} lists {node_id!r}, no node of this process.",
                        ),
                        Text("请用设计器重新保存。", "Save the file again with a modeller."),
                    )
        yield from _shared(process)


def _shared(process: Process) -> Iterator[Finding]:
    counted = Counter(
        (lane.parent_id, node_id)
        for lane in process.lanes.values()
        for node_id in set(lane.node_ids)
    )
    for (_, node_id), count in counted.items():
        if count > 1:
            yield error(
                "lane-nodes",
                node_id,
                Text(f"“{node_id}”同时在 {count} 个泳道里。", f"{node_id!r} is in {count} lanes."),
                Text("请把它移到一个泳道内。", "Move it into one lane."),
            )


def pools(facts: Facts) -> Iterator[Finding]:
    """A pool that names a process names one of this file."""
    collaboration = facts.diagram.collaboration
    for pool in collaboration.participants if collaboration else ():
        if pool.process_id is not None and pool.process_id not in facts.diagram.processes:
            yield warning(
                "pools",
                pool.id,
                Text(
                    f"泳池“{pool.name}”引用的流程“{pool.process_id}”不在文件中。",
                    f"The pool {pool.name!r} names {pool.process_id!r}, no process of this file.",
                ),
                Text("请用设计器重新保存。", "Save the file again with a modeller."),
            )


def links(facts: Facts) -> Iterator[Finding]:
    """A link that is thrown is caught exactly once in the same scope."""
    for process, scope in facts.scopes():
        nodes = list(process.children(scope))
        caught = Counter(link_name(node, "intermediateCatchEvent") for node in nodes)
        thrown = Counter(link_name(node, "intermediateThrowEvent") for node in nodes)
        for node in nodes:
            name = link_name(node, "intermediateThrowEvent")
            if name is not None and caught[name] != 1:
                yield _link(node, name, f"有 {caught[name]} 个接收端", f"{caught[name]} targets")
            name = link_name(node, "intermediateCatchEvent")
            if name is not None and thrown[name] == 0:
                yield _link(node, name, "没有发出端", "no source")


def _link(node: Element, name: str, zh: str, en: str) -> Finding:
    return error(
        "bpmn-10.5.5-link-pair",
        node.id,
        Text(f"链接“{name}”在同一层中{zh}。", f"The link {name!r} has {en} on its level."),
        Text(
            "同一层内每个链接名须有发出端和恰好一个接收端。",
            "Each link name needs sources and exactly one target on the same level.",
        ),
    )


def called_process(facts: Facts) -> Iterator[Finding]:
    """A call activity names a process that is deployed or comes with this deployment."""
    known = {*facts.processes, *facts.diagram.processes}
    for element in facts.elements("callActivity"):
        if element.called is not None:
            named = element.called.process_id
            yield from _exists("called-process", element, named, known, ("流程", "process"))


def called_decision(facts: Facts) -> Iterator[Finding]:
    """A business rule task names a decision that is there."""
    for element in facts.elements("businessRuleTask"):
        if element.decision is not None:
            named = element.decision.id
            what = ("决策", "decision")
            yield from _exists("called-decision", element, named, facts.decisions, what)


def form(facts: Facts) -> Iterator[Finding]:
    """A user task or start event names a form that is there."""
    for element in facts.elements("userTask", "startEvent"):
        if element.form is not None:
            named = element.form.id or element.form.key or ""
            yield from _exists("form", element, named, facts.forms, ("表单", "form"))


def _exists(
    rule: str, element: Element, named: str, known: Collection[str], what: tuple[str, str]
) -> Iterator[Finding]:
    zh, en = what
    hint = Text(f"请选择已有的{zh}，或一起部署。", f"Choose an existing {en}, or deploy it too.")
    if not named:
        message = Text(f"{called(element)} 没有选择{zh}。", f"{called(element)} names no {en}.")
        yield error(rule, element.id, message, hint)
    elif not named.startswith("=") and named not in known:
        message = Text(
            f"{called(element)} 引用的{zh}“{named}”不存在。",
            f"{called(element)}: there is no {en} {named!r}.",
        )
        yield error(rule, element.id, message, hint)
