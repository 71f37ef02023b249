"""What is open in a case, as those see it who mean to change it."""

from engine.interpreter.flows import Case, Flow
from engine.interpreter.library import WAITING
from engine.interpreter.tokens import Token
from engine.model.moves import OpenActivity


def opened(case: Case) -> tuple[OpenActivity, ...]:
    """Return every living token, in the order in which they became real."""
    for flow in case.flows():
        for ordinal in list(flow.cold):
            flow.warm(flow.cold.pop(ordinal))
    tokens = [token for flow in case.flows() for token in flow.open.values()]
    return tuple(_told(token) for token in sorted(tokens, key=lambda token: token.id))


def around(token: Token) -> int:
    """Return the number of the activity around a token: 0 = it is of the process itself."""
    if token.counter is not None:
        return token._parent or 0  # noqa: SLF001  (the library's tree)
    flow: Flow = token.workflow
    return 0 if flow.host is None else flow.host.id


def _told(token: Token) -> OpenActivity:
    case, node = token.case, token.task_spec
    return OpenActivity(
        activity_id=case.id(token.id),
        element_id=node.bpmn_id,
        kind=node.kind,
        name=node.bpmn_name,
        scope_id=case.id_or_none(around(token)),
        loop_counter=token.counter,
        via=token.via,
        arrival=token.state == WAITING,
        stopped=token.incident is not None,
        then=tuple(token.internal_data.get("then", ())),
    )
