"""Rules: conditions and joins that cannot leave a case stuck."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from engine.diagram import Element, Process, SequenceFlow
from engine.linting import exhaustive
from engine.linting.facts import Facts, Text, called, error, warning
from engine.linting.graph import Graph, conditional, graph
from engine.model import Finding

_CHOOSING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_COMPARISON: Final = re.compile(r"(?P<left>[^=<>!]+)(?P<op><=|>=|!=|=|<|>)(?P<right>[^=<>!]+)")
_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_BOOLEANS: Final = {"true": "false", "false": "true"}
_AFTER_EVENT_GATEWAY: Final = frozenset({"timer", "message", "signal", "conditional"})


def condition_missing(facts: Facts) -> Iterator[Finding]:
    """Every branch of a choosing gateway but the default has a condition.

    Only a warning: a flow without one is always free (BPMN 2.0.2, table 8.60), so an exclusive
    gateway takes it where no branch before it in the file holds, and an inclusive one always.
    """
    for process in facts.executable():
        for gateway in _gateways(process, _CHOOSING):
            for flow in _branches(process, gateway):
                if flow.condition is None and len(gateway.outgoing) > 1:
                    yield _always_free(gateway, flow)


def _always_free(gateway: Element, flow: SequenceFlow) -> Finding:
    zh, en = "只要走到就会选它，排在其后的分支不会被判断", "the branches behind it are never asked"
    if gateway.kind == "inclusiveGateway":
        zh, en = "每次都会走", "it is taken every time"
    return warning(
        "condition-missing",
        flow.id,
        Text(
            f"{called(gateway)} 的分支“{flow.name or flow.id}”没有条件：{zh}。",
            f"The branch {flow.name or flow.id!r} of {called(gateway)} has no condition: {en}.",
        ),
        Text("请填写条件，或设为默认分支。", "Give it one or make it the default."),
    )


def condition_ignored(facts: Facts) -> Iterator[Finding]:
    """A condition stands only where somebody asks it."""
    for process in facts.executable():
        for flow in conditional(process.flows.values()):
            source = process.elements.get(flow.source)
            if source is not None and not _asks(source, flow):
                yield warning(
                    "condition-ignored",
                    flow.id,
                    Text(
                        f"从 {called(source)} 出发的这条连线上的条件不会被判断。",
                        f"The condition on this flow from {called(source)} is never asked.",
                    ),
                    Text("请删除该条件。", "Remove the condition."),
                )


def _asks(source: Element, flow: SequenceFlow) -> bool:
    deaf = source.kind in ("parallelGateway", "eventBasedGateway")
    return not deaf and source.default != flow.id


def no_default(facts: Facts) -> Iterator[Finding]:
    """A choice has a default branch unless its conditions obviously cover every case.

    BPMN 2.0.2, 10.6.2 and 10.6.3, leave it to the modeller: a choice that finds no way is an
    exception when it happens (an incident here), so the diagram is legal and deployed.
    """
    for process in facts.executable():
        for element in process.elements.values():
            branches = _branches(process, element)
            asked = conditional(branches)
            partly = len(asked) < len(branches)  # for gateways `condition_missing` says it
            if element.default or not asked or partly or _exhaustive(asked):
                continue
            yield warning(
                "no-default",
                element.id,
                Text(
                    f"{called(element)} 没有默认分支，条件都不成立时流程会卡住。",
                    f"{called(element)} has no default flow: it is stuck when no condition holds.",
                ),
                Text("请把一条分支设为默认。", "Make one branch the default flow."),
            )


def _gateways(process: Process, wanted: frozenset[str]) -> Iterator[Element]:
    return (element for element in process.elements.values() if element.kind in wanted)


def _branches(process: Process, element: Element) -> list[SequenceFlow]:
    """Return the outgoing flows but the default."""
    return [process.flows[id_] for id_ in element.outgoing if id_ != element.default]


def _exhaustive(flows: list[SequenceFlow]) -> bool:
    """Whether two of the conditions are each other's opposite by their text, or leave no gap."""
    texts = [_plain(flow.condition or "") for flow in flows]
    opposed = any(_opposite(a, b) or _opposite(b, a) for a, b in combinations(texts, 2))
    return opposed or exhaustive.covers(texts)


def _plain(condition: str) -> str:
    return re.sub(r"\s+", " ", condition.removeprefix("=")).strip()


def _opposite(a: str, b: str) -> bool:
    if b == f"not({a})":
        return True
    one, other = _COMPARISON.fullmatch(a), _COMPARISON.fullmatch(b)
    if one is None or other is None or one["left"].strip() != other["left"].strip():
        return False
    left, right = one["right"].strip(), other["right"].strip()
    if one["op"] == other["op"] == "=":
        return _BOOLEANS.get(left) == right
    return left == right and _OPPOSITE[one["op"]] == other["op"]


def event_gateway(facts: Facts) -> Iterator[Finding]:
    """An event-based gateway leads to at least two events that can be waited for (10.6.6)."""
    for process in facts.executable():
        for gateway in _gateways(process, frozenset({"eventBasedGateway"})):
            flows = [process.flows[id_] for id_ in gateway.outgoing]
            targets = [process.elements.get(flow.target) for flow in flows]
            if len(flows) < 2:  # noqa: PLR2004  two make a choice
                yield _gateway("outgoing", gateway, "须有至少两条出线", "needs two outgoing flows")
            if not all(_awaited(target) for target in targets):
                zh, en = "之后有不能等待的图元", "leads to something that cannot be waited for"
                yield _gateway("target", gateway, zh, en)
            elif any(target is not None and len(target.incoming) > 1 for target in targets):
                zh, en = "之后的事件另有入线", "leads to an event that has another incoming flow"
                yield _gateway("target-incoming", gateway, zh, en)


