"""What may be done with a case as a whole, by whom, when, and why not: the guards of endings.

gj:cancel    before-first-approval | always | with-consent | off    whether its initiator may cancel
gj:undo      asked | always | never    whether cancelling undoes what was completed (compensation)
gj:void      one | two                       how many administrators it takes to declare it void
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from engine.errors import Conflict, InstanceNotActive, NotPermitted
from engine.model import Actor, InstanceState, ProcessInstance, Role
from engine.participation.operations import Offer, offer, refused

CANCEL: Final = ("before-first-approval", "always", "with-consent", "off")
UNDO: Final = ("asked", "always", "never")
VOID: Final = ("one", "two")

Completed = Literal["keep", "undo"]
"""What becomes of what was completed when a case is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody has proposed and nobody has answered yet."""

    ending: str
    """cancel or void."""
    reason: str
    completed: Completed
    by: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person before one case: what the guards ask."""

    instance: ProcessInstance
    actor: Actor
    cancel: str
    undo: str
    void: str
    acted: bool
    """Whether anybody but the initiator has completed a task of it."""
    works: bool
    """Whether an open task of it is offered to the actor."""
    proposal: Proposal | None
    cancelling: bool
    """Whether what was completed is being undone, before the case ends as cancelled."""
    rejected: bool = False
    """Whether what was decided last was a no."""

    @property
    def administrates(self) -> bool:
        return self.actor.has(Role.ADMINISTRATOR)


Guard = Callable[[Standing], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOperation:
    """One thing that may be done with a case."""

    name: str
    """Also the last part of its address."""
    zh: str
    en: str
    guard: Guard


def may_cancel(standing: Standing) -> None:
    """End a case that one has begun, as far as the process lets one (撤销)."""
    _check_open(standing)
    _check_own(standing)
    if standing.cancelling:
        raise refused(Conflict, "it is being cancelled already", "流程正在撤销")
    actor, rule = standing.actor, standing.cancel
    if standing.instance.initiator not in {actor.id, actor.on_behalf_of}:
        raise refused(NotPermitted, "only whoever began it may cancel it", "只有发起人可以撤销")
    if rule == "off":
        raise refused(NotPermitted, "this process cannot be cancelled", "本流程不允许撤销")
    if rule == "before-first-approval" and standing.acted:
        raise refused(Conflict, "somebody has dealt with it already", "已有人办理，不能撤销")
    _check_no_proposal(standing)


def completed(standing: Standing, wanted: Completed) -> Completed:
    """Return what becomes of what was completed, by the process's rule and what somebody asks for.

    Raises Conflict where he wants it undone and the process never does.
    """
    if standing.undo == "never" and wanted == "undo":
        raise refused(Conflict, "this process undoes nothing", "本流程撤销时不补偿已办事项")
    return "undo" if standing.undo == "always" else wanted


def may_void(standing: Standing) -> None:
    """Declare a case void (作废); administrators."""
    _check_open(standing)
    if not standing.administrates:
        raise refused(NotPermitted, "only administrators may void a case", "只有管理员可以作废")
    _check_no_proposal(standing)


def may_answer(standing: Standing) -> None:
    """Agree or not to what was proposed: who works on the case, or a second administrator."""
    _check_open(standing)
    proposal = standing.proposal
    if proposal is None:
        raise refused(Conflict, "nothing is proposed", "没有待确认的申请")
    theirs = standing.works if proposal.ending == "cancel" else standing.administrates
    if not theirs or proposal.by == standing.actor.id:
        raise refused(NotPermitted, "somebody else is to answer", "须由其他人确认")


def may_restart(standing: Standing) -> None:
    """Begin an ended case again (重新发起): see `check_restart`."""
    check_restart(standing.instance, standing.actor, rejected=standing.rejected)


def check_restart(instance: ProcessInstance, actor: Actor, *, rejected: bool) -> None:
    """Raise why somebody may not begin a case again: it is not his to, or it has not ended.

    Administrators may; its initiator where it was `rejected` (what was decided last was a no), or
    where he has cancelled it.
    """
    administers = actor.has(Role.ADMINISTRATOR)
    if not administers and instance.initiator not in {actor.id, actor.on_behalf_of}:
        raise refused(
            NotPermitted,
            "administrators and whoever began it may start it again",
            "只有发起人或管理员可以重新发起",
        )
    if not instance.state.ended:
        raise refused(Conflict, f"the case is {instance.state}: modify it instead", "流程尚未结束")
    if instance.parent_id is not None:
        raise refused(
            Conflict,
            f"it was called by case {instance.parent_id}: restart that one",
            "子流程不能单独重新发起",
            parent=str(instance.parent_id),
        )
    if administers:
        return
    if instance.state is not InstanceState.CANCELLED and not rejected:
        raise refused(
            Conflict,
            "it was neither refused nor cancelled",
            "只有被否决或已撤销的单据可以重新发起",
        )


OPERATIONS: Final[Mapping[str, CaseOperation]] = {
    each.name: each
    for each in (
        CaseOperation(name="cancellation", zh="撤销", en="Cancel", guard=may_cancel),
        CaseOperation(name="voiding", zh="作废", en="Void", guard=may_void),
        CaseOperation(name="consent", zh="确认", en="Answer", guard=may_answer),
        CaseOperation(name="restart", zh="重新发起", en="Start again", guard=may_restart),
    )
}
"""Operations on cases by name, in the order in which they are shown."""


def case_offers(standing: Standing) -> list[Offer]:
    """Return every operation with whether this person may do it now, and why not."""
    return [offer(each, partial(each.guard, standing)) for each in OPERATIONS.values()]


def _check_open(standing: Standing) -> None:
    state = standing.instance.state
    if state.ended:
        raise refused(InstanceNotActive, f"the case is {state}", "流程已结束")


def _check_own(standing: Standing) -> None:
    instance = standing.instance
    if instance.state is InstanceState.SUSPENDED:
        raise refused(InstanceNotActive, "the case is suspended", "流程已挂起")
    if instance.parent_id is not None:
        raise refused(
            Conflict,
            f"it was called by case {instance.parent_id}: cancel that one",
            "子流程不能单独撤销，请撤销主流程",
            parent=str(instance.parent_id),
        )


def _check_no_proposal(standing: Standing) -> None:
    if standing.proposal is not None:
        name = standing.proposal.by_name
        raise refused(Conflict, f"{name} has proposed to end it already", f"{name}已申请，等待确认")
