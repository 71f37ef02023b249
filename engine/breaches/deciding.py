"""A rule decides a late task at a node of low risk: as the system, with what it relies on."""

from typing import Final

from engine import advance, participation
from engine.model import APPROVE, REJECT, SYSTEM, Case, UserTask
from engine.model.breach import PASS
from engine.model.events import ParticipantsChanged
from engine.store import Transaction

VERSION: Final = 1
"""Of the rule as it is carried out here; a change of its meaning is a new version."""


def decide(tx: Transaction, case: Case, task: UserTask, wanted: str) -> None:
    """Close the task as `pass` or `reject`; the record names the rule, its version, its table."""
    rules = participation.parse(task.settings)
    outcome = APPROVE if wanted == PASS else REJECT
    group = tx.participants.of(task.id)
    closed = participation.close(group, "超时，系统按规则办理")
    before, after = participation.difference(group, closed)
    event = ParticipantsChanged(
        task_id=task.id,
        element_id=task.element_id,
        operation="timeout",
        before=before,
        after=after,
        tally=dict(task.tally),
        outcome=outcome,
        rule={
            "id": f"deadline:{wanted}",
            "version": VERSION,
            "relies_on": {
                name: task.deadline[name]
                for name in ("rule", "decision", "calendar")
                if name in task.deadline
            },
        },
    )
    done = advance.completion(task, rules, closed, event)
    advance.note(tx, case, [event], by=SYSTEM)
    advance.carry_out(tx, tx.cases.lock(case.instance.id), done, by=SYSTEM)
