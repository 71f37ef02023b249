"""Deciding one's own item: approve, reject, vote, and the answer to what was delegated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import forms
from engine import advance, interpreter, participation
from engine.advance import forms_of
from engine.errors import Invalid, NotFound, NotPermitted
from engine.model import APPROVE, REJECT, Actor, Case, Group, ProcessInstance, UserTask, Variables
from engine.model.events import ParticipantsChanged
from engine.participation import Answer, Situation, StandsIn, refused
from engine.store import Attachment, Transaction, about_task
from engine.user_tasks import authority, late, originals, proving
from engine.user_tasks.late import Late
from engine.user_tasks.nearby import close_by
from engine.user_tasks.proving import Proof
from engine.user_tasks.reading import document_of, rights_of
from engine.user_tasks.situation import before, move

OPINION_LENGTH: Final = 10_000  # as comments: what a page can show


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature by hand: an image that was attached to the task, and where it was drawn."""

    attachment: UUID
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody hands in with a decision."""

    opinion: str = ""
    signature: Signature | None = None
    variables: Variables = field(default_factory=dict)
    late: Late | None = None
    """When it was really said, where it is entered late (补录)."""
    proof: Proof | None = None
    """That whoever says it has proved once more who he is."""


NOTHING: Final = Said()


def approve(
    tx: Transaction, task_id: UUID, *, by: Actor, said: Said = NOTHING, expected: int | None = None
) -> ProcessInstance:
    """Say yes; where that decides the group, the case goes on.

    Raises TaskNotOpen naming who was first, FormInvalid, Invalid where opinion or signature lack.
    """
    return _decide(tx, task_id, "approve", APPROVE, by=by, said=said, expected=expected)


def reject(
    tx: Transaction, task_id: UUID, *, by: Actor, said: Said = NOTHING, expected: int | None = None
) -> ProcessInstance:
    """Say no; the node's `gj:reject` says whether that ends it. A form may be left as it is."""
    return _decide(tx, task_id, "reject", REJECT, by=by, said=said, expected=expected)


def vote(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    decision: str,
    said: Said = NOTHING,
    expected: int | None = None,
) -> ProcessInstance:
    """Vote `approve` or `reject` where votes are counted; raises Invalid for any other word."""
    if decision not in {APPROVE, REJECT}:
        raise refused(
            Invalid, f"a vote is approve or reject, not {decision!r}", "请选择同意或不同意"
        )
    return _decide(tx, task_id, "vote", decision, by=by, said=said, expected=expected)


def complete_item(
    tx: Transaction, task_id: UUID, *, by: Actor, said: Said, expected: int | None = None
) -> ProcessInstance:
    """Hand in the form where the node asks for no decision: one's own part of the work."""
    return _decide(tx, task_id, "complete", APPROVE, by=by, said=said, expected=expected)


def resolve(
    tx: Transaction, task_id: UUID, *, by: Actor, said: Said, expected: int | None = None
) -> ProcessInstance:
    """Answer what was delegated; the task goes back to whoever delegated it, who decides.

    What was handed in with the answer he finds in the form, in what he had begun to fill in too.
    """
    if not said.opinion.strip():
        raise refused(Invalid, "an answer says something", "请填写答复意见")
    case, found = before(tx, task_id, by=by, operation="resolve", expected=expected)
    item = participation.own_item(found)
    answer, dropped = _answer(tx, case, found, None, said)
    event = _event(found, "resolve", item.id, answer, dropped, said=said)
    group = participation.resolved(found.group, item, answer)
    if item.parent is not None and answer.patch:
        asked_by = participation.by_id(group, item.parent).person
        tx.form_drafts.amend(asked_by, about_task(task_id), answer.patch)
    return advance.carry_move(tx, case, move(found, group, event), by=found.actor)


def _decide(
    tx: Transaction,
    task_id: UUID,
    operation: str,
    decision: str,
    *,
    by: Actor,
    said: Said,
    expected: int | None,
) -> ProcessInstance:
    case, found = before(
        tx, task_id, by=by, operation=operation, expected=expected, gather=close_by
    )
    if found.actor.on_behalf_of is not None and case.instance.initiator == by.id:
        raise refused(
            NotPermitted,
            "nobody decides what he has asked for himself in somebody's place",
            "不能代理审批自己发起的申请",
        )
    item = participation.own_item(found)
    answer, dropped = _answer(tx, case, found, decision, said)
    event = _event(found, operation, item.id, answer, dropped, said=said)
    group = participation.decided(found.group or (item,), item, answer)
    return advance.carry_move(tx, case, move(found, group, event), by=found.actor)


