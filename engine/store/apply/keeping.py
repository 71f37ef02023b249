"""Events of legal holds and of the erasing of personal data."""

from engine.model import InstanceState, events
from engine.store.apply.cases import find_by
from engine.store.fold import Appliers, Fold
from engine.store.tables.keeping import legal_hold


def _held(fold: Fold, event: events.LegalHoldSet) -> None:
    row = {
        "instance_id": fold.instance_id,
        "reason": event.reason,
        "set_by": fold.actor,
        "set_by_name": fold.actor_name,
        "set_at": fold.at,
    }
    fold.changes.put(legal_hold, row)


def _lifted(fold: Fold, _event: events.LegalHoldLifted) -> None:
    fold.changes.clear(legal_hold, "instance_id", fold.instance_id)


def _erased(fold: Fold, event: events.PersonalDataErased) -> None:
    """Forget the title and how it is found; why it was ended before its end is somebody's words."""
    find_by(fold, event.search)
    state, outcome = fold.instance["state"], fold.instance["outcome"]
    fold.instance.update(
        title=event.title,
        outcome=outcome if state == InstanceState.COMPLETED else "",
        erased_at=fold.at,
    )
    fold.further = (*fold.further, "erased_at")


APPLIERS: Appliers = {
    events.LegalHoldSet: _held,
    events.LegalHoldLifted: _lifted,
    events.PersonalDataErased: _erased,
}
