"""Cpt: the JSON test cases of Camunda, as its process tests and its Web Modeler write them.

The instructions of schema 8.9 and 8.10 (camunda.com/json-schema/cpt-test-cases). What a step of a
story says as well becomes one; of the rest the report says why not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from engine.calendar import SHANGHAI
from engine.scenarios import cpt_asserting
from engine.scenarios.cpt_asserting import Asserted, Chosen
from engine.scenarios.foreign import Drawn, Imported, given, start
from engine.scenarios.moments import span

Instruction = Mapping[str, Any]
Steps = Iterator[dict[str, Any]]

_TYPE: Final = "type"
_REASONS: Final[Mapping[str, str]] = {
    "MOCK_CHILD_PROCESS": "what a process calls is played; put it into `needs`",
    "MOCK_DMN_DECISION": "tables are asked as they are; deploy another one beside the stories",
    "MOCK_JOB_WORKER_THROW_BPMN_ERROR": "write `job_error` where the job waits",
    "RESOLVE_INCIDENT": "no step mends an incident",
    "UPDATE_VARIABLES": "no step writes variables",
    "COMPLETE_JOB_USER_TASK_LISTENER": "there are no listeners",
    "COMPLETE_JOB_AD_HOC_SUB_PROCESS": "people choose in an ad-hoc sub-process: `perform: choose`",
    "EVALUATE_CONDITIONAL_START_EVENT": "no step asks the conditions of start events",
    "ASSERT_PROCESS_INSTANCE_MESSAGE_SUBSCRIPTION": "expect it by sending the message",
    "CONDITIONAL_BEHAVIOR": "a story goes one way",
}


@dataclass(slots=True, kw_only=True)
class _Told:
    """One test case as far as it is told."""

    imported: Imported
    drawn: Drawn
    by: str
    where: str = ""
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Decisions that were asked, with their inputs."""

    def left_out(self, why: str) -> None:
        self.imported.leave_out(self.where, why)

    def about(self, why: str) -> None:
        self.imported.approximate(self.where, why)

    def unknown(self, instruction: Instruction, *known: str) -> None:
        """Note what stands in an instruction and is not carried over."""
        for name in sorted(instruction.keys() - {_TYPE, *known}):
            self.left_out(f"{name}: {instruction[name]}")


def is_cpt(document: Mapping[str, Any]) -> bool:
    """Tell whether a file is one of Camunda."""
    return isinstance(document.get("testCases"), list)


def process_of(document: Mapping[str, Any]) -> str:
    """Return the process that the test cases are about; empty where nothing says so."""
    if document.get("processId"):
        return str(document["processId"])
    for case in document["testCases"]:
        for one in case.get("instructions", ()):
            selector = one.get("processDefinitionSelector", {})
            if selector.get("processDefinitionId"):
                return str(selector["processDefinitionId"])
    return ""


def import_cpt(document: Mapping[str, Any], drawn: Drawn, imported: Imported, by: str) -> None:
    """Add a story for each test case."""
    told = _Told(imported=imported, drawn=drawn, by=by)
    for number, case in enumerate(document["testCases"], start=1):
        name = str(case.get("name") or f"test case {number}")
        told.asked.clear()
        steps = [
            step
            for place, instruction in enumerate(case.get("instructions", ()), start=1)
            for step in _steps(told, f"{name}: {place}", instruction)
        ]
        imported.tell(name, str(case.get("description", "")), steps)


def _steps(told: _Told, place: str, instruction: Instruction) -> Steps:
    kind = str(instruction.get(_TYPE, ""))
    told.where = f"{place} {kind}"
    if kind in _CARRIED:
        yield from _CARRIED[kind](told, instruction)
    elif kind in cpt_asserting.ASSERTIONS:
        wanted = cpt_asserting.ASSERTIONS[kind](_chosen(told), instruction)
        yield from _expect(told, wanted)
    else:
        told.left_out(_REASONS.get(kind, "this instruction is not known"))


def _chosen(told: _Told) -> Chosen:
    return Chosen(drawn=told.drawn, process=told.imported.process)


def _expect(told: _Told, asserted: Asserted) -> Steps:
    for why in asserted.left_out:
        told.left_out(why)
    for why in asserted.approximated:
        told.about(why)
    if asserted.wanted:
        elsewhere = {"in": asserted.process} if asserted.process else {}
        yield {"expect": dict(asserted.wanted), **elsewhere}


