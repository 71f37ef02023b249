"""When an operation may be done: one guard for each, raising why not in English and Chinese."""

from engine.errors import Conflict, NotPermitted
from engine.model import Part, Participant, ParticipantState
from engine.participation.changes import DEPTH, depth
from engine.participation.language import Mode
from engine.participation.operations import Situation, own_item, refused
from engine.participation.tally import seats


def may_complete(situation: Situation) -> None:
    """Hand in the form of a task that asks for no decision."""
    item = own_item(situation)
    if situation.rules.asks or item.part is Part.DELEGATE:
        raise refused(Conflict, "this step asks for a decision", "本节点需要审批决定")


def may_decide(situation: Situation) -> None:
    """Say yes or no."""
    item = own_item(situation)
    if item.part is Part.DELEGATE:
        raise refused(
            Conflict,
            "whoever delegated it decides; you answer",
            "委派给您的任务由委派人决定，请使用“答复委派”",
        )
    if not situation.rules.asks:
        raise refused(Conflict, "this step asks for no decision", "本节点不需要审批决定")


def may_vote(situation: Situation) -> None:
    """Say yes or no where votes are counted."""
    may_decide(situation)
    if situation.rules.mode is not Mode.VOTE:
        raise refused(Conflict, "no votes are counted here", "本节点不是票签")


def may_claim(situation: Situation) -> None:
    """Take a task from the pool, or say that work on one's item has begun."""
    item = own_item(situation)
    if item.state is ParticipantState.CLAIMED:
        raise refused(Conflict, "you have claimed it already", "您已签收该任务")


def may_release(situation: Situation) -> None:
    """Give a claimed task back; administrators may for others."""
    if situation.administrates and not situation.group and situation.task.assignee is not None:
        return
    item = own_item(situation)
    if item.state is not ParticipantState.CLAIMED:
        raise refused(Conflict, "you have not claimed it", "您尚未签收该任务")


def may_transfer(situation: Situation) -> None:
    """Hand one's item over for good; who leads may hand over any item of a group."""
    if situation.leads and situation.group:
        return
    own_item(situation)


def may_delegate(situation: Situation) -> None:
    """Let somebody answer first, three times within each other at most."""
    item = own_item(situation)
    if depth(situation.group, item) >= DEPTH:
        raise refused(
            Conflict, f"delegated {DEPTH} times already", f"委派最多{DEPTH}层，不能再委派"
        )


def may_resolve(situation: Situation) -> None:
    """Answer what was delegated to oneself."""
    if own_item(situation).part is not Part.DELEGATE:
        raise refused(Conflict, "nothing is delegated to you here", "该任务不是委派给您的")


def may_add(situation: Situation) -> None:
    """Add people before or after oneself."""
    if own_item(situation).part is Part.DELEGATE:
        raise refused(Conflict, "a delegate answers, and adds nobody", "受委派人不能加签")


def may_add_parallel(situation: Situation) -> None:
    """Add people beside oneself; who leads may add to any group."""
    if situation.leads and situation.group:
        return
    may_add(situation)


def may_remove(situation: Situation) -> None:
    """Take out somebody whom one has added; who leads may take out anybody, but the last one."""
    if not removable(situation):
        raise refused(
            NotPermitted,
            "there is nobody here whom you may take out",
            "没有您可以减签的人员",
        )


def removable(situation: Situation) -> tuple[Participant, ...]:
    """Return the items that this person may take out: at least one seat stays."""
    theirs = {situation.actor.id, situation.actor.on_behalf_of}
    return tuple(
        each
        for each in situation.group
        if not each.state.is_over
        and (situation.leads or (each.added_by is not None and each.added_by in theirs))
        and (each.part is not Part.SEAT or len(seats(situation.group)) > 1)
    )


def may_consult(situation: Situation) -> None:
    """Ask others for their opinion; the task stays."""
    own_item(situation)


def may_answer(situation: Situation) -> None:
    """Answer what one was asked."""
    if not situation.asked:
        raise refused(NotPermitted, "nobody has asked you", "没有向您征询意见")


def may_assign(situation: Situation) -> None:
    """Give a task to a person (派单); heads of the units around the case and administrators."""
    if not situation.leads:
        raise refused(
            NotPermitted,
            f"{situation.actor.name} leads no unit that {situation.task.name} belongs to",
            "只有上级或管理员可以派单",
        )
    if sum(each.state.is_open for each in situation.group) > 1:
        raise refused(
            Conflict, "several people decide this step: transfer an item", "多人节点请使用“转办”"
        )


def may_choose(situation: Situation) -> None:
    """Choose who is to decide a later step."""
    own_item(situation)
