"""One task with all that is needed to work on it, the same for REST and for its page."""

from uuid import UUID

from api.views.approvals import ConsultationOut, OperationOut, ParticipantOut
from api.views.tasks import ChangedOut, UserTaskDetailOut, UserTaskOut
from engine import user_tasks
from engine.model import Actor
from engine.sights import Sight
from engine.store import Transaction
from engine.user_tasks import Differences, TaskForm


def detail_of(tx: Transaction, task_id: UUID, actor: Actor) -> UserTaskDetailOut:
    """Return a task with its form; NotFound where it does not exist for this actor."""
    task = user_tasks.get(tx, task_id, by=actor)
    form = user_tasks.form(tx, task_id, by=actor)
    sight = Sight.of(tx, actor)
    veil = sight.veil(tx.cases.get(task.instance_id))
    asked = tx.participants.consultations(task_id)
    return UserTaskDetailOut(
        **dict(UserTaskOut.of(task, tx.now, sight)),
        documentation=task.documentation,
        form=form.document,
        data=form.values,
        rights=form.rights,
        routing=task.routing,
        participants=[ParticipantOut.of(each, veil) for each in tx.participants.of(task_id)],
        operations=[OperationOut.of(each) for each in user_tasks.operations(tx, task_id, by=actor)],
        changed=_changed(form, user_tasks.differences(tx, task_id, by=actor)),
        consultations=[ConsultationOut.of(each, veil) for each in asked],
    )


def _changed(form: TaskForm, found: Differences) -> list[ChangedOut]:
    named = (form.document or {}).get("schema", {}).get("properties", {})
    return [
        ChangedOut(
            field=name,
            label=named.get(name, {}).get("title", name),
            before=found.before.get(name),
            after=after,
        )
        for name, after in found.after.items()
    ]
