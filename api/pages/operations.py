"""Operations on the participants of a task from its page: a small form each, without script.

Names of our own fields begin with `gj-`, so that no field of a form can meet them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.depends import Reply
from api.pages import handing_in, signing
from api.pages.handing_in import Handed
from api.pages.problems import Again
from api.pages.rendering import address
from api.pages.task_page import task_page
from api.pages.visits import Form, Posted, Visit, Visitor, Where, see
from api.proving import proof_of
from engine import access, copies, user_tasks
from engine.errors import Conflict, EngineError, FormInvalid, Invalid, NotPermitted
from engine.model import APPROVE, REJECT, Actor
from engine.model.events.returns import Mode
from engine.store import Transaction
from engine.user_tasks import Proof, Said, Signature

router = APIRouter(include_in_schema=False)

Act = Callable[[Transaction, UUID, Actor, Posted], object]


@router.post("/tasks/{task_id}/decision/{name}")
def decide(
    visit: Visitor,
    task_id: UUID,
    name: Annotated[str, Path(pattern="^(approve|reject|resolve)$")],
    posted: Form,
) -> Response:
    """Decide with the form as it is filled in; with mistakes it comes back as typed."""
    handed = visit.call.read(lambda tx: handing_in.read(tx, task_id, visit.call.actor, posted))
    proof = proof_of(visit.call, posted.text("gj-password"))
    try:
        _, kept = visit.keyed(posted.text("once")).once(
            [name, handed.typed, handed.opinion, handed.late.at, handed.late.reason],
            lambda tx: _decided(tx, visit, task_id, (name, proof), (posted, handed)),
        )
    except FormInvalid as error:
        shown = error
        return visit.call.read(lambda tx: task_page(tx, visit, task_id, handed=handed, error=shown))
    return see(Where.model_validate_json(kept).path)


@router.post("/tasks/{task_id}/operations/{name}")
def operate(visit: Visitor, task_id: UUID, name: str, posted: Form) -> Response:
    """Carry out one of the other operations and show the task again, or the work list."""
    act = _ACTS.get(name)
    if act is None:
        raise Invalid(f"no operation {name!r}")
    actor = visit.call.actor
    try:
        _, kept = visit.keyed(posted.text("once")).once(
            [name, dict(posted.texts)],
            lambda tx: _done(tx, task_id, actor, partial(act, tx, task_id, actor, posted)),
        )
    except (Conflict, Invalid, NotPermitted) as error:
        return _refused(visit, task_id, Again(name=name, posted=posted, error=error))
    return see(address(Where.model_validate_json(kept).path, {"said": "operated"}))


def _refused(visit: Visit, task_id: UUID, again: Again) -> Response:
    """Show the task again with why not; without it where one does not see it any more."""
    try:
        return visit.call.read(lambda tx: task_page(tx, visit, task_id, again=again))
    except EngineError:
        raise again.error from None


def _decided(
    tx: Transaction,
    visit: Visit,
    task_id: UUID,
    how: tuple[str, Proof | None],
    sent: tuple[Posted, Handed],
) -> Reply:
    (name, proof), (posted, handed) = how, sent
    actor = visit.call.actor
    said = Said(
        opinion=handed.opinion,
        signature=_signature(tx, task_id, actor, posted),
        variables=_filled_in(tx, task_id, actor, name, handed),
        late=handed.late.read(),
        proof=proof,
    )
    verb = {APPROVE: user_tasks.approve, REJECT: user_tasks.reject, "resolve": user_tasks.resolve}
    instance = verb[name](tx, task_id, by=actor, said=said)
    return Reply(body=Where(path=handing_in.onward(tx, actor, instance.id)))


def _filled_in(
    tx: Transaction, task_id: UUID, actor: Actor, name: str, handed: Handed
) -> dict[str, Any]:
    """Return what is handed in with a decision: nothing with a no.

    With the answer to whoever delegated the task goes the form if anything was changed in it; it
    is whole then, as any form.
    """
    if name == REJECT:
        return {}
    submission = handing_in.submission_of(tx, task_id, actor, handed)
    if name == APPROVE:
        return submission
    present = user_tasks.form(tx, task_id, by=actor).values
    changed = any(value and value != present.get(field) for field, value in submission.items())
    return submission if changed else {}


def _signature(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> Signature | None:
    image = signing.image_of(posted, actor)
    if image is None:
        return None
    kept = user_tasks.attach(
        tx,
        task_id,
        by=actor,
        name=image.name,
        media_type=image.media_type,
        content=image.content,
    )
    return Signature(attachment=kept)


def _done(tx: Transaction, task_id: UUID, actor: Actor, act: Callable[[], object]) -> Reply:
    """Act, and go on to the task where it is still this person's to do, else to the work list."""
    act()
    stays = access.may_work_on(tx.tasks.get(task_id), actor)
    return Reply(body=Where(path=f"/tasks/{task_id}" if stays else "/tasks"))


