"""What several people do with one task: decide, add and take out signers, hand over, ask."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, SecretStr

from api.depends import Call, Change, Question, Reply
from api.problems import documented
from api.proving import proof_of
from api.rest.bodies import Body, LateEntry
from api.rest.user_tasks import change_case, change_task
from api.views.approvals import AskedOut, ConsultationOut
from api.views.instances import InstanceOut
from api.views.tasks import UserTaskOut
from engine import user_tasks
from engine.errors import (
    Conflict,
    FormInvalid,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
    TaskClaimed,
    TaskNotOpen,
    TooManyAttempts,
)
from engine.masking import WHOLE
from engine.model import ProcessInstance, UserTask
from engine.sights import Sight
from engine.store import Transaction
from engine.user_tasks import Said, Signature

router = APIRouter(tags=["approvals"])

_REFUSED = documented(
    NotFound,
    NotPermitted,
    TaskNotOpen,
    TaskClaimed,
    InstanceNotActive,
    Conflict,
    PreconditionFailed,
)
_DECIDED = documented(
    NotFound,
    NotPermitted,
    TaskNotOpen,
    TaskClaimed,
    InstanceNotActive,
    Conflict,
    FormInvalid,
    PreconditionFailed,
    TooManyAttempts,
)

Text = Annotated[str, Field(max_length=10_000)]
Why = Annotated[str, Field(max_length=2000)]


class Signed(Body):
    """An image of a signature by hand, attached to the task before."""

    attachment: UUID
    device: str = Field(default="", max_length=200)


class Decision(Body):
    """What belongs to a decision; the node may ask for an opinion or a signature."""

    opinion: Text = Field(default="", examples=["同意"])
    signature: Signed | None = None
    variables: dict[str, Any] = Field(default_factory=dict)
    late: LateEntry | None = Field(default=None, description="Where it was said before (补录).")
    password: SecretStr | None = Field(
        default=None,
        max_length=1000,
        description="One's own, where the node asks for a proof of who one is (`gj:proof`).",
    )

    def said(self, call: Call) -> Said:
        """Return what is said, with the proof of who says it where one is given."""
        signed = self.signature
        made = Signature(attachment=signed.attachment, device=signed.device) if signed else None
        return Said(
            opinion=self.opinion,
            signature=made,
            variables=self.variables,
            late=self.late.late() if self.late else None,
            proof=proof_of(call, self.password.get_secret_value() if self.password else ""),
        )


class Vote(Decision):
    """A vote."""

    decision: Literal["approve", "reject"]


class Added(Body):
    """Who is added, and why."""

    people: list[str] = Field(min_length=1, max_length=50, examples=[["limin"]])
    reason: Why = ""


class Removed(Body):
    """Whose item is taken out, by its number, and why."""

    participant: int = Field(ge=1)
    reason: Why = ""


class HandedOver(Body):
    """To whom; `participant` is for those who lead: the item of somebody else."""

    to: str = Field(examples=["limin"])
    participant: int | None = Field(default=None, ge=1)
    reason: Why = ""


class Delegated(Body):
    """Who is to answer first."""

    to: str = Field(examples=["limin"])
    reason: Why = ""


class Asked(Body):
    """Who is asked what."""

    people: list[str] = Field(min_length=1, max_length=50)
    text: Text


class Chosen(Body):
    """Who is to decide which later step."""

    element_id: str = Field(examples=["UT_Approve"])
    people: list[str] = Field(max_length=100)


class Answered(Body):
    """The answer to a question."""

    consultation_id: UUID
    text: Text


@router.post("/user-tasks/{task_id}/approve", responses=_DECIDED, response_model=InstanceOut)
def approve_user_task(task_id: UUID, body: Decision, call: Change) -> Response:
    """Say yes; where that decides the group, the case goes on (同意)."""
    said = body.said(call)
    return change_case(
        call, task_id, body, lambda tx: user_tasks.approve(tx, task_id, by=call.actor, said=said)
    )


@router.post("/user-tasks/{task_id}/reject", responses=_DECIDED, response_model=InstanceOut)
def reject_user_task(task_id: UUID, body: Decision, call: Change) -> Response:
    """Say no; the node says whether that ends it or the rest is heard too (不同意)."""
    said = body.said(call)
    return change_case(
        call, task_id, body, lambda tx: user_tasks.reject(tx, task_id, by=call.actor, said=said)
    )


@router.post("/user-tasks/{task_id}/vote", responses=_DECIDED, response_model=InstanceOut)
def vote_on_user_task(task_id: UUID, body: Vote, call: Change) -> Response:
    """Vote where votes are counted; it ends as soon as it is decided (票签)."""
    said = body.said(call)

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.vote(tx, task_id, by=call.actor, decision=body.decision, said=said)

    return change_case(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/resolve", responses=_DECIDED, response_model=InstanceOut)
def resolve_user_task(task_id: UUID, body: Decision, call: Change) -> Response:
    """Answer what was delegated; whoever delegated it decides (答复委派)."""
    said = body.said(call)
    return change_case(
        call, task_id, body, lambda tx: user_tasks.resolve(tx, task_id, by=call.actor, said=said)
    )


@router.post("/user-tasks/{task_id}/add-before", responses=_REFUSED, response_model=UserTaskOut)
def add_before(task_id: UUID, body: Added, call: Change) -> Response:
    """Have people asked first; then it comes back (前加签)."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.add_before(
            tx, task_id, by=call.actor, people=tuple(body.people), reason=body.reason
        )

    return change_task(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/add-after", responses=_REFUSED, response_model=UserTaskOut)
def add_after(task_id: UUID, body: Added, call: Change) -> Response:
    """Have people agree too after oneself (后加签)."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.add_after(
            tx, task_id, by=call.actor, people=tuple(body.people), reason=body.reason
        )

    return change_task(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/add-parallel", responses=_REFUSED, response_model=UserTaskOut)
def add_parallel(task_id: UUID, body: Added, call: Change) -> Response:
    """Add people who count like the others (并加签)."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.add_parallel(
            tx, task_id, by=call.actor, people=tuple(body.people), reason=body.reason
        )

    return change_task(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/remove-signer", responses=_REFUSED, response_model=InstanceOut)
def remove_signer(task_id: UUID, body: Removed, call: Change) -> Response:
    """Take somebody out; the votes are counted anew, which may decide the group (减签)."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.remove_signer(
            tx, task_id, by=call.actor, participant=body.participant, reason=body.reason
        )

    return change_case(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/transfer", responses=_REFUSED, response_model=UserTaskOut)
def transfer_user_task(task_id: UUID, body: HandedOver, call: Change) -> Response:
    """Hand an item over for good (转办)."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.transfer(
            tx,
            task_id,
            by=call.actor,
            to=body.to,
            reason=body.reason,
            participant=body.participant,
        )

    return change_task(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/delegate", responses=_REFUSED, response_model=UserTaskOut)
def delegate_user_task(task_id: UUID, body: Delegated, call: Change) -> Response:
    """Let somebody answer first; then it comes back, three times within each other (委派)."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.delegate(tx, task_id, by=call.actor, to=body.to, reason=body.reason)

    return change_task(call, task_id, body, work)


@router.post("/user-tasks/{task_id}/choose", responses=_REFUSED, response_model=InstanceOut)
def choose(task_id: UUID, body: Chosen, call: Change) -> Response:
    """Choose who is to decide a later step, from those whom it allows (选择办理人)."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.choose(
            tx, task_id, by=call.actor, element_id=body.element_id, people=tuple(body.people)
        )

    return change_case(call, task_id, body, work)