def _gateway(what: str, gateway: Element, zh: str, en: str) -> Finding:
    name = called(gateway)
    return error(
        f"bpmn-10.6.6-{what}",
        gateway.id,
        Text(f"事件网关 {name} {zh}。", f"The event-based gateway {name} {en}."),
        Text(
            "其后只能是定时、消息、信号、条件捕获事件或接收任务，且只有这一条入线。",
            "Only timer, message, signal and conditional catch events or receive tasks with "
            "this one incoming flow.",
        ),
    )


def _awaited(target: Element | None) -> bool:
    if target is None or target.loop is not None:
        return False
    if target.kind == "receiveTask":
        return True
    caught = {event.kind for event in target.events}
    catches = target.kind == "intermediateCatchEvent" and not target.collects
    return catches and bool(caught) and caught <= _AFTER_EVENT_GATEWAY


def parallel_join(facts: Facts) -> Iterator[Finding]:
    """A parallel join does not wait for two branches of which only one is ever taken.

    Reported only where it can be proved: both incoming flows can be reached through different
    branches of one choice alone, and that choice is made at most once before the join.  Of an
    inclusive choice only some branches may be taken, so that it waits for ever now and then.
    """
    for process, scope in facts.scopes():
        ways = graph(process, scope)
        for join in ways.nodes.values():
            if join.kind == "parallelGateway" and len(join.incoming) > 1:
                choice = next(_deadlocks(process, ways, join), None)
                if choice is not None:
                    yield _stuck(join, choice)


def _stuck(join: Element, choice: Element) -> Finding:
    if choice.kind == "inclusiveGateway":
        said = Text(
            f"并行网关 {called(join)} 可能一直等待：{called(choice)} 可能只走其中一部分分支。",
            f"The parallel join {called(join)} may wait for ever: {called(choice)} may take only "
            "some of the branches that it waits for.",
        )
        hint = Text("请改用包容网关汇合。", "Join with an inclusive gateway instead.")
    else:
        said = Text(
            f"并行网关 {called(join)} 会一直等待：{called(choice)} 只走其中一条分支。",
            f"The parallel join {called(join)} waits for ever: {called(choice)} takes only one of "
            "the branches that it waits for.",
        )
        hint = Text("请改用排他网关汇合。", "Join with an exclusive gateway instead.")
    return warning("parallel-join", join.id, said, hint)


def _deadlocks(process: Process, ways: Graph, join: Element) -> Iterator[Element]:
    """Yield the choices of which one branch leads to one incoming flow and another to another."""
    for choice in ways.nodes.values():
        branches = _alternatives(ways, choice) or _optional(process, choice)
        if len(branches) < 2 or not _made_once(ways, choice, join):  # noqa: PLR2004  no choice
            continue
        others = [ways.reached(ways.entries, without=branch) for branch in branches]
        needed = [
            {
                number
                for number, branch in enumerate(branches)
                if flow in branch or ways.ways[flow][0] not in others[number]
            }
            for flow in join.incoming
            if flow in ways.ways
        ]
        if any(a and b and not a & b for a, b in combinations(needed, 2)):
            yield choice


def _alternatives(ways: Graph, choice: Element) -> list[frozenset[str]]:
    """Return the ways out of a node of which exactly one is taken, one set for each branch."""
    leaving = ways.leaving.get(choice.id, ())
    if _chooses(choice):
        return [frozenset({way}) for way in leaving]
    interrupting = [way for way in leaving if _interrupts(ways, way)]
    rest = frozenset(way for way in leaving if way not in ways.nodes)
    return [rest, *(frozenset({way}) for way in interrupting)] if interrupting else []


def _optional(process: Process, choice: Element) -> list[frozenset[str]]:
    """Return the ways out of an inclusive gateway that are taken or not."""
    if choice.kind != "inclusiveGateway":
        return []
    flows = (process.flows[way] for way in choice.outgoing)
    asked = [flow for flow in flows if flow.condition is not None or choice.default == flow.id]
    return [frozenset({flow.id}) for flow in asked if flow.condition != "= true"]


def _chooses(node: Element) -> bool:
    """Whether exactly one of the flows out of the node is taken."""
    waits_for_one = node.kind == "eventBasedGateway" and not node.waits_for_all
    return node.kind == "exclusiveGateway" or waits_for_one


def _interrupts(ways: Graph, way: str) -> bool:
    event = ways.nodes.get(way)
    return event is not None and event.kind == "boundaryEvent" and event.cancel_activity


def _made_once(ways: Graph, choice: Element, join: Element) -> bool:
    """Whether at most one token comes to the choice before the join has fired."""
    blocked = frozenset(ways.leaving.get(join.id, ()))
    after = {ways.ways[way][1] for way in ways.leaving.get(choice.id, ())}
    if choice.id in ways.reached(after, without=blocked):
        return False
    before = ways.reaching({choice.id})
    if len(before & ways.together) > 1:
        return False
    return not any(_multiplies(ways, node, before) for node in before - {choice.id})


def _multiplies(ways: Graph, node_id: str, before: set[str]) -> bool:
    """Whether more than one token may leave the node towards the nodes `before`."""
    node = ways.nodes[node_id]
    leading = [way for way in ways.leaving[node_id] if ways.ways[way][1] in before]
    if _chooses(node):
        return False
    flows = [way for way in leading if way not in ways.nodes]
    repeats = any(way in ways.nodes and not ways.nodes[way].cancel_activity for way in leading)
    return repeats or len(flows) > 1
