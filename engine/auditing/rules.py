"""Deviations: what in a case's record is not how it should have gone, each by a named rule.

A rule looks at one event and at who began the case, so that it can be found again in the record by
whoever asks where it comes from. Nothing here says that somebody did wrong: that is for auditors.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from engine.history import HistoryRow
from engine.model import SYSTEM, events
from engine.model.breach import PASS, REJECT, SUSPEND, TRANSFER
from engine.model.participants import APPROVE


class Rule(StrEnum):
    """Which kind of deviation."""

    SELF_APPROVAL = "self-approval"
    """Who began the case agreed to it himself (自己审批自己)."""
    SKIPPED = "skipped"
    """A step was passed over by a rule, without anybody deciding (跳过)."""
    TIMED_OUT = "timed-out"
    """A step was decided because its time was over (超时自动处理)."""
    MOVED = "moved"
    """Somebody changed by hand where the case stands (人工调整、跳转)."""
    EDITED = "edited"
    """Somebody changed the case's data from outside of its steps (改数据)."""
    OVERDUE = "overdue"
    """A step was late, and nobody was told above (超时未升级)."""
    LATE_ENTRY = "late-entry"
    """What was recorded had happened before (补录)."""
    DUE_CHANGED = "due-changed"
    """Somebody changed by hand when a step is due (改时限)."""
    REASSIGNED = "reassigned"
    """Somebody gave a step to other people than those whose it was (改派)."""
    SIGNER_REMOVED = "signer-removed"
    """Somebody who was to decide was taken out (减签)."""
    TAKEN_BACK = "taken-back"
    """Somebody took back what he had handed in (撤回)."""
    VOIDED = "voided"
    """The case was declared void or ended by hand (作废、终止)."""
    MIGRATED = "migrated"
    """The case went on as another version of its process (迁移)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One deviation, and the entry of the record that it comes from."""

    rule: Rule
    row: HistoryRow


Holds = Callable[[Any, HistoryRow, str], bool]
"""Whether the rule holds for an event, its row, and the id of whoever began the case."""

_ACTED: Final = frozenset({TRANSFER, PASS, REJECT, SUSPEND})


def _approves_own(event: Any, row: HistoryRow, initiator: str) -> bool:
    decided = event.decision == APPROVE and row.actor != SYSTEM.id
    return decided and initiator in {row.actor, row.on_behalf_of}


def _of_operation(*names: str) -> Holds:
    return lambda event, _row, _initiator: event.operation in names


def _unheard(event: Any, _row: HistoryRow, _initiator: str) -> bool:
    told = event.escalation_id is not None or event.attached_to is not None
    return not told and event.action not in _ACTED


def _always(_event: Any, _row: HistoryRow, _initiator: str) -> bool:
    return True


_RULES: Final[Mapping[str, tuple[tuple[Rule, Holds], ...]]] = {
    events.ParticipantsChanged.__name__: (
        (Rule.SELF_APPROVAL, _approves_own),
        (Rule.SKIPPED, _of_operation("skip", "empty")),
        (Rule.TIMED_OUT, _of_operation("timeout")),
        (Rule.REASSIGNED, _of_operation("assign")),
        (Rule.SIGNER_REMOVED, _of_operation("remove-signer")),
    ),
    events.InstanceModified.__name__: ((Rule.MOVED, _always),),
    events.UserTaskJumped.__name__: ((Rule.MOVED, _always),),
    events.VariablesWritten.__name__: ((Rule.EDITED, _always),),
    events.DeadlineBreached.__name__: ((Rule.OVERDUE, _unheard),),
    events.UserTaskDueChanged.__name__: ((Rule.DUE_CHANGED, _always),),
    events.UserTaskAssigned.__name__: ((Rule.REASSIGNED, _always),),
    events.SubmissionWithdrawn.__name__: ((Rule.TAKEN_BACK, _always),),
    events.InstanceVoided.__name__: ((Rule.VOIDED, _always),),
    events.InstanceTerminated.__name__: ((Rule.VOIDED, _always),),
    events.InstanceMigrated.__name__: ((Rule.MIGRATED, _always),),
}

TYPES: Final = frozenset(_RULES)
"""Types of events that a rule looks at; late entries are told by the row itself."""


def types_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the types of events that some rules look at."""
    wanted = frozenset(rules)
    return frozenset(
        name for name, each in _RULES.items() if not wanted.isdisjoint(rule for rule, _ in each)
    )


def deviations(row: HistoryRow, initiator: str) -> Iterator[Deviation]:
    """Yield the deviations that one entry of the record tells; erased ones tell none but the row's.

    `initiator` is the id of whoever began the case.
    """
    event = row.event
    if event is not None:
        for rule, holds in _RULES.get(row.type, ()):
            if holds(event, row, initiator):
                yield Deviation(rule=rule, row=row)
    if row.occurred_at is not None:
        yield Deviation(rule=Rule.LATE_ENTRY, row=row)
