"""The texts of a diagram that the interpreter evaluates: whether each can be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from engine.diagram import Diagram, Element, SequenceFlow
from engine.interpreter import expressions, timers, worktime
from engine.interpreter.failures import Failure
from engine.interpreter.rulings import Rulings
from engine.model import ProcessDefinition

SOME_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Any moment: whether a literal says a time does not depend on when it is asked."""

Problem = tuple[str, str]


def problems(definition: ProcessDefinition, drawn: Diagram, element: Element) -> Iterator[Problem]:
    """Yield the texts of an element that cannot be evaluated, and why."""
    for text in _texts(drawn, element):
        wrong = expressions.problem(text) if expressions.is_expression(text) else None
        if wrong is not None:
            yield text, wrong
    for text in _formulas(element):
        wrong = expressions.problem(text)
        if wrong is not None:
            yield text, wrong
    for text in _formal(element):
        if not expressions.is_expression(text):
            yield text, "is not written in FEEL"
    for name in _written(element):
        if not all(name.split(".")) or name.partition(".")[0] == expressions.CASE:
            yield name, "is no name that a variable may have"
    yield from _literal_timers(element)
    yield from _data(element)
    if element.decision is not None:
        yield from _decision(definition, element.decision.id)


def condition_problem(flow: SequenceFlow) -> str | None:
    """Return what is wrong with the condition of a flow."""
    if flow.condition is None:
        return None
    if not expressions.is_expression(flow.condition):
        return f"{flow.condition!r}: is written in {flow.language}, not in FEEL"
    wrong = expressions.problem(flow.condition)
    return None if wrong is None else f"{flow.condition!r}: {wrong}"


def _texts(drawn: Diagram, element: Element) -> Iterator[str]:
    """Yield what is FEEL when it begins with `=`, and a literal otherwise."""
    assignment, schedule, job = element.assignment, element.schedule, element.job
    found: list[str | None] = [element.priority]
    if assignment is not None:
        found += [assignment.assignee, assignment.candidate_groups, assignment.candidate_users]
    if schedule is not None:
        found += [schedule.due, schedule.follow_up]
    if job is not None:
        found += [job.type, job.retries]
    found += [mapped.source for mapped in (*element.inputs, *element.outputs)]
    if element.called is not None:
        found.append(element.called.process_id)
    if element.decision is not None:
        found.append(element.decision.id)
    for event in (*element.events, *(thrown.event for thrown in element.thrown_by_instances)):
        found += [event.name, event.code]
        if event.timer is not None:
            found.append(event.timer.text)
        if event.ref is not None and event.ref in drawn.messages:
            found.append(drawn.messages[event.ref].correlation_key)
    yield from (text for text in found if text)


def _formulas(element: Element) -> Iterator[str]:
    """Yield what is FEEL in any case."""
    if element.script is not None:
        yield element.script.expression
    yield from _formal(element)
    loop = element.loop
    if loop is not None:
        yield from (text for text in (loop.input_collection, loop.output_element) if text)


def _formal(element: Element) -> Iterator[str]:
    """Yield BPMN's own expressions, which the reading has marked unless their language is other."""
    yield from (event.condition for event in element.events if event.condition)
    yield from (thrown.condition for thrown in element.thrown_by_instances if thrown.condition)
    if element.ad_hoc is not None:
        formulas = (element.ad_hoc.completion_condition, element.ad_hoc.active_elements)
        yield from (text for text in formulas if text)
    if element.activation_condition:
        yield element.activation_condition
    loop = element.loop
    if loop is not None:
        found = (loop.cardinality, loop.completion_condition, loop.loop_condition)
        yield from (text for text in found if text)


def _written(element: Element) -> Iterator[str]:
    yield from (mapped.target for mapped in (*element.inputs, *element.outputs))
    if element.script is not None and element.script.result_variable:
        yield element.script.result_variable
    if element.decision is not None and element.decision.result_variable:
        yield element.decision.result_variable
    if element.loop is not None:
        names = (element.loop.input_element, element.loop.output_collection)
        yield from (name for name in names if name)


def _data(element: Element) -> Iterator[Problem]:
    """Yield what is wrong with the data associations."""
    use = element.data
    for one in () if use is None else (*use.inputs, *use.outputs):
        texts = [one.transformation or "=0", *(part.source for part in one.assignments)]
        for text in texts:
            if not expressions.is_expression(text):
                yield text, "is not written in FEEL"
            elif problem := expressions.problem(text):
                yield text, problem
        for part in one.assignments:
            first, *others = part.target.split(".")
            if first != one.target.variable or not all(others):
                yield part.target, "is no part of what its data association leads to"
        if len(one.sources) > 1 and one.transformation is None and not one.assignments:
            yield one.id, "has several sources and no transformation"


def _literal_timers(element: Element) -> Iterator[Problem]:
    for event in element.events:
        if event.timer is not None and not expressions.is_expression(event.timer.text):
            try:
                _try(event.timer.kind, event.timer.text)
            except timers.TimerError as error:
                yield event.timer.text, str(error)


def _decision(definition: ProcessDefinition, decision_id: str) -> Iterator[Problem]:
    if not expressions.is_expression(decision_id):
        try:
            Rulings(definition.decisions).model(decision_id)
        except Failure as failure:
            yield decision_id, failure.message


def _try(kind: str, text: str) -> None:
    """Count once; raises TimerError where the text says no time."""
    if worktime.is_working(kind, text):
        worktime.first(text, worktime.USUAL, SOME_TIME)
    else:
        timers.first(kind, text, SOME_TIME)