def _answer(
    tx: Transaction, case: Case, found: Situation, decision: str | None, said: Said
) -> tuple[Answer, tuple[str, ...]]:
    """Check what was said; return it with the fields that were left out."""
    by = found.actor
    opinion = said.opinion.strip()
    if len(opinion) > OPINION_LENGTH:
        raise refused(
            Invalid, f"an opinion has at most {OPINION_LENGTH} characters", "审批意见过长"
        )
    if decision in found.rules.opinion and not opinion:
        raise refused(Invalid, f"{decision} needs an opinion", "请填写审批意见")
    if decision in found.rules.signature and said.signature is None:
        raise refused(Invalid, f"{decision} needs a signature", "请手写签名")
    late.check(said.late, tx.now)
    proving.check(found.rules, decision, said.proof, by=by, now=tx.now)
    handed = handed_in(tx, case, found.task, said.variables, found.group, by=by, decision=decision)
    pending = participation.patch_of(found.group) | handed.values
    answer = Answer(
        decision=decision,
        opinion=opinion,
        signature=_signature(tx, found.task, said.signature, by),
        patch=handed.values,
        seen=advance.data_digest(tx, case, found.task, pending) if found.rules.asks else "",
        stand_in=stand_in(by),
    )
    return answer, handed.dropped


def stand_in(by: Actor) -> StandsIn | None:
    """Return who acts in another's place; None where somebody acts for himself."""
    if by.on_behalf_of is None:
        return None
    return StandsIn(id=by.id, name=by.name, post=by.post, principal=by.on_behalf_of)


def handed_in(
    tx: Transaction,
    case: Case,
    task: UserTask,
    submission: Variables,
    group: Group,
    *,
    by: Actor,
    decision: str | None = APPROVE,
) -> forms_of.HandedIn:
    """Check a submission against the form, over what others of the group have handed in.

    Who says no, or answers what was delegated, need not fill in the form. Rules of the form see
    `authority`, how much this person may approve by matter, and `cases`, those that the form names;
    nobody approves more (`gj:matter`).
    """
    document = document_of(tx, task)
    if decision != APPROVE and not submission:
        return forms_of.HandedIn(values={}, dropped=())
    if document is None and "gj:matter" not in task.settings:
        return forms_of.HandedIn(values=dict(submission), dropped=())
    definition = tx.definitions.get(task.definition_id)
    current = interpreter.visible(definition, case.snapshot, task.id, tx.now)
    present = {**current, **participation.patch_of(group)}
    handed = forms_of.HandedIn(values=dict(submission), dropped=())
    if document is not None:
        told = {
            "authority": authority.limits_of(tx, task, authority.acting_for(by)),
            "cases": originals.named(tx, document, task, submission),
            **present,
        }
        rights = rights_of(task)
        signed = forms.signed(document, submission, rights, by.id)
        handed = forms_of.check(document, signed, rights=rights, current=told, now=tx.now)
    if decision == APPROVE:
        authority.check(tx, task, by, {**present, **handed.values})
    return handed


def _signature(
    tx: Transaction, task: UserTask, signature: Signature | None, by: Actor
) -> Mapping[str, Any]:
    """Return image, digest and device; the image is one that this person attached to the task."""
    if signature is None:
        return {}
    try:
        image = tx.files.attachment(signature.attachment)
    except NotFound as error:
        raise refused(Invalid, str(error), "找不到签名图片") from error
    if not _is_his(image, task, by):
        raise refused(
            Invalid,
            "a signature is an image that you attached to this task",
            "签名须为您上传到本任务的图片",
        )
    return {
        "attachment": str(image.id),
        "sha256": image.sha256,
        "device": signature.device or by.client,
    }


def _is_his(image: Attachment, task: UserTask, by: Actor) -> bool:
    return (
        image.task_id == task.id and image.author == by.id and image.media_type.startswith("image/")
    )


def _event(
    found: Situation,
    operation: str,
    item: int,
    answer: Answer,
    dropped: tuple[str, ...],
    *,
    said: Said,
) -> ParticipantsChanged:
    return ParticipantsChanged(
        task_id=found.task.id,
        element_id=found.task.element_id,
        operation=operation,
        participant=item,
        decision=answer.decision,
        opinion=answer.opinion,
        signature=answer.signature,
        variables=answer.patch,
        dropped=dropped,
        occurred_at=said.late.occurred_at if said.late else None,
        late_reason=said.late.reason.strip() if said.late else "",
        proof=proving.facts(found.rules, answer.decision, said.proof),
    )
