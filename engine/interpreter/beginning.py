"""How a case begins: plainly, or with an event that has come (BPMN 2.0.2, 10.5.2 and 10.6.6)."""

from typing import Any

from engine.errors import Invalid
from engine.interpreter.flows import Case
from engine.interpreter.scopes import write_local
from engine.interpreter.specs.handlers import begin_plainly
from engine.model.commands import Start


def begin(case: Case, start: Start, payload: dict[str, Any]) -> None:
    """Let the first tokens begin; without an output mapping the case gets the variables at once.

    Raises Invalid where the process does not begin so.
    """
    graph = case.program.graph
    element_id = start.element_id
    if element_id is None:
        _check_plain(case)
        begin_plainly(case, _kept(case, graph.entry, payload))
        return
    node = graph.entrances.get(element_id)
    if node is None:
        raise Invalid(
            f"the process does not begin at {element_id!r}; it begins at {_choice(case)}",
            element_id=element_id,
        )
    payload = _kept(case, graph.node(element_id), payload)
    token = case.task_tree.spawn(node)
    if start.event is not None and node.element.collects:
        token.internal_data["first"] = [start.event, payload]
    else:
        node.begun_by(token, element_id, payload)
    if start.correlation_key and node.shares_key:
        token.internal_data["key"] = start.correlation_key
    node._update(token)  # noqa: SLF001  (the library's life cycle)


def _kept(case: Case, node: Any, payload: dict[str, Any]) -> dict[str, Any]:
    """Keep the payload as variables of the case; what the output mapping wants is returned."""
    if node is not None and (node.element.outputs or node.element.data is not None):
        return payload
    case.changed(write_local(case.scope, payload), 0)
    return {}


def _check_plain(case: Case) -> None:
    graph = case.program.graph
    if graph.entry is None and not graph.unled:
        raise Invalid(
            f"the process has no one none start event: name one of {_choice(case)}", element_id=None
        )


def _choice(case: Case) -> str:
    return ", ".join(case.program.graph.entrances) or "what no sequence flow leads to"
