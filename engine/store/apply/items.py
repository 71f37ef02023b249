"""The items of a group whose task was withdrawn: nothing of it stays open."""

from uuid import UUID

from engine.model import ParticipantState
from engine.store.fold import Fold
from engine.store.tables.participants import participant


def close(fold: Fold, task_id: UUID, reason: str) -> None:
    """Leave no item open."""
    values = {"state": ParticipantState.SKIPPED, "reason": reason, "decided_at": fold.at}
    for row in fold.participants(task_id):
        if not ParticipantState(row["state"]).is_over:
            fold.changes.patch(participant, (task_id, row["id"]), dict(values))
