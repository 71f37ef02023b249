"""Taking tokens back: an interrupting event, a terminate end, a decided vote, Terminate."""

from engine.interpreter.flows import Case, Flow
from engine.interpreter.library import CANCELLED
from engine.interpreter.tokens import Token
from engine.model.events import IncidentResolved


def withdraw(token: Token) -> None:
    """Take a token back with everything inside it, innermost first."""
    clear(token)
    token.task_spec.terminated(token)
    close_incident(token)
    token.drop(CANCELLED)


def clear(token: Token) -> None:
    """Take back everything inside a token."""
    case: Case = token.case
    for body in bodies(token):
        withdraw(body)
    inside = case.subprocesses.get(token.id)
    if inside is not None:
        empty(inside)
        inside.completed = True
        del case.subprocesses[token.id]


def withdraw_body(token: Token) -> None:
    """Take back one instance of a multi-instance or looping activity; the others go on."""
    wrapper = token.workflow.tasks[token._parent]  # noqa: SLF001  (the library's tree)
    withdraw(token)
    wrapper.task_spec.body_withdrawn(wrapper)


def begin_afresh(token: Token) -> None:
    """Withdraw an activity and begin it again in its place: the same instance, a new visit."""
    flow = token.workflow
    again = flow.tasks[token._parent].spawn(token.task_spec, token.via)  # noqa: SLF001
    again.internal_data["cause"] = token.id
    if "then" in token.internal_data:
        again.internal_data["then"] = token.internal_data["then"]
    if token.counter is not None:
        again.counter = token.counter
        item = token.task_spec.element.loop.input_element
        if item:
            again.internal_data["item"] = token.inner.local[item]
        again.own_scope().closed = token.inner.closed
        again.own_scope().local["loopCounter"] = token.counter
    if "asks" in token.internal_data:
        again.internal_data["asks"] = token.internal_data["asks"]
        scope, then = again.own_scope(), token.own_scope()
        scope.local, scope.past = dict(then.local), True
    withdraw(token)
    again.ready()


def empty(flow: Flow) -> None:
    """Take every token of a flow back, and disarm its event sub-processes."""
    flow.cut += 1
    for token in list(flow.open.values()):
        if token.alive:
            withdraw(token)
    flow.top_workflow.disarm_all(flow.task_tree)


def bodies(token: Token) -> list[Token]:
    """Return the living instances of a multi-instance activity, in the order they began."""
    flow = token.workflow
    if flow.cold:
        flow.warm_bodies(token.id)
    tasks, ordinals = flow.tasks, sorted(token._children)  # noqa: SLF001  (the library's tree)
    children = (tasks[ordinal] for ordinal in ordinals)
    return [child for child in children if child.counter is not None and child.alive]


def close_incident(token: Token) -> None:
    """Close the incident of a token that goes on or goes away, and let go what it held up."""
    case: Case = token.case
    if token.incident is None:
        return
    incident, token.incident = token.incident, None
    del case.incidents[incident]
    case.emit(IncidentResolved(incident_id=case.id(incident), element_id=token.task_spec.bpmn_id))
    if token.internal_data.pop("runaway", False):
        held, case.parked = case.parked, []
        case.queue.extend(other for other in map(case.token, held) if other is not None)
