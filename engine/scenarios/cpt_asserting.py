"""What Camunda's test cases assert, as expectations of a story."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from engine.calendar import SHANGHAI
from engine.scenarios.foreign import Drawn

Instruction = Mapping[str, Any]

_MINUTE: Final = len("2031-03-04T09:00")
_EVENTS: Final[Mapping[str, str]] = {
    "IS_ACTIVE": "ElementActivated",
    "IS_COMPLETED": "ElementCompleted",
    "IS_TERMINATED": "ElementTerminated",
}
_CASES: Final[Mapping[str, str]] = {
    "IS_CREATED": "InstanceStarted",
    "IS_TERMINATED": "InstanceTerminated",
}
_TASKS: Final[Mapping[str, str]] = {
    "IS_CREATED": "UserTaskCreated",
    "IS_COMPLETED": "UserTaskCompleted",
    "IS_CANCELED": "UserTaskWithdrawn",
}


@dataclass(slots=True, kw_only=True)
class Asserted:
    """What an assertion expects here."""

    wanted: dict[str, Any] = field(default_factory=dict)
    process: str = ""
    """Another process than the stories', whose newest case is meant."""
    left_out: list[str] = field(default_factory=list)
    approximated: list[str] = field(default_factory=list)

    def log(self, event: str, **facts: Any) -> None:
        self.wanted.setdefault("log", []).append({"event": event, **facts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What selectors mean in a diagram."""

    drawn: Drawn
    process: str

    def element(self, selector: Mapping[str, Any]) -> str | None:
        """Return the id of an element, by its id or its name."""
        if selector.get("elementId"):
            return str(selector["elementId"])
        return self.drawn.named(str(selector.get("elementName") or selector.get("taskName")))

    def task(self, selector: Mapping[str, Any]) -> tuple[str | None, dict[str, str]]:
        """Return the id of a user task, with `in` where it is another process's."""
        key = str(selector.get("processDefinitionId") or self.process)
        elsewhere = {} if key == self.process else {"in": key}
        found = self.element(selector)
        if found is None and not selector.keys() & {"elementId", "taskName"} and not elsewhere:
            tasks = [o.id for o in self.drawn.elements().values() if o.kind == "userTask"]
            found = tasks[0] if len(tasks) == 1 else None
        return found, elsewhere

    def about(self, one: Instruction) -> Asserted:
        """Begin with the case that an assertion is about."""
        key = str(one.get("processInstanceSelector", {}).get("processDefinitionId") or "")
        return Asserted(process="" if key == self.process else key)


def _case(chosen: Chosen, one: Instruction) -> Asserted:
    asserted, state = chosen.about(one), str(one.get("state", ""))
    ends = [] if asserted.process else chosen.drawn.ends()
    if state == "IS_COMPLETED" and len(ends) == 1:
        asserted.wanted["ended"] = ends[0]
    elif state == "IS_COMPLETED":
        asserted.log("InstanceCompleted")
    elif state in _CASES:
        asserted.log(_CASES[state])
    elif state:
        asserted.left_out.append(f"{state}: expect what is waiting instead")
    if one.get("hasActiveIncidents") is False:
        asserted.wanted["incidents"] = []
    elif one.get("hasActiveIncidents"):
        asserted.left_out.append("hasActiveIncidents: `incidents` names the elements")
    return asserted


def _element(chosen: Chosen, one: Instruction) -> Asserted:
    asserted = chosen.about(one)
    if one.get("amount", 1) != 1:
        asserted.approximated.append(f"{one['amount']} times: once is expected")
    _reached(asserted, chosen, [one.get("elementSelector", {})], str(one.get("state")))
    return asserted


def _elements(chosen: Chosen, one: Instruction) -> Asserted:
    asserted, state = chosen.about(one), str(one.get("state"))
    selectors = one.get("elementSelectors", ())
    found = [chosen.element(selector) for selector in selectors]
    kinds = chosen.drawn.elements()
    if state == "IS_COMPLETED_IN_ORDER" and all(found):
        asserted.wanted["passed"] = found
    elif state == "IS_ACTIVE_EXACTLY" and all(
        each in kinds and kinds[each].kind == "userTask" for each in found if each
    ):
        asserted.wanted["waiting"] = sorted(filter(None, found))
    else:
        _reached(asserted, chosen, selectors, state)
    return asserted


def _reached(
    asserted: Asserted, chosen: Chosen, selectors: Iterable[Mapping[str, Any]], state: str
) -> None:
    """Expect the record to say so of each element."""
    if state not in _EVENTS:
        asserted.left_out.append(f"{state}: a story expects what is waiting, and what it passed")
        return
    if state == "IS_ACTIVE":
        asserted.approximated.append("IS_ACTIVE: that it was reached is expected")
    for selector in selectors:
        element = chosen.element(selector)
        if element is None:
            asserted.left_out.append(f"no one element is called {selector.get('elementName')!r}")
        else:
            asserted.log(_EVENTS[state], element_id=element)


def _task(chosen: Chosen, one: Instruction) -> Asserted:
    element, elsewhere = chosen.task(one.get("userTaskSelector", {}))
    asserted = Asserted(process=elsewhere.get("in", ""))
    if element is None:
        asserted.left_out.append("which task is meant cannot be told; name the diagram with --bpmn")
        return asserted
    state = str(one.get("state", ""))
    if state in _TASKS:
        asserted.log(_TASKS[state], element_id=element)
    elif state:
        asserted.left_out.append(f"{state}: no task is so here")
    if "assignee" in one:
        asserted.wanted["assignee"] = {element: one["assignee"]}
    if "dueDate" in one:
        _due(asserted, element, str(one["dueDate"]))
    for name in ("candidateGroups", "priority", "elementId", "name", "followUpDate"):
        if name in one:
            asserted.left_out.append(f"{name}: {one[name]}")
    return asserted


def _due(asserted: Asserted, element: str, text: str) -> None:
    try:
        due = datetime.fromisoformat(text)
    except ValueError:
        asserted.left_out.append(f"dueDate: {text} is no time")
        return
    local = (due if due.tzinfo else due.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    asserted.wanted["due"] = {element: local.isoformat()[:_MINUTE]}


def _variables(chosen: Chosen, one: Instruction) -> Asserted:
    asserted = chosen.about(one)
    if "variableNames" in one:
        names = ", ".join(one["variableNames"])
        asserted.left_out.append(f"that {names} are there: `variables` expects values")
    if "elementSelector" in one:
        asserted.left_out.append("variables of one element: `variables` is about the case")
    elif one.get("variables"):
        asserted.wanted["variables"] = dict(one["variables"])
    return asserted


ASSERTIONS: Final[Mapping[str, Callable[[Chosen, Instruction], Asserted]]] = {
    "ASSERT_PROCESS_INSTANCE": _case,
    "ASSERT_ELEMENT_INSTANCE": _element,
    "ASSERT_ELEMENT_INSTANCES": _elements,
    "ASSERT_USER_TASK": _task,
    "ASSERT_VARIABLES": _variables,
}
