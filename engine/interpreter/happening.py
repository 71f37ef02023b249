"""What is armed happens: by a command, or because a condition has become true.

BPMN 2.0.2, 10.5.5 (conditional events) and docs.camunda.io, "Conditionals": a condition is looked
at when it is armed and whenever a variable changed that it sees; it triggers when it turns from
false to true.  What is not true is false, null too: a condition listens before its variables exist.
An activity that has done its work does not listen any more.
"""

from engine.interpreter import data
from engine.interpreter.expressions import condition
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case, Watch
from engine.interpreter.tokens import Phase
from engine.model import Variables

_LOOKED_AT = frozenset({"conditional", data.WATCHED})


def happen(case: Case, watch: Watch, variables: Variables, missed: int) -> None:
    """Let what was armed happen: it has served, and its node reacts."""
    if watch.kind == "timer":
        case.forget(watch)  # that it fired is the command's own event
    else:
        case.disarm(watch)
    waiter = watch.owner.task_spec
    node = waiter if waiter.bpmn_id == watch.element_id else case.program.node(watch.element_id)
    node.fired(watch, variables, missed)


def hear(case: Case, name: str, variables: Variables) -> None:
    """Let everything hear a signal that listens in the case now."""
    heard = [w for w in case.watches.values() if w.kind == "signal" and w.name == name]
    for watch in heard:
        if watch.id in case.watches:  # an earlier one may have interrupted it
            happen(case, watch, variables, 0)


def settle(case: Case) -> None:
    """Look at the conditions that are new or see a changed variable; let them trigger.

    Likewise at the tokens that wait for their data inputs.

    Conditions that trigger may change what others see; those are looked at when the tokens have
    run that this one has set going.
    """
    touched, fresh = case.touched, case.fresh
    if not touched and not fresh:
        return
    case.touched, case.fresh = set(), set()
    for watch in [watch for watch in case.watches.values() if watch.kind in _LOOKED_AT]:
        sees = any(scope.owner in touched for scope in watch.owner.inner.chain())
        if watch.id in case.watches and (sees or watch.id in fresh) and _listens(watch):
            _look(case, watch)


def _look(case: Case, watch: Watch) -> None:
    if watch.kind == data.WATCHED:
        if data.may_enter(watch.owner):
            case.disarm(watch)
            watch.owner.ready()
        return
    was, watch.held = watch.held, _holds(case, watch)
    if watch.held and not was:
        happen(case, watch, {}, 0)


def _holds(case: Case, watch: Watch) -> bool:
    try:
        return condition(watch.name, case.names(watch.owner.inner))
    except Failure:
        return False


def _listens(watch: Watch) -> bool:
    owner = watch.owner
    return owner is owner.workflow.task_tree or owner.phase < Phase.LEAVING
