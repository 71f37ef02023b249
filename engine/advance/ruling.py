"""What the system decides about a group by rule, new or offered anew, recorded under its own name.

Skipping those who agreed to the same before, or asked for it themselves; passing or refusing where
nobody was found. Never as a person, and always with the rule and what it relies on.
"""

from typing import Final

from engine import interpreter, participation
from engine.advance.moving import Move, Moved, completion, moved
from engine.model import APPROVE, REJECT, SYSTEM, Case, UserTask, Variables
from engine.model.events import ParticipantsChanged, UserTaskCreated, UserTaskRerouted
from engine.participation import Past, Rules
from engine.store import Transaction

EMPTY: Final = {"pass": APPROVE, "reject": REJECT}
"""What gj:empty decides where it decides at all."""

Offered = UserTaskCreated | UserTaskRerouted
"""How a task comes to people by the rules of its node: as a new one, or anew."""

_RULES: Final = frozenset({"gj:dedupe", "gj:self"})


def wants_ruling(task: Offered) -> bool:
    """Tell whether rules of the node may close items of a task at once, as it is offered."""
    return task.routing.get("empty") in EMPTY or not _RULES.isdisjoint(task.settings)


def ruling(tx: Transaction, case: Case, task: UserTask) -> Moved | None:
    """Return what the rules make of an offered task; None where they close nothing."""
    rules = participation.parse(task.settings)
    if task.routing.get("empty") in EMPTY:
        return _empty(rules, task)
    if task.round > 1:
        return None  # it was returned: whoever decides it is to look at it
    group = tx.participants.of(task.id)
    past = _past(tx, case, task)
    found = participation.skips(rules, task, group, past)
    if not found:
        return None
    event = ParticipantsChanged(
        task_id=task.id,
        element_id=task.element_id,
        operation="skip",
        targets=tuple(each.item.person for each in found),
        rule={"skips": [{"participant": each.item.id, **each.rule} for each in found]},
    )
    skipped = participation.with_skips(group, found)
    return moved(Move(task=task, rules=rules, old=group, new=skipped, event=event), by=SYSTEM)


def data_digest(tx: Transaction, case: Case, task: UserTask, pending: Variables) -> str:
    """Return the digest of the data that a decision is about: with what has been handed in."""
    definition = tx.definitions.get(task.definition_id)
    seen = interpreter.visible(definition, case.snapshot, task.id, tx.now)
    decisions = {each.element_id for each in tx.tasks.of(case.instance.id)}
    return participation.digest({**seen, **pending}, decisions)


def _past(tx: Transaction, case: Case, task: UserTask) -> Past:
    return Past(
        tasks=tx.tasks.of(task.instance_id),
        groups=tx.participants.of_case(task.instance_id),
        initiator=case.instance.initiator,
        seen=data_digest(tx, case, task, {}),
    )


def _empty(rules: Rules, task: UserTask) -> Moved:
    """Decide a task that reaches nobody as its node says; the alert is the rule on the record."""
    outcome = EMPTY[rules.empty]
    event = ParticipantsChanged(
        task_id=task.id,
        element_id=task.element_id,
        operation="empty",
        outcome=outcome,
        rule={
            "id": f"gj:empty={rules.empty}",
            "version": participation.VERSION,
            "relies_on": dict(task.routing),
        },
    )
    return Moved(event=event, group=(), completion=completion(task, rules, (), event))
