"""Performing: any operation on a user task, by the name that it has in REST."""

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.model import UserTask
from engine.scenarios import branches
from engine.scenarios.operations import OPERATIONS, SUBMITTING
from engine.scenarios.playing import Play
from engine.scenarios.reading import moment
from engine.scenarios.unmet import Unmet, same
from engine.user_tasks import Late


def perform(play: Play, operation: str, task: UserTask, by: str, values: Mapping[str, Any]) -> None:
    """Perform an operation on an open task; raises Unmet for one that does not exist."""
    if operation not in OPERATIONS:
        raise Unmet(f"no operation {operation!r}; expected one of {sorted(OPERATIONS)}")
    actor, given = play.actor(by), {**play.filled(values)}
    if "entered_late" in given:
        given["entered_late"] = late_of(play, given)
    taken = play.store.run(lambda tx: branches.of_task(tx, task, given))
    play.acts.perform(operation, task, actor, given)
    play.branches.extend(taken if operation in SUBMITTING else ())
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


def late_of(play: Play, given: Mapping[str, Any]) -> Late | None:
    """Return what `entered_late: {at, because}` says; None where it is not said."""
    said = play.filled(given).get("entered_late")
    if said is None:
        return None
    return Late(occurred_at=moment(str(said.get("at", ""))), reason=str(said.get("because", "")))
