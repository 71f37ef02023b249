"""What was decided last in a case: read off its record."""

from uuid import UUID

from engine.model import REJECT
from engine.model.events import ParticipantsChanged
from engine.store import Transaction


def was_rejected(tx: Transaction, instance_id: UUID) -> bool:
    """Tell whether the last decision of a group in the case was a no; one without any was not."""
    rejected = False
    for row in tx.history.every(instance_id):
        if isinstance(row.event, ParticipantsChanged) and row.event.outcome is not None:
            rejected = row.event.outcome == REJECT
    return rejected
