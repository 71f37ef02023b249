"""All operations by name, in the order in which they are shown."""

from collections.abc import Mapping
from typing import Final

from engine.participation import around, guards, taking_back
from engine.participation.operations import Operation

_PEOPLE: Final = (
    Operation(name="complete", zh="办理", en="Complete", guard=guards.may_complete, always=True),
    Operation(name="approve", zh="同意", en="Approve", guard=guards.may_decide, always=True),
    Operation(name="reject", zh="不同意", en="Reject", guard=guards.may_decide),
    Operation(name="vote", zh="投票", en="Vote", guard=guards.may_vote, always=True),
    Operation(name="resolve", zh="答复委派", en="Answer", guard=guards.may_resolve, always=True),
    Operation(name="claim", zh="签收", en="Claim", guard=guards.may_claim, always=True),
    Operation(name="release", zh="退领", en="Unclaim", guard=guards.may_release, always=True),
    Operation(name="transfer", zh="转办", en="Transfer", guard=guards.may_transfer, reason=True),
    Operation(name="delegate", zh="委派", en="Delegate", guard=guards.may_delegate, reason=True),
    Operation(name="add-before", zh="前加签", en="Add before", guard=guards.may_add, reason=True),
    Operation(name="add-after", zh="后加签", en="Add after", guard=guards.may_add, reason=True),
    Operation(
        name="add-parallel",
        zh="并加签",
        en="Add beside",
        guard=guards.may_add_parallel,
        reason=True,
    ),
    Operation(name="remove-signer", zh="减签", en="Remove", guard=guards.may_remove, reason=True),
    Operation(name="consult", zh="征询", en="Consult", guard=guards.may_consult),
    Operation(name="answer", zh="答复征询", en="Reply", guard=guards.may_answer, always=True),
    Operation(
        name="assign", zh="派单", en="Assign", guard=guards.may_assign, always=True, reason=True
    ),
    Operation(name="choose", zh="选择办理人", en="Choose people", guard=guards.may_choose),
)

REGISTRY: Final[Mapping[str, Operation]] = {
    each.name: each for each in (*_PEOPLE, *taking_back.OPERATIONS, *around.OPERATIONS)
}
"""Operations that later modules bring are joined here, each tuple from a module of its own."""