def _people(posted: Posted) -> tuple[str, ...]:
    return tuple(each for each in posted.texts.get("gj-people", []) if each)


def _transfer(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    to, reason = posted.text("gj-to"), posted.text("gj-reason")
    item = posted.text("gj-participant")
    number = int(item) if item.isdecimal() else None
    return user_tasks.transfer(tx, task_id, by=actor, to=to, reason=reason, participant=number)


def _delegate(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    to, reason = posted.text("gj-to"), posted.text("gj-reason")
    return user_tasks.delegate(tx, task_id, by=actor, to=to, reason=reason)


def _assign(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    to, reason = posted.text("gj-to"), posted.text("gj-reason")
    return user_tasks.assign(tx, task_id, by=actor, to=to or None, reason=reason)


def _add_before(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    people, reason = _people(posted), posted.text("gj-reason")
    return user_tasks.add_before(tx, task_id, by=actor, people=people, reason=reason)


def _add_after(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    people, reason = _people(posted), posted.text("gj-reason")
    return user_tasks.add_after(tx, task_id, by=actor, people=people, reason=reason)


def _add_parallel(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    people, reason = _people(posted), posted.text("gj-reason")
    return user_tasks.add_parallel(tx, task_id, by=actor, people=people, reason=reason)


def _remove(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    number, reason = posted.text("gj-participant"), posted.text("gj-reason")
    if not number.isdecimal():
        raise Invalid(f"{number!r} is no participant")
    return user_tasks.remove_signer(tx, task_id, by=actor, participant=int(number), reason=reason)


def _consult(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    people, text = _people(posted), posted.text("gj-text")
    return user_tasks.consult(tx, task_id, by=actor, people=people, text=text)


def _answer(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    try:
        asked = UUID(posted.text("gj-consultation"))
    except ValueError as error:
        raise Invalid("no such question") from error
    text = posted.text("gj-text")
    user_tasks.answer(tx, task_id, by=actor, consultation_id=asked, text=text)
    return asked


def _return(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    mode: Mode | None = None
    if posted.text("gj-mode") in {"again", "straight"}:
        mode = "straight" if posted.text("gj-mode") == "straight" else "again"
    to, reason = posted.text("gj-target") or None, posted.text("gj-reason")
    return user_tasks.send_back(tx, task_id, by=actor, to=to, mode=mode, reason=reason)


def _withdraw(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    return user_tasks.withdraw(tx, task_id, by=actor, reason=posted.text("gj-reason"))


def _copy(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    people, text = _people(posted), posted.text("gj-text")
    confirm = posted.text("gj-confirm")
    return copies.send(tx, task_id, by=actor, people=people, text=text, confirm=confirm)


def _pause(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    reason, note = posted.text("gj-pause"), posted.text("gj-reason")
    return user_tasks.pause(tx, task_id, by=actor, reason=reason, note=note)


def _resume(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    return user_tasks.resume(tx, task_id, by=actor, note=posted.text("gj-reason"))


def _choose(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    step, people = posted.text("gj-element"), _people(posted)
    return user_tasks.choose(tx, task_id, by=actor, element_id=step, people=people)


def _urge(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> object:
    return user_tasks.urge(tx, task_id, by=actor, text=posted.text("gj-text"))


_ACTS: Final[Mapping[str, Act]] = {
    "transfer": _transfer,
    "delegate": _delegate,
    "assign": _assign,
    "add-before": _add_before,
    "add-after": _add_after,
    "add-parallel": _add_parallel,
    "remove-signer": _remove,
    "consult": _consult,
    "answer": _answer,
    "return": _return,
    "withdraw": _withdraw,
    "urge": _urge,
    "copy": _copy,
    "pause": _pause,
    "resume": _resume,
    "choose": _choose,
}
