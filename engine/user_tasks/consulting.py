"""Asking others for their opinion while the task stays where it is (征询、沟通)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from engine import access, advance
from engine.errors import Invalid, NotFound
from engine.model import Actor
from engine.model.events import ConsultationAnswered, ConsultationAsked
from engine.participation import refused
from engine.store import Consultation, Transaction
from engine.user_tasks.opening import locked
from engine.user_tasks.situation import before

LENGTH: Final = 10_000  # as comments: what a page can show


def consult(
    tx: Transaction, task_id: UUID, *, by: Actor, people: tuple[str, ...], text: str
) -> UUID:
    """Ask people a question about a task; returns its id. Nothing waits for the answers.

    Raises Invalid for an empty question, nobody, oneself, or somebody unknown or inactive.
    """
    case, found = before(tx, task_id, by=by, operation="consult")
    known = tx.people.organisation().people
    for who in people:
        if who == by.id or who not in known or not known[who].active:
            raise refused(Invalid, f"{who!r} cannot be asked", f"不能向“{who}”征询意见")
    if not people:
        raise refused(Invalid, "nobody is asked", "请选择征询对象")
    asked = ConsultationAsked(
        consultation_id=tx.files.new_id(),
        task_id=task_id,
        element_id=found.task.element_id,
        people={who: known[who].name for who in people},
        text=_said(text),
    )
    advance.note(tx, case, [asked], by=found.actor)
    return asked.consultation_id


def answer(tx: Transaction, task_id: UUID, *, by: Actor, consultation_id: UUID, text: str) -> None:
    """Answer what one was asked, once; also after the task has been dealt with.

    Raises NotFound where nobody has asked this person that, or it is answered.
    """
    case, task = locked(tx, task_id, by)
    waiting = [
        each
        for each in tx.participants.consultations(task_id)
        if each.id == consultation_id and each.person == by.id and each.answered_at is None
    ]
    if not waiting:
        raise refused(NotFound, "no such question waits for you", "没有待您答复的征询")
    answered = ConsultationAnswered(
        consultation_id=consultation_id,
        task_id=task.id,
        element_id=task.element_id,
        text=_said(text),
    )
    advance.note(tx, case, [answered], by=by)


def consultations(tx: Transaction, task_id: UUID, *, by: Actor) -> Sequence[Consultation]:
    """Return what people were asked about a task, oldest first; NotFound where it is not his."""
    access.check_may_see_task(tx.tasks.get(task_id), by)
    return tx.participants.consultations(task_id)


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LENGTH:
        raise refused(
            Invalid,
            f"a question or answer has 1 to {LENGTH} characters, not {len(said)}",
            "请填写内容",
        )
    return said
