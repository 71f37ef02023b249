"""Rules: every expression is FEEL that can be read, every literal what its place wants."""

import re
from collections.abc import Iterator
from typing import Final

from engine.diagram import Element, Lane, Process, SequenceFlow, Timer, triggered
from engine.feel import FeelSyntaxError, expression
from engine.linting.facts import Facts, Text, called, error, warning
from engine.linting.words import PLACES
from engine.model import Finding

_DATE: Final = (
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?((Z|[+-]\d\d:?\d\d)(\[[\w/+-]+\])?|@[\w/+-]+)?)?"
)
_DURATION: Final = r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
_WORKING: Final = r"work:P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?"
_CRON_FIELD: Final = r"[\d*?,/LW#A-Za-z-]+"
_CRON: Final = (
    r"(@(yearly|annually|monthly|weekly|daily|midnight|hourly)"
    rf"|{_CRON_FIELD}( {_CRON_FIELD}){{5}})"
)
_LITERALS: Final = {
    "date": re.compile(_DATE),
    "duration": re.compile(rf"{_DURATION}|{_WORKING}"),
    "cycle": re.compile(rf"R(-1|\d*)/(({_DATE}/)?{_DURATION}|{_DURATION}/{_DATE})|{_CRON}"),
}
_EXAMPLES: Final = {
    "date": "2026-07-01T09:00:00+08:00",
    "duration": "PT4H",
    "cycle": "R3/PT1H",
}
_WHOLE: Final = re.compile(r"\d{1,9}")
_CASE: Final = "case"  # the read-only context of every case
_VARIABLE: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def feel_syntax(facts: Facts) -> Iterator[Finding]:
    """Whatever begins with `=` is FEEL without mistakes."""
    for element in facts.elements():
        for place, text in texts(facts, element):
            yield from _parsed(element.id, called(element), place, text)
    for process in facts.executable():
        holders: list[Process | Lane] = [process, *process.lanes.values()]
        for holder in holders:
            for place, text in holder.properties.items():
                yield from _parsed(holder.id, holder.name or holder.id, place, text)
        for flow in process.flows.values():
            if flow.condition is not None:
                yield from _condition(flow)


def _condition(flow: SequenceFlow) -> Iterator[Finding]:
    text = flow.condition or ""
    if text.startswith("=") and "feel" in (flow.language or "").lower():
        yield from _parsed(flow.id, flow.name or flow.id, "condition", text)
    else:
        yield error(
            "feel-syntax",
            flow.id,
            Text(
                f"条件“{text}”的语言是 {flow.language}，不是 FEEL。",
                f"The condition {text!r} is written in {flow.language}, not in FEEL.",
            ),
            Text("请改写成 FEEL，例如 = amount > 1000。", "Write FEEL, e.g. = amount > 1000."),
        )


def _parsed(element_id: str, name: str, place: str, text: str) -> Iterator[Finding]:
    if not text.startswith("="):
        return
    try:
        expression(text[1:])
    except FeelSyntaxError as problem:
        yield error(
            "feel-syntax",
            element_id,
            Text(
                f"{name} 的{_zh(place)}表达式{_at(problem)}有误：{text}",
                f"{name}: the expression of {place} cannot be read: {text} ({problem})",
            ),
            Text("请按提示的位置修改表达式。", "Mend the expression at the place named."),
        )


def texts(facts: Facts, element: Element) -> Iterator[tuple[str, str]]:
    """Yield every text of an element that may be an expression, with the name of its place."""
    for event in element.events:
        message = facts.diagram.messages.get(event.ref or "")
        if event.kind == "message" and message is not None:
            yield "correlationKey", message.correlation_key or ""
            yield "message name", message.name
        if event.timer is not None:
            yield f"timer {event.timer.kind}", event.timer.text
        yield "condition", event.condition or ""
    yield "activationCondition", element.activation_condition or ""
    if element.ad_hoc is not None:
        yield "completionCondition", element.ad_hoc.completion_condition or ""
        yield "activeElementsCollection", element.ad_hoc.active_elements or ""
    for thrown in element.thrown_by_instances:
        yield "condition", thrown.condition or ""
    for line in (*element.inputs, *element.outputs):
        yield f"mapping to {line.target}", line.source
    use = element.data
    for one in () if use is None else (*use.inputs, *use.outputs):
        yield "transformation", one.transformation or ""
        for part in one.assignments:
            yield "assignment", part.source
    yield from _task_texts(element)
    yield from element.properties.items()


def _task_texts(element: Element) -> Iterator[tuple[str, str]]:
    if element.assignment is not None:
        yield "assignee", element.assignment.assignee or ""
        yield "candidateGroups", element.assignment.candidate_groups or ""
        yield "candidateUsers", element.assignment.candidate_users or ""
    if element.schedule is not None:
        yield "dueDate", element.schedule.due or ""
        yield "followUpDate", element.schedule.follow_up or ""
    yield "priority", element.priority or ""
    if element.job is not None:
        yield "type", element.job.type
        yield "retries", element.job.retries or ""
    if element.called is not None:
        yield "processId", element.called.process_id
    if element.decision is not None:
        yield "decisionId", element.decision.id
    if element.script is not None:
        yield "script", element.script.expression
    if element.form is not None:
        yield "formId", element.form.id or ""
    if element.loop is not None:
        yield "loopCardinality", element.loop.cardinality or ""
        yield "inputCollection", element.loop.input_collection or ""
        yield "outputElement", element.loop.output_element or ""
        yield "completionCondition", element.loop.completion_condition or ""
        yield "loopCondition", element.loop.loop_condition or ""


