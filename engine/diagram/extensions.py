"""Reading the settings of a flow node: `zeebe:`, else the attributes of its cousins."""

from types import MappingProxyType

from engine.diagram import standard
from engine.diagram.nodes import (
    FOREIGN,
    ZEEBE,
    bpmn,
    extension,
    flag,
    formula,
    local,
    reference,
)
from engine.diagram.settings import (
    AdHoc,
    Assignment,
    Called,
    CalledDecision,
    Form,
    Job,
    Loop,
    LoopKind,
    Mapped,
    Schedule,
    Script,
)
from engine.diagram.xml import Node


def properties(node: Node) -> MappingProxyType[str, str]:
    """Return the `zeebe:property` entries (and camunda's) of a node, of a lane or of a process."""
    found: dict[str, str] = {}
    for space in (*FOREIGN, ZEEBE):
        path = f"{bpmn('extensionElements')}/{{{space}}}properties/{{{space}}}property"
        for entry in node.iterfind(path):
            found[entry.get("name") or ""] = entry.get("value") or ""
    return MappingProxyType(found)


def form(node: Node) -> Form | None:
    """Return the form that a task or start event names."""
    entry = extension(node, "formDefinition")
    if entry is not None:
        return Form(
            id=entry.get("formId"),
            key=entry.get("formKey") or entry.get("externalReference"),
            binding=entry.get("bindingType"),
            version_tag=entry.get("versionTag"),
        )
    key = _foreign(node, "formKey")
    ref = _foreign(node, "formRef")
    return Form(id=ref, key=key) if key or ref else None


def assignment(node: Node) -> Assignment | None:
    """Return who may do the task: by a setting, else by the resource roles of plain BPMN."""
    entry = extension(node, "assignmentDefinition")
    names = ("assignee", "candidateGroups", "candidateUsers")
    if entry is not None:
        assignee, groups, users = (entry.get(name) for name in names)
    else:
        assignee, groups, users = (_foreign(node, name) for name in names)
    if not (assignee or groups or users):
        return standard.assignment(node)
    return Assignment(assignee=assignee, candidate_groups=groups, candidate_users=users)


def schedule(node: Node) -> Schedule | None:
    """Return when the task is due."""
    entry = extension(node, "taskSchedule")
    if entry is not None:
        return Schedule(due=entry.get("dueDate"), follow_up=entry.get("followUpDate"))
    due, follow_up = _foreign(node, "dueDate"), _foreign(node, "followUpDate")
    return Schedule(due=due, follow_up=follow_up) if due or follow_up else None


def priority(node: Node) -> str | None:
    """Return the priority as written."""
    entry = extension(node, "priorityDefinition")
    return _foreign(node, "priority") if entry is None else entry.get("priority")


def job(node: Node) -> Job | None:
    """Return the work that a worker does for this node (a throw event's is in its definition)."""
    for place in (node, *(child for child in node if local(child).endswith("EventDefinition"))):
        entry = extension(place, "taskDefinition")
        if entry is not None:
            return Job(
                type=entry.get("type") or "", retries=entry.get("retries"), headers=_headers(node)
            )
    return standard.job(node)


def called(node: Node) -> Called | None:
    """Return the process that a call activity starts."""
    entry = extension(node, "calledElement")
    if entry is None:
        process_id = reference(node, "calledElement")
        return Called(process_id=process_id) if process_id else None
    return Called(
        process_id=entry.get("processId") or "",
        binding=entry.get("bindingType"),
        version_tag=entry.get("versionTag"),
        propagate_parent=flag(entry, "propagateAllParentVariables", default=True),
        propagate_child=flag(entry, "propagateAllChildVariables", default=True),
    )


def decision(node: Node) -> CalledDecision | None:
    """Return the decision that a business rule task asks."""
    entry = extension(node, "calledDecision")
    if entry is None:
        return None
    return CalledDecision(
        id=entry.get("decisionId") or "",
        result_variable=entry.get("resultVariable"),
        binding=entry.get("bindingType"),
        version_tag=entry.get("versionTag"),
    )


def script(node: Node) -> Script | None:
    """Return the FEEL expression of a script task."""
    entry = extension(node, "script")
    if entry is None:
        return standard.script(node)
    return Script(
        expression=entry.get("expression") or "", result_variable=entry.get("resultVariable")
    )


def mappings(node: Node, direction: str) -> tuple[Mapped, ...]:
    """Return the lines of the `input` or `output` mapping."""
    path = f"{bpmn('extensionElements')}/{{{ZEEBE}}}ioMapping/{{{ZEEBE}}}{direction}"
    return tuple(
        Mapped(source=entry.get("source") or "", target=entry.get("target") or "")
        for entry in node.iterfind(path)
    )


def loop(node: Node) -> Loop | None:
    """Return how often an activity is carried out."""
    standard = node.find(bpmn("standardLoopCharacteristics"))
    if standard is not None:
        return Loop(
            kind="standard",
            loop_condition=formula(standard, "loopCondition"),
            test_before=flag(standard, "testBefore", default=False),
            maximum=standard.get("loopMaximum"),
        )
    multi = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if multi is None:
        return None
    kind: LoopKind = "sequential" if flag(multi, "isSequential", default=False) else "parallel"
    entry = extension(multi, "loopCharacteristics")
    return Loop(
        kind=kind,
        cardinality=formula(multi, "loopCardinality"),
        input_collection=_setting(entry, "inputCollection"),
        input_element=_setting(entry, "inputElement"),
        output_collection=_setting(entry, "outputCollection"),
        output_element=_setting(entry, "outputElement"),
        completion_condition=formula(multi, "completionCondition"),
        behavior=multi.get("behavior") or "All",
    )


def ad_hoc(node: Node) -> AdHoc | None:
    """Return how the inside of an ad-hoc sub-process is carried out."""
    if local(node) != "adHocSubProcess":
        return None
    entry = extension(node, "adHoc")
    return AdHoc(
        sequential=node.get("ordering") == "Sequential",
        cancel_remaining=flag(node, "cancelRemainingInstances", default=True),
        completion_condition=formula(node, "completionCondition"),
        active_elements=_setting(entry, "activeElementsCollection"),
    )


def _headers(node: Node) -> MappingProxyType[str, str]:
    path = f"{bpmn('extensionElements')}/{{{ZEEBE}}}taskHeaders/{{{ZEEBE}}}header"
    entries = node.iterfind(path)
    return MappingProxyType({e.get("key") or "": e.get("value") or "" for e in entries})


def _setting(entry: Node | None, name: str) -> str | None:
    return None if entry is None else entry.get(name)


def _foreign(node: Node, name: str) -> str | None:
    values = (node.get(f"{{{space}}}{name}") for space in FOREIGN)
    return next((value for value in values if value), None)
