"""Constraints on data and on pools with their messages (clauses 7.6, 9 and 10.4)."""

from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local, reference, text_of
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source, child, triggers
from engine.linting.facts import Text
from engine.model import Severity

_ASSOCIATIONS: Final = ("dataInputAssociation", "dataOutputAssociation")
_SENDING: Final = kinds.ACTIVITIES | kinds.THROWING | {"participant"}
_TAKING: Final = kinds.ACTIVITIES | kinds.CATCHING | {"participant"}
_REDRAW: Final = Text("请删除后重画该消息流。", "Delete the message flow and draw it again.")
_COMPUTE: Final = Text("请在前后用脚本任务计算集合。", "Compute the collection in a script task.")
_EITHER: Final = Text(
    "请改为消息事件，或删除消息流。", "Make it a message event, or remove the flow."
)


def _outside(source: Source, node: Node) -> bool:
    """Whether the data object lies in a scope that this reference cannot see."""
    item = source.named(node, "dataObjectRef")
    if item is None or local(item) != "dataObject":
        return False  # the rule on the reference says it
    return item.getparent() not in list(node.iterancestors())


def _several_sources(_: Source, node: Node) -> bool:
    several = len(node.findall(bpmn("sourceRef"))) > 1
    return several and not _computes(node, "transformation", "assignment")


def _changes_collection(_: Source, node: Node) -> bool:
    """Whether the collection of a multi-instance is not just handed over."""
    around = node.getparent()
    multi = None if around is None else child(around, "multiInstanceLoopCharacteristics")
    if multi is None:
        return False
    taking = local(node) == "dataInputAssociation"
    named, own = ("loopDataInputRef", "targetRef") if taking else ("loopDataOutputRef", "sourceRef")
    changes = ("assignment",) if taking else ("assignment", "transformation")
    same = text_of(child(multi, named)) == text_of(child(node, own)) is not None
    return same and _computes(node, *changes)


def _computes(node: Node, *names: str) -> bool:
    return any(child(node, name) is not None for name in names)


def _wrong_end(attribute: str, allowed: frozenset[str], source: Source, node: Node) -> bool:
    end = source.named(node, attribute)
    return end is not None and local(end) not in allowed


def _one_pool(source: Source, node: Node) -> bool:
    pools = [_pool(source, source.named(node, end)) for end in ("sourceRef", "targetRef")]
    return pools[0] is not None and pools[0] == pools[1]


def _pool(source: Source, end: Node | None) -> str | None:
    if end is None:
        return None
    if local(end) == "participant":
        return end.get("id")
    process = next((one.get("id") for one in end.iterancestors(bpmn("process"))), None)
    pools = (pool for pool in source.tagged("participant") if process is not None)
    found = (pool for pool in pools if reference(pool, "processRef") == process)
    return next((pool.get("id") for pool in found), None)


def _other_trigger(attribute: str, source: Source, node: Node) -> bool:
    end = source.named(node, attribute)
    if end is None or local(end) not in kinds.EVENTS:
        return False
    return not {"message", "multiple"} & set(triggers(end)) and len(triggers(end)) < 2  # noqa: PLR2004  multiple


def _is_end(attribute: str, kind: str, source: Source, node: Node) -> bool:
    end = source.named(node, attribute)
    return end is not None and local(end) == kind


def _same_process(_: Source, node: Node) -> bool:
    process = node.get("processRef")
    earlier = node.itersiblings(bpmn("participant"), preceding=True)
    return bool(process) and any(one.get("processRef") == process for one in earlier)


def _multiplicity(_: Source, node: Node) -> bool:
    low, high = int(node.get("minimum") or 0), int(node.get("maximum") or 1)
    return low < 0 or high < max(low, 1)


DATA: Final[tuple[Constraint, ...]] = (
    Constraint(
        rule="bpmn-10.4.1-data-object-scope",
        tags=("dataObjectReference",),
        broken=_outside,
        zh="引用的数据对象在别的子流程里",
        en="refers to a data object of another sub-process",
        hint=Text("请把数据对象移到外层。", "Move the data object outwards."),
    ),
    Constraint(
        rule="bpmn-10.4.2-one-source",
        tags=_ASSOCIATIONS,
        broken=_several_sources,
        zh="的数据关联有多个来源，却没有转换",
        en="has a data association with several sources and no transformation",
        hint=Text(
            "请补上转换表达式，或只留一个来源。", "Give a transformation, or keep one source."
        ),
    ),
    Constraint(
        rule="bpmn-10.3.8-loop-data",
        tags=_ASSOCIATIONS,
        broken=_changes_collection,
        zh="在多实例的集合上有赋值或转换，不会执行",
        en="assigns or transforms the collection of its instances, which is not executed",
        hint=_COMPUTE,
    ),
    Constraint(
        rule="bpmn-7.6.2-message-flow-source",
        tags=("messageFlow",),
        broken=lambda s, n: _wrong_end("sourceRef", _SENDING, s, n),
        zh="不能从这种图元出发",
        en="cannot leave an element of this kind",
        hint=_REDRAW,
    ),
    Constraint(
        rule="bpmn-7.6.2-message-flow-target",
        tags=("messageFlow",),
        broken=lambda s, n: _wrong_end("targetRef", _TAKING, s, n),
        zh="不能指向这种图元",
        en="cannot come to an element of this kind",
        hint=_REDRAW,
    ),
    Constraint(
        rule="bpmn-7.6.2-message-flow-one-pool",
        tags=("messageFlow",),
        broken=_one_pool,
        zh="的两端在同一个泳池内",
        en="stays inside one pool",
        hint=Text("泳池内请用连线。", "Inside a pool use a sequence flow."),
    ),
    Constraint(
        rule="bpmn-9.4-source-trigger",
        tags=("messageFlow",),
        broken=lambda s, n: _other_trigger("sourceRef", s, n),
        zh="从一个不是消息的事件出发",
        en="leaves an event that sends no message",
        hint=_EITHER,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-9.4-target-trigger",
        tags=("messageFlow",),
        broken=lambda s, n: _other_trigger("targetRef", s, n),
        zh="指向一个不是消息的事件",
        en="comes to an event that awaits no message",
        hint=_EITHER,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.3-send-incoming-message",
        tags=("messageFlow",),
        broken=lambda s, n: _is_end("targetRef", "sendTask", s, n),
        zh="指向发送任务",
        en="comes to a send task",
        hint=_REDRAW,
    ),
    Constraint(
        rule="bpmn-10.3.3-receive-outgoing-message",
        tags=("messageFlow",),
        broken=lambda s, n: _is_end("sourceRef", "receiveTask", s, n),
        zh="从接收任务出发",
        en="leaves a receive task",
        hint=_REDRAW,
    ),
    Constraint(
        rule="bpmn-9.3-process-twice",
        tags=("participant",),
        broken=_same_process,
        zh="与另一个泳池是同一个流程",
        en="shows the process of another pool",
        hint=Text("请删除一个泳池。", "Remove one of the pools."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-9.3-multiplicity",
        tags=("participantMultiplicity",),
        broken=_multiplicity,
        zh="的参与者数量上下限矛盾",
        en="has bounds of multiplicity that contradict each other",
        hint=Text("最小值不能大于最大值。", "The minimum cannot exceed the maximum."),
    ),
)
