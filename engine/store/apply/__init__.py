"""What each event changes in the tables that are read off the history.

An event that is not named here changes none of them. Events alone are read, so that the rows can
be built again from the history.
"""

from engine.model.events import Event
from engine.store.apply import (
    cases,
    files,
    jobs,
    keeping,
    migration,
    participants,
    subscriptions,
    tasks,
    telling,
)
from engine.store.fold import Appliers, Fold

_APPLIERS: Appliers = {
    **cases.APPLIERS,
    **tasks.APPLIERS,
    **jobs.APPLIERS,
    **subscriptions.APPLIERS,
    **files.APPLIERS,
    **participants.APPLIERS,
    **migration.APPLIERS,
    **telling.APPLIERS,
    **keeping.APPLIERS,
}


def apply(fold: Fold, event: Event) -> None:
    """Apply one event."""
    applier = _APPLIERS.get(type(event))
    if applier is not None:
        applier(fold, event)
