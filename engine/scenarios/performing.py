"""Performing: any operation on a user task, by the name that it has in REST."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine import user_tasks
from engine.errors import EngineError
from engine.model import Actor, UserTask
from engine.scenarios.playing import Play, Unmet, same
from engine.store import Transaction

Operation = Callable[[Transaction, UserTask, Actor, Mapping[str, Any]], object]


def perform(play: Play, operation: str, task: UserTask, by: str, values: Mapping[str, Any]) -> None:
    """Perform an operation on an open task; raises Unmet for one that does not exist."""
    if operation not in OPERATIONS:
        raise Unmet(f"no operation {operation!r}; expected one of {sorted(OPERATIONS)}")
    actor, given = play.actor(by), play.filled(values)
    play.store.run(lambda tx: OPERATIONS[operation](tx, task, actor, given))
    play.settle()


def forbidden(
    play: Play,
    operation: str,
    task: UserTask,
    by: str,
    *,
    values: Mapping[str, Any],
    because: str,
) -> None:
    """Try an operation that must be rejected with the error code `because`."""
    try:
        perform(play, operation, task, by, values)
    except EngineError as rejection:
        same(f"{operation} was rejected, but because", rejection.code, because)
    else:
        raise Unmet(f"{operation} was carried out; expected it rejected: {because}")


OPERATIONS: Final[Mapping[str, Operation]] = {
    "claim": lambda tx, task, by, _: user_tasks.claim(tx, task.id, by=by),
    "release": lambda tx, task, by, _: user_tasks.release(tx, task.id, by=by),
    "complete": lambda tx, task, by, given: user_tasks.complete(
        tx, task.id, by=by, variables=given
    ),
    "assign": lambda tx, task, by, given: user_tasks.assign(
        tx, task.id, by=by, to=given["to"], reason=given.get("reason", "")
    ),
    "escalate": lambda tx, task, by, given: user_tasks.escalate(
        tx, task.id, by=by, code=given["code"], variables=given.get("variables", {})
    ),
}