def must_be_feel(facts: Facts) -> Iterator[Finding]:
    """Scripts, collections and completion conditions are computed, so they begin with `=`."""
    for element in facts.elements():
        places: list[tuple[str, str | None]] = []
        if element.script is not None:
            places.append(("script", element.script.expression))
        if element.loop is not None:
            places.append(("inputCollection", element.loop.input_collection))
            places.append(("outputElement", element.loop.output_element))
            places.append(("loopCardinality", element.loop.cardinality))
            places.append(("completionCondition", element.loop.completion_condition))
            places.append(("loopCondition", element.loop.loop_condition))
        places += [("condition", event.condition) for event in element.events]
        places += [("condition", thrown.condition) for thrown in element.thrown_by_instances]
        if element.ad_hoc is not None:
            places.append(("completionCondition", element.ad_hoc.completion_condition))
            places.append(("activeElementsCollection", element.ad_hoc.active_elements))
        places.append(("activationCondition", element.activation_condition))
        use = element.data
        for one in () if use is None else (*use.inputs, *use.outputs):
            places.append(("transformation", one.transformation))
            places += [("assignment", part.source) for part in one.assignments]
        for place, text in places:
            if text is not None and not text.startswith("="):
                yield error(
                    "must-be-feel",
                    element.id,
                    Text(
                        f"{called(element)} 的{_zh(place)}须是表达式：“{text}”。",
                        f"{called(element)}: {place} must be an expression, not {text!r}.",
                    ),
                    Text("请在前面加上 =。", "Put = in front."),
                )


def timers(facts: Facts) -> Iterator[Finding]:
    """A timer is ISO 8601, a cron line for cycles, or `= FEEL`."""
    for element in facts.elements():
        for event in element.events:
            if event.kind == "timer" and not _is_time(event.timer):
                text = event.timer.text if event.timer else ""
                kind = event.timer.kind if event.timer else "duration"
                yield _literal("timers", element, f"timer {kind}", text, _EXAMPLES[kind])


def _is_time(timer: Timer | None) -> bool:
    if timer is None:
        return False
    return timer.text.startswith("=") or bool(_LITERALS[timer.kind].fullmatch(timer.text))


def cycles(facts: Facts) -> Iterator[Finding]:
    """A cycle repeats only where its event does not end the waiting."""
    begins = {one.id for process in facts.executable() for one, _ in triggered(process)}
    for element in facts.elements("intermediateCatchEvent", "boundaryEvent"):
        event = None if element.id in begins else element.event
        once = element.kind == "intermediateCatchEvent" or element.cancel_activity
        if once and event is not None and event.timer and event.timer.kind == "cycle":
            yield warning(
                "cycles",
                element.id,
                Text(
                    f"{called(element)} 只会触发一次，循环定时没有意义。",
                    f"{called(element)} happens once; a cycle means nothing here.",
                ),
                Text("请改用时长或日期。", "Use a duration or a date."),
            )


def literals(facts: Facts) -> Iterator[Finding]:
    """Due dates, priorities and retries that are written out are dates and whole numbers."""
    for element in facts.elements():
        schedule, job = element.schedule, element.job
        wanted = (
            ("dueDate", schedule and schedule.due, _LITERALS["date"], _EXAMPLES["date"]),
            ("followUpDate", schedule and schedule.follow_up, _LITERALS["date"], _EXAMPLES["date"]),
            ("priority", element.priority, _WHOLE, "50"),
            ("retries", job and job.retries, _WHOLE, "3"),
        )
        for place, text, pattern, example in wanted:
            if text and not text.startswith("=") and not pattern.fullmatch(text):
                yield _literal("literals", element, place, text, example)


def variables(facts: Facts) -> Iterator[Finding]:
    """Results and mappings go to names that FEEL can read without declaring them."""
    for element in facts.elements():
        targets = [line.target for line in (*element.inputs, *element.outputs)]
        if element.decision is not None:
            targets.append(element.decision.result_variable or "")
        if element.script is not None and not element.script.standard:
            targets.append(element.script.result_variable or "")
        if element.loop is not None:
            named = (element.loop.input_element, element.loop.output_collection)
            targets += [name for name in named if name is not None]
        for target in targets:
            if not _VARIABLE.fullmatch(target) or target.partition(".")[0] == _CASE:
                yield error(
                    "variables",
                    element.id,
                    Text(
                        f"{called(element)}：结果变量名“{target}”不可用。",
                        f"{called(element)}: {target!r} is no name for a variable.",
                    ),
                    Text(
                        "用字母、汉字、数字和下划线，不以数字开头；case 是保留名。",
                        "Use letters, digits and underscores, no digit first; case is reserved.",
                    ),
                )


def _zh(place: str) -> str:
    """Return the Chinese for a place; what follows its first word is a name or a kind."""
    first = place.partition(" ")[0]
    return PLACES.get(place) or PLACES.get(first) or f"“{place}”"


def _at(problem: FeelSyntaxError) -> str:
    """Return the place of a mistake, counted with the `=` in front."""
    return f"第 {problem.position + 2} 个字符处" if problem.position is not None else ""


def _literal(rule: str, element: Element, place: str, text: str, example: str) -> Finding:
    return error(
        rule,
        element.id,
        Text(
            f"{called(element)} 的{_zh(place)}写法不对：“{text}”。",
            f"{called(element)}: {place} cannot be {text!r}.",
        ),
        Text(f"例如 {example}，或以 = 开头的表达式。", f"Write e.g. {example}, or = FEEL."),
    )
