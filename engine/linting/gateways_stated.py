"""Constraints on gateways and sequence flows (clauses 8.4 and 10.6)."""

from collections.abc import Callable
from itertools import takewhile
from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local, text_of
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source, child, triggers, truth
from engine.linting.facts import Text
from engine.model import Severity

_GATEWAYS: Final = tuple(sorted(kinds.GATEWAYS))
_NODES: Final = tuple(sorted(kinds.FLOW_NODES))
_SAVE: Final = Text("请用设计器重新保存。", "Save the file again with a modeller.")
_DIRECTION: Final = Text("请改正 gatewayDirection 或连线。", "Mend gatewayDirection or the flows.")


def _listed_otherwise(side: str, source: Source, node: Node) -> bool:
    """Whether a node lists a flow that does not come to it, or does not leave it."""
    flows = source.into(node) if side == "incoming" else source.out(node)
    ids = {flow.get("id") for flow in flows}
    return any(
        (text_of(one) or "").rpartition(":")[2] not in ids for one in node.iterfind(bpmn(side))
    )


def _drawn_before(source: Source, flow: Node) -> bool:
    """Whether an earlier flow joins the same nodes, and both are taken."""
    start = source.named(flow, "sourceRef")
    if start is None or local(start) in ("exclusiveGateway", "eventBasedGateway"):
        return False
    earlier = takewhile(lambda one: one is not flow, source.out(start))
    same = [one for one in earlier if one.get("targetRef") == flow.get("targetRef")]
    asked = [one for one in (flow, *same) if child(one, "conditionExpression") is not None]
    return bool(same) and not asked


def _marked(word: str) -> Callable[[Source, Node], bool]:
    """Return whether a gateway is marked with a direction that its flows do not have."""

    def broken(source: Source, node: Node) -> bool:
        many_in, many_out = len(source.into(node)) > 1, len(source.out(node)) > 1
        wrong = {"Converging": many_out, "Diverging": many_in, "Mixed": not (many_in and many_out)}
        return node.get("gatewayDirection") == word and wrong[word]

    return broken


def _idle(source: Source, node: Node) -> bool:
    return len(source.into(node)) == 1 == len(source.out(node))


def _targets(source: Source, node: Node) -> list[Node]:
    found = (source.named(flow, "targetRef") for flow in source.out(node))
    return [target for target in found if target is not None]


def _message_and_receive(source: Source, node: Node) -> bool:
    targets = _targets(source, node)
    receives = any(local(target) == "receiveTask" for target in targets)
    return receives and any("message" in triggers(t) for t in targets if local(t) != "receiveTask")


def _for_all(node: Node) -> bool:
    return node.get("eventGatewayType") == "Parallel"


def _not_messages(source: Source, node: Node) -> bool:
    targets = _targets(source, node) if truth(node, "instantiate") else []
    return any(triggers(t) != ("message",) for t in targets if local(t) != "receiveTask")


def begins_wrongly(source: Source, node: Node) -> bool:
    """Whether what is to begin cases stands where it cannot (10.3.3, 10.6.6)."""
    sources = [source.named(flow, "sourceRef") for flow in source.into(node)]
    led = any(one is None or local(one) != "startEvent" for one in sources)
    around = node.getparent()
    inside = around is not None and local(around) != "process"
    loops = any(local(one).endswith("LoopCharacteristics") for one in node.iterchildren(bpmn("*")))
    return truth(node, "instantiate") and (led or inside or loops)


def _watched_receive(source: Source, node: Node) -> bool:
    awaited = {t.get("id") for t in _targets(source, node) if local(t) == "receiveTask"}
    return any(event.get("attachedToRef") in awaited for event in source.tagged("boundaryEvent"))


GATEWAYS: Final[tuple[Constraint, ...]] = (
    Constraint(
        rule="bpmn-8.4.13-incoming-listed",
        tags=_NODES,
        broken=lambda source, node: _listed_otherwise("incoming", source, node),
        zh="列出的入线并不指向它",
        en="lists an incoming flow that does not come to it",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.4.13-outgoing-listed",
        tags=_NODES,
        broken=lambda source, node: _listed_otherwise("outgoing", source, node),
        zh="列出的出线并不从它出发",
        en="lists an outgoing flow that does not leave it",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.4.13-flow-twice",
        tags=("sequenceFlow",),
        broken=_drawn_before,
        zh="与另一条连线起止相同，后面的步骤会做两遍",
        en="joins what another flow joins: what follows is done twice",
        hint=Text("请删除其中一条。", "Remove one of them."),
        severity=Severity.WARNING,
    ),
    *(
        Constraint(
            rule=f"bpmn-8.4.9-{word.lower()}",
            tags=_GATEWAYS,
            broken=_marked(word),
            zh=f"标为 {word}，与它的连线不符",
            en=f"is marked {word}, which its flows are not",
            hint=_DIRECTION,
            severity=Severity.WARNING,
        )
        for word in ("Converging", "Diverging", "Mixed")
    ),
    Constraint(
        rule="bpmn-8.4.9-gateway-idle",
        tags=_GATEWAYS,
        broken=_idle,
        zh="既不分支也不汇合",
        en="neither splits nor joins",
        hint=Text("请删除该网关。", "Remove the gateway."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.6.6-instantiate",
        tags=("eventBasedGateway",),
        broken=begins_wrongly,
        zh="用来发起流程（instantiate），却有来自开始事件以外的入线，或在子流程里",
        en="begins cases (instantiate), but a flow leads to it, or it is in a sub-process",
        hint=Text("请移到流程的开头。", "Move it to the beginning of the process."),
    ),
    Constraint(
        rule="bpmn-10.6.6-parallel-type",
        tags=("eventBasedGateway",),
        broken=lambda _, node: _for_all(node) and not truth(node, "instantiate"),
        zh="等待所有事件（Parallel），却不是用来发起流程",
        en="waits for all of its events (Parallel), which only one that begins cases does",
        hint=Text("请用并行网关。", "Use a parallel gateway."),
    ),
    Constraint(
        rule="bpmn-10.6.6-parallel-messages",
        tags=("eventBasedGateway",),
        broken=lambda source, node: _for_all(node) and _not_messages(source, node),
        zh="用来发起流程并等待所有事件，之后却不都是消息",
        en="begins cases and waits for all of its events, which are not all messages",
        hint=Text("请改用消息：它们以关联键相认。", "Use messages: they share their key."),
    ),
    Constraint(
        rule="bpmn-10.6.6-message-and-receive",
        tags=("eventBasedGateway",),
        broken=_message_and_receive,
        zh="之后不应同时有消息事件和接收任务",
        en="leads to a message event and to a receive task: the standard allows one kind",
        hint=Text("请统一为消息事件。", "Use message events for both."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.6.6-receive-boundary",
        tags=("eventBasedGateway",),
        broken=_watched_receive,
        zh="之后的接收任务不能有边界事件",
        en="leads to a receive task that has a boundary event",
        hint=Text("请在网关之后另加一个事件。", "Add one more event behind the gateway."),
    ),
)