def _create(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "processDefinitionSelector", "variables", "startInstructions")
    key = one.get("processDefinitionSelector", {}).get("processDefinitionId")
    places = [each["elementId"] for each in one.get("startInstructions", ())]
    for more in places[1:]:
        told.left_out(f"beginning at {more} too: a case begins at one element")
    process = {"process": key} if key and key != told.imported.process else {}
    at = {"at": places[0]} if places else {}
    yield {**start(one.get("variables", {}), told.by), **process, **at}


def _complete(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "userTaskSelector", "variables", "useExampleData")
    element, elsewhere = _chosen(told).task(one.get("userTaskSelector", {}))
    if element is None:
        told.left_out("which task is meant cannot be told; name the diagram with --bpmn")
        return
    yield {"complete": element, "by": told.by, **_values(told, one), **elsewhere}


def _job_done(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "jobSelector", "variables", "useExampleData")
    type_ = _job_type(told, one)
    if type_ is not None:
        yield {"job_done": type_, **_values(told, one)}


def _job_error(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "jobSelector", "variables", "errorCode")
    type_ = _job_type(told, one)
    if type_ is not None:
        yield {"job_error": type_, "code": one.get("errorCode", ""), **given(one.get("variables"))}


def _job_type(told: _Told, one: Instruction) -> str | None:
    selector = one.get("jobSelector", {})
    if selector.get("jobType"):
        return str(selector["jobType"])
    known = told.drawn.elements().get(selector.get("elementId", ""))
    if known is None or known.job is None:
        told.left_out("which type of job is meant cannot be told; name the diagram with --bpmn")
        return None
    return known.job.type


def _mock(told: _Told, one: Instruction) -> Steps:
    """Keep a mock for the whole file: stories share theirs."""
    told.unknown(one, "jobType", "variables", "useExampleData")
    type_, values = str(one.get("jobType", "")), dict(_values(told, one).get("with", {}))
    kept = told.imported.jobs.setdefault(type_, values)
    if kept != values:
        told.about(f"stories of a file share their mocks: {type_} gives {kept}")
    yield from ()


def _values(told: _Told, one: Instruction) -> dict[str, Any]:
    if one.get("useExampleData"):
        told.about("example data of the diagram is not carried over: write it into `with`")
        return {}
    return given(one.get("variables"))


def _message(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "name", "correlationKey", "variables")
    key = {"key": one["correlationKey"]} if one.get("correlationKey") else {}
    yield {"message": one.get("name", ""), **key, **given(one.get("variables"))}


def _signal(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "signalName", "variables")
    yield {"signal": one.get("signalName", ""), **given(one.get("variables"))}


def _later(told: _Told, one: Instruction) -> Steps:
    duration = str(one.get("duration", ""))
    if span(duration) is None:
        told.left_out(f"{duration} is no length of days, hours and minutes")
        return
    yield {"advance": duration}


def _time(told: _Told, one: Instruction) -> Steps:
    """Go to a moment; the earliest of a file is when its stories begin."""
    try:
        at = datetime.fromisoformat(str(one.get("time", "")))
    except ValueError:
        told.left_out(f"{one.get('time')!r} is no time")
        return
    local = (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    text = local.isoformat(timespec="minutes")[: len("2031-03-04T09:00")]
    told.imported.clock = min(filter(None, (told.imported.clock, text)))
    yield {"until": text}


def _ask(told: _Told, one: Instruction) -> Steps:
    """Keep what a decision is asked, until something is expected of it."""
    selector = one.get("decisionDefinitionSelector", {})
    told.asked[str(selector.get("decisionDefinitionId"))] = one.get("variables", {})
    yield from ()


def _answer(told: _Told, one: Instruction) -> Steps:
    told.unknown(one, "decisionSelector", "output")
    decision = str(one.get("decisionSelector", {}).get("decisionDefinitionId"))
    if decision not in told.asked or "output" not in one:
        told.left_out("what a table said within a case is expected by its variables")
        return
    yield {"decide": decision, "gives": one["output"], **given(told.asked[decision])}


_CARRIED: Final[Mapping[str, Callable[[_Told, Instruction], Steps]]] = {
    "CREATE_PROCESS_INSTANCE": _create,
    "COMPLETE_USER_TASK": _complete,
    "COMPLETE_JOB": _job_done,
    "THROW_BPMN_ERROR_FROM_JOB": _job_error,
    "MOCK_JOB_WORKER_COMPLETE_JOB": _mock,
    "PUBLISH_MESSAGE": _message,
    "CORRELATE_MESSAGE": _message,
    "BROADCAST_SIGNAL": _signal,
    "INCREASE_TIME": _later,
    "SET_TIME": _time,
    "EVALUATE_DECISION": _ask,
    "ASSERT_DECISION": _answer,
}
