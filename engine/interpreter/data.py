"""BPMN's own data (10.4): inputs are waited for and taken in, outputs go where they belong.

A data object is a variable of the process or sub-process that holds it; the inputs, outputs and
properties of an activity or event are its own variables while it lives.  An activity begins when
one of its input sets has all its values (BPMN 2.0.2, 13.3.2): until then it waits, watching.  The
first such set is what it takes in, and the first output set that is complete what it gives out; an
activity that completes none of those is stopped by an incident.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.diagram import DataAssociation, DataEnd, DataUse
from engine.interpreter.expressions import Names, value
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Flow, Watch
from engine.interpreter.scopes import Scope, write, write_local
from engine.interpreter.tokens import Token

WATCHED = "data"
"""The kind of watch of a token that waits for its inputs."""
_ENTERED = "entered"


def enter(token: Token) -> bool:
    """Make the token's own variables and fill its inputs; False = they are waited for."""
    use: DataUse | None = token.task_spec.element.data
    if use is None:
        return True
    sight = _sight(token, use)
    which = _complete(sight, use.needs)
    if which is None:
        _watch(token)
        return False
    names = token.case.names(sight)
    filled = {path: found for one in use.filled(which) for path, found in _moved(one, names)}
    known = {} if token.scope is None else token.scope.local
    empty = {name: None for name in use.own if name not in known}
    token.internal_data[_ENTERED] = True
    token.case.changed(write_local(token.own_scope(), {**empty, **filled}), token.id)
    return True


def may_enter(token: Token) -> bool:
    """Whether what a waiting token needs is there by now."""
    use = token.task_spec.element.data
    return _complete(_sight(token, use), use.needs) is not None


def leave(token: Token) -> None:
    """Bring the outputs to where they belong; raises Failure when a required one has no value."""
    use: DataUse | None = token.task_spec.element.data
    if use is None or not token.task_spec.maps_inputs:
        return
    which = demand(token, token.inner, use.gives, "does not give its data output")
    names = token.case.names(token.inner)
    brought = [one for one in use.brought(which) if _is_given(one, names)]
    moved = [(one.target, dict(_moved(one, names))) for one in brought]
    for target, patch in moved:
        own = target.scope is None
        changes = (
            write_local(token.own_scope(), patch) if own else write(_home(token, target), patch)
        )
        token.case.changed(changes, token.id)


def demand(token: Token, scope: Scope, sets: Sequence[tuple[str, ...]], what: str) -> int:
    """Return the number of the first set that is complete; raises Failure where none is."""
    which = _complete(scope, sets)
    if which is None:
        lacking = sorted({name for names in sets for name in names if _find(scope, name) is None})
        raise Failure("data", f"{token.task_spec.bpmn_id} {what} {', '.join(lacking)}")
    return which


def _sight(token: Token, use: DataUse) -> Scope:
    """Return the scope that inputs are read from: what is around, not what they fill."""
    if token.scope is None or _ENTERED not in token.internal_data:
        return token.inner
    around = {name: held for name, held in token.scope.local.items() if name not in use.own}
    return Scope(token.id, token.outer, around)


def _watch(token: Token) -> None:
    case = token.case
    watch = Watch(
        id=case.next_ordinal(), kind=WATCHED, element_id=token.task_spec.bpmn_id, owner=token
    )
    case.watches[watch.id] = watch
    token.watches.append(watch.id)


def _moved(one: DataAssociation, names: Names) -> Iterable[tuple[str, Any]]:
    """Yield the path and the value of everything that an association writes, in order."""
    target = one.target.variable
    if one.transformation is not None:
        yield target, value(one.transformation, names, "mapping")
    elif not one.assignments:
        yield target, _find(names.scope, one.sources[0].variable)
    for part in one.assignments:
        yield part.target, value(part.source, names, "mapping")


def _is_given(one: DataAssociation, names: Names) -> bool:
    """Whether a copy has something to copy: an output that was not given overwrites nothing."""
    copies = one.transformation is None and not one.assignments
    return not copies or _find(names.scope, one.sources[0].variable) is not None


def _complete(scope: Scope, sets: Sequence[tuple[str, ...]]) -> int | None:
    """Return the number of the first set that has all its values; 0 where nothing is asked."""
    held = (all(_find(scope, name) is not None for name in names) for names in sets)
    return next((which for which, has in enumerate(held) if has), None) if sets else 0


def _find(scope: Scope, name: str) -> Any:
    try:
        return scope.find(name)
    except KeyError:
        return None


def _home(token: Token, target: DataEnd) -> Scope:
    """Return the scope of the process or sub-process that holds a data object."""
    flow: Flow = token.workflow
    while flow.host is not None and flow.spec.name != target.scope:
        flow = flow.host.workflow
    return flow.scope
