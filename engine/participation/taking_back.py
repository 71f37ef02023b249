"""Sending a task back to one that was done before, and taking back one's own submission."""

from typing import Final

from engine.errors import Conflict, NotPermitted
from engine.model import Part
from engine.participation.operations import Operation, Situation, own_item, refused

RETURNED: Final = "return"
"""The decision of an item whose holder returned the task: neither yes nor no."""


def may_return(situation: Situation) -> None:
    """Send the task back to one that was done before (退回)."""
    if own_item(situation).part is Part.DELEGATE:
        raise refused(Conflict, "a delegate answers, and returns nothing", "受委派人不能退回")
    if "off" in situation.rules.returning:
        raise refused(NotPermitted, "this step returns nothing", "本节点不允许退回")


def may_withdraw(situation: Situation) -> None:
    """Take back what one has handed in, while nobody has acted on it (撤回)."""
    if situation.rules.withdraw == "off":
        raise refused(NotPermitted, "this step cannot be taken back", "本节点不允许撤回")
    if situation.task.ended_by != situation.actor.id:
        raise refused(
            NotPermitted,
            f"{situation.task.ended_by_name} handed it in",
            f"该任务由{situation.task.ended_by_name}提交，只有本人可以撤回",
        )


OPERATIONS: Final = (
    Operation(name="return", zh="退回", en="Return", guard=may_return, reason=True),
    Operation(
        name="withdraw", zh="撤回", en="Take back", guard=may_withdraw, always=True, afterwards=True
    ),
)