@router.post(
    "/user-tasks/{task_id}/consult", responses=_REFUSED, response_model=AskedOut, status_code=201
)
def consult(task_id: UUID, body: Asked, call: Change) -> Response:
    """Ask people for their opinion; the task stays (征询)."""

    def change(tx: Transaction) -> Reply:
        made = user_tasks.consult(
            tx, task_id, by=call.actor, people=tuple(body.people), text=body.text
        )
        return Reply(body=AskedOut(id=made), status=201)

    return call.change(body, change)


@router.post("/user-tasks/{task_id}/answer", responses=documented(NotFound), status_code=204)
def answer(task_id: UUID, body: Answered, call: Change) -> Response:
    """Answer what one was asked about a task (答复征询)."""

    def change(tx: Transaction) -> Reply:
        user_tasks.answer(
            tx, task_id, by=call.actor, consultation_id=body.consultation_id, text=body.text
        )
        return Reply(body=None, status=204)

    return call.change(body, change)


@router.get("/user-tasks/{task_id}/consultations", responses=documented(NotFound))
def list_consultations(task_id: UUID, call: Question) -> list[ConsultationOut]:
    """List what people were asked about a task, and their answers."""

    def ask(tx: Transaction) -> list[ConsultationOut]:
        found = user_tasks.consultations(tx, task_id, by=call.actor)
        case = tx.cases.get(tx.tasks.get(task_id).instance_id)
        veil = Sight.of(tx, call.actor).veil(case)
        return [ConsultationOut.of(each, veil) for each in found]

    return call.read(ask)


@router.get("/consultations", responses=documented())
def list_questions(call: Question) -> list[ConsultationOut]:
    """List the questions that wait for the caller's answer, oldest first."""
    found = call.read(lambda tx: tx.participants.asked_of(call.actor.id))
    return [ConsultationOut.of(each, WHOLE) for each in found]
