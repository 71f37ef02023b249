"""Operations on a user task, by the names that they have in REST, as use cases."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from engine import copies, jumps, user_tasks
from engine.model import Actor, UserTask
from engine.model.participants import Participant
from engine.scenarios.unmet import Unmet
from engine.store import Transaction
from engine.user_tasks import Late, Proof, Said

Operation = Callable[[Transaction, UserTask, Actor, Mapping[str, Any]], object]


def _said(by: Actor, now: datetime, given: Mapping[str, Any]) -> Said:
    """Return opinion and form of a decision; what is of neither is handed in."""
    late = given.get("entered_late")
    return Said(
        opinion=given.get("opinion", ""),
        variables={name: value for name, value in given.items() if name not in _BESIDES},
        late=late if isinstance(late, Late) else None,
        proof=Proof(person=by.id, by=str(given["proof"]), at=now) if "proof" in given else None,
    )


SUBMITTING: Final = frozenset({"complete", "approve", "reject"})
"""Operations that hand in the form of the task."""

_BESIDES: Final = frozenset({"opinion", "entered_late", "proof"})
"""What is said with a decision and is no field of its form."""


def signer(group: Sequence[Participant], given: Mapping[str, Any]) -> int:
    """Return the number of the last item of the signer whose account is given; raises Unmet."""
    numbers = [item.id for item in group if item.person == given.get("person")]
    if not numbers:
        raise Unmet(f"{given.get('person')} takes no part in the task")
    return numbers[-1]


def _people(given: Mapping[str, Any]) -> tuple[str, ...]:
    people = given.get("people", ())
    return (people,) if isinstance(people, str) else tuple(people)


def _removed(tx: Transaction, task: UserTask, by: Actor, given: Mapping[str, Any]) -> object:
    """Take a signer out by his account."""
    number = signer(tx.participants.of(task.id), given)
    reason = given.get("reason", "")
    return user_tasks.remove_signer(tx, task.id, by=by, participant=number, reason=reason)


OPERATIONS: Final[Mapping[str, Operation]] = {
    "claim": lambda tx, task, by, _: user_tasks.claim(tx, task.id, by=by),
    "release": lambda tx, task, by, _: user_tasks.release(tx, task.id, by=by),
    "complete": lambda tx, task, by, given: user_tasks.complete(
        tx, task.id, by=by, variables=given
    ),
    "assign": lambda tx, task, by, given: user_tasks.assign(
        tx, task.id, by=by, to=given["to"], reason=given.get("reason", "")
    ),
    "return": lambda tx, task, by, given: user_tasks.send_back(
        tx,
        task.id,
        by=by,
        reason=given.get("reason", ""),
        to=given.get("to"),
        mode=given.get("mode"),
    ),
    "withdraw": lambda tx, task, by, given: user_tasks.withdraw(
        tx, task.id, by=by, reason=given.get("reason", "")
    ),
    "escalate": lambda tx, task, by, given: user_tasks.escalate(
        tx, task.id, by=by, code=given["code"], variables=given.get("variables", {})
    ),
    "approve": lambda tx, task, by, given: user_tasks.approve(
        tx, task.id, by=by, said=_said(by, tx.now, given)
    ),
    "reject": lambda tx, task, by, given: user_tasks.reject(
        tx, task.id, by=by, said=_said(by, tx.now, given)
    ),
    "resolve": lambda tx, task, by, given: user_tasks.resolve(
        tx, task.id, by=by, said=_said(by, tx.now, given)
    ),
    "transfer": lambda tx, task, by, given: user_tasks.transfer(
        tx, task.id, by=by, to=given["to"], reason=given.get("reason", "")
    ),
    "delegate": lambda tx, task, by, given: user_tasks.delegate(
        tx, task.id, by=by, to=given["to"], reason=given.get("reason", "")
    ),
    "add-before": lambda tx, task, by, given: user_tasks.add_before(
        tx, task.id, by=by, people=_people(given), reason=given.get("reason", "")
    ),
    "add-after": lambda tx, task, by, given: user_tasks.add_after(
        tx, task.id, by=by, people=_people(given), reason=given.get("reason", "")
    ),
    "add-parallel": lambda tx, task, by, given: user_tasks.add_parallel(
        tx, task.id, by=by, people=_people(given), reason=given.get("reason", "")
    ),
    "remove-signer": _removed,
    "pause": lambda tx, task, by, given: user_tasks.pause(
        tx, task.id, by=by, reason=given["reason"], note=given.get("note", "")
    ),
    "resume": lambda tx, task, by, given: user_tasks.resume(
        tx, task.id, by=by, note=given.get("note", "")
    ),
    "urge": lambda tx, task, by, given: user_tasks.urge(
        tx, task.id, by=by, text=given.get("text", "")
    ),
    "copy": lambda tx, task, by, given: copies.send(
        tx, task.id, by=by, people=_people(given), text=given.get("text", "")
    ),
    "jump": lambda tx, task, by, given: jumps.jump(
        tx, task.id, by=by, to=given["to"], reason=given.get("reason", "")
    ),
    "choose": lambda tx, task, by, given: user_tasks.choose(
        tx, task.id, by=by, element_id=given["element"], people=_people(given)
    ),
}
