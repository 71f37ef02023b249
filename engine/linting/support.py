"""What this release executes.  Everything else is refused here: nothing runs silently wrong.

`engine.interpreter` executes exactly what EXECUTED lists; the two are kept in step by its tests.
"""

from collections.abc import Iterator
from typing import Final

from engine.diagram import Element, Process, compensation_handlers, go_together, kinds, may_cancel
from engine.linting.facts import Facts, Text, called, error
from engine.linting.words import KINDS, TRIGGERS, chinese
from engine.model import Finding

_NONE: Final = frozenset({"none"})

EXECUTED: Final = {
    # kind of element: what its event definition may be
    "startEvent": frozenset({"none", "message", "timer", "signal", "conditional"}),
    "endEvent": frozenset(
        {"none", "message", "signal", "error", "escalation", "cancel", "compensate", "terminate"}
    ),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset(
        {"none", "message", "signal", "escalation", "compensate", "link"}
    ),
    "boundaryEvent": frozenset(
        {
            "timer",
            "message",
            "signal",
            "conditional",
            "error",
            "escalation",
            "cancel",
            "compensate",
        }
    ),
    "task": _NONE,
    "userTask": _NONE,
    "manualTask": _NONE,
    "scriptTask": _NONE,
    "serviceTask": _NONE,
    "businessRuleTask": _NONE,
    "sendTask": frozenset({"none", "message"}),
    "receiveTask": frozenset({"message"}),
    "callActivity": _NONE,
    "subProcess": _NONE,
    "adHocSubProcess": _NONE,
    "transaction": _NONE,
    "exclusiveGateway": _NONE,
    "parallelGateway": _NONE,
    "inclusiveGateway": _NONE,
    "eventBasedGateway": _NONE,
    "complexGateway": _NONE,
}
EVENT_SUBPROCESS_STARTS: Final = frozenset(
    {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"}
)
SUBPROCESS_STARTS: Final = _NONE
_FINDING: Final = frozenset({"message", "signal"})
_TOGETHER: Final = _FINDING | {"timer", "conditional"}
LOOPS: Final = frozenset({"parallel", "sequential", "standard"})

_ZEEBE: Final = frozenset(
    {
        "adHoc",
        "assignmentDefinition",
        "calledDecision",
        "calledElement",
        "formDefinition",
        "ioMapping",
        "loopCharacteristics",
        "priorityDefinition",
        "properties",
        "script",
        "subscription",
        "taskDefinition",
        "taskHeaders",
        "taskSchedule",
        "userTask",
        "versionTag",
        # settings of modellers that change nothing at run time
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
    }
)
_FOREIGN: Final = frozenset(
    {
        "assignee",
        "candidateGroups",
        "candidateUsers",
        "dueDate",
        "followUpDate",
        "formKey",
        "formRef",
        "priority",
        "properties",
        # settings of other engines that change nothing here
        "async",
        "asyncAfter",
        "asyncBefore",
        "candidateStarterGroups",
        "candidateStarterUsers",
        "exclusive",
        "historyTimeToLive",
        "isStartableInTasklist",
        "jobPriority",
        "versionTag",
    }
)
_IMPORT: Final = Text(
    "请通过“导入”转换此文件，或删除该设置。",
    "Import the file to have it translated, or remove the setting.",
)


def unsupported_element(facts: Facts) -> Iterator[Finding]:
    """Refuse kinds of elements that are not executed."""
    for element in facts.elements():
        if element.kind not in EXECUTED:
            yield error(
                "unsupported-element",
                element.id,
                Text(
                    f"{called(element)}：本版本不执行{chinese(KINDS, element.kind)}。",
                    f"{called(element)}: {element.kind} is not executed in this release.",
                ),
                Text("请用受支持的图元重画这一步。", "Draw this step with supported elements."),
            )


def unsupported_event(facts: Facts) -> Iterator[Finding]:
    """Refuse events whose trigger is not executed at this place, and those with several."""
    for process in facts.executable():
        for element in process.elements.values():
            allowed = _allowed(process, element)
            triggers = [event.kind for event in element.events] or ["none"]
            refused = [trigger for trigger in triggers if allowed and trigger not in allowed]
            if refused:
                yield _refused(element, refused[0], allowed)
            elif len(triggers) > 1 and not _several(process, element):
                yield _refused(element, "multiple", allowed)


def unsupported_loop(facts: Facts) -> Iterator[Finding]:
    """Refuse any loop of what is no activity or is started by events."""
    for element in facts.elements():
        loops = element.kind in kinds.ACTIVITIES and not element.is_event_subprocess
        if element.loop and (element.loop.kind not in LOOPS or not loops):
            yield error(
                "unsupported-loop",
                element.id,
                Text(
                    f"{called(element)}：本版本不执行这种循环。",
                    f"{called(element)}: a loop like this is not executed in this release.",
                ),
                Text("请用排他网关画出循环。", "Draw the loop with an exclusive gateway."),
            )


def unsupported_compensation(facts: Facts) -> Iterator[Finding]:
    """Refuse compensation handlers that nothing would ever start, and events without one.

    BPMN 2.0.2, 10.7.2: one association leads from the event to its handler.
    """
    for process in facts.executable():
        handlers = compensation_handlers(facts.diagram, process)
        named = {handler.id for handler in handlers.values()}
        for element in process.elements.values():
            is_event = element.kind == "boundaryEvent" and _compensates(element)
            if (is_event and element.id not in handlers) or (
                element.for_compensation and element.id not in named
            ):
                yield error(
                    "unsupported-compensation",
                    element.id,
                    Text(
                        f"{called(element)}：补偿事件与补偿活动之间应有一条关联。",
                        f"{called(element)}: one association joins a compensation event and its "
                        "handler.",
                    ),
                    Text(
                        "请从补偿事件画关联到补偿活动。", "Draw it from the event to the handler."
                    ),
                )


def unsupported_extension(facts: Facts) -> Iterator[Finding]:
    """Refuse settings of this or another dialect that would be ignored."""
    for process in facts.executable():
        named = [(process.id, process.extensions)]
        named += [(element.id, element.extensions) for element in process.elements.values()]
        for element_id, extensions in named:
            for name in dict.fromkeys(extensions):
                if not _understood(name):
                    yield error(
                        "unsupported-extension",
                        element_id,
                        Text(
                            f"设置 {name} 不被支持，会被忽略。",
                            f"The setting {name} is not supported and would be ignored.",
                        ),
                        _IMPORT,
                    )


def _allowed(process: Process, element: Element) -> frozenset[str]:
    """Return the triggers executed at this place; nothing for elements refused as a whole."""
    if element.kind != "startEvent" or element.parent_id == process.id:
        allowed = EXECUTED.get(element.kind, frozenset())
        return allowed if may_cancel(process, element) else allowed - {"cancel"}
    parent = process.elements[element.parent_id]
    if not parent.triggered_by_event:
        return SUBPROCESS_STARTS
    outermost = parent.parent_id == process.id  # nothing ever compensates a whole process
    return EVENT_SUBPROCESS_STARTS - {"compensate"} if outermost else EVENT_SUBPROCESS_STARTS


def _several(process: Process, element: Element) -> bool:
    """Whether several event definitions are executed here: any that is caught, all thrown.

    Together are awaited only events that do not react at once; at the start of a case only those
    that find the case which waits for them.
    """
    kinds = {event.kind for event in element.events}
    if not element.collects:
        return go_together(element)
    starts_case = element.kind == "startEvent" and element.parent_id == process.id
    return kinds <= (_FINDING if starts_case else _TOGETHER)


def _compensates(element: Element) -> bool:
    return any(event.kind == "compensate" for event in element.events)


def _refused(element: Element, trigger: str, allowed: frozenset[str]) -> Finding:
    listed = ", ".join(sorted(allowed))
    listed_zh = "、".join(chinese(TRIGGERS, kind) for kind in sorted(allowed))
    kind, trigger_zh = chinese(KINDS, element.kind), chinese(TRIGGERS, trigger)
    return error(
        "unsupported-event",
        element.id,
        Text(
            f"{called(element)}：此处的{kind}不能使用“{trigger_zh}”触发。",
            f"{called(element)}: a {element.kind} here is not executed with trigger {trigger}.",
        ),
        Text(f"此处可用：{listed_zh}。", f"Executed here: {listed}."),
    )


def _understood(name: str) -> bool:
    prefix, _, local_name = name.partition(":")
    return local_name in (_ZEEBE if prefix == "zeebe" else _FOREIGN)
