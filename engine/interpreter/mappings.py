"""Input and output mappings, and where what is handed in goes.

docs.camunda.io, "Input and output variable mappings": inputs make local variables; with output
mappings what was handed in stays local and only the mapped values leave; without them everything
is merged to where the names live.
"""

from collections.abc import Mapping
from typing import Any

from engine.diagram import Element
from engine.interpreter.expressions import value
from engine.interpreter.scopes import Scope, write, write_local
from engine.interpreter.tokens import Token


def map_inputs(token: Token) -> None:
    """Make the local variables that the input mapping names."""
    element = token.task_spec.element
    for mapped in element.inputs:
        found = value(mapped.source, token.case.names(token.inner), "mapping")
        changes = write_local(token.own_scope(), {mapped.target: found})
        token.case.changed(changes, token.id)


def map_outputs(token: Token) -> None:
    """Merge what the output mapping names into the scope around; each line sees those before it."""
    element = token.task_spec.element
    if not element.outputs or not token.task_spec.maps_inputs:
        return
    patch: dict[str, Any] = {}
    seen = Scope(token.id, token.inner)
    for mapped in element.outputs:
        found = value(mapped.source, token.case.names(seen), "mapping")
        patch[mapped.target] = found
        write_local(seen, {mapped.target: found})
    own = {path: found for path, found in patch.items() if _stays(token, path)}
    token.case.changed(write(token.inner, own), token.id)
    leaves = {path: found for path, found in patch.items() if path not in own}
    token.case.changed(write(token.outer, leaves), token.id)


def _stays(token: Token, path: str) -> bool:
    """Whether a mapped value stays in its instance: all where it is closed, else what it is about.

    docs.camunda.io, "Multi-instance": the input element is a local variable of the instance, and a
    mapped value is merged to where its name lives.
    """
    if token.counter is None or token.inner.closed:
        return token.inner.closed
    item = token.task_spec.element.loop.input_element
    return path.partition(".")[0] in {"loopCounter", item}


def hand_in(token: Token, variables: Mapping[str, Any]) -> None:
    """Take variables that the world outside hands to an activity or event."""
    if token.task_spec.element.outputs:
        changes = write_local(token.own_scope(), variables)
    else:
        changes = write(token.inner, variables)
    token.case.changed(changes, token.id)


def local_inputs(token: Token) -> dict[str, Any]:
    """Return the variables that the input mapping and the data inputs made."""
    names = local_names(token.task_spec.element)
    if token.scope is None:
        return {}
    return {name: token.scope.local[name] for name in token.scope.local if name in names}


def local_names(element: Element) -> set[str]:
    """Return what an element takes in by mappings and data associations; empty = all it sees."""
    names = {mapped.target.partition(".")[0] for mapped in element.inputs}
    return names if element.data is None else names.union(element.data.handed)
