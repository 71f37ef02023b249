"""Use case of the overview: what runs, what is late, what is stuck, how the record is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import access
from engine.model import Actor, DeliveryState
from engine.store import OpenCases, OpenTasks, Stuck, Transaction, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the whole stands at one moment."""

    at: datetime
    cases: Sequence[OpenCases]
    tasks: Sequence[OpenTasks]
    stuck: Sequence[Stuck]
    work: Work
    deliveries: Mapping[DeliveryState, int]
    announcements: int
    sealed_at: datetime | None
    """When the record was sealed last; None = never."""
    sealed: int
    """Parts of the record that are sealed."""


def overview(tx: Transaction, *, by: Actor) -> Overview:
    """Return how the whole stands now. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    seal = tx.seals.newest()
    return Overview(
        at=tx.now,
        cases=tx.counting.cases(),
        tasks=tx.counting.tasks(),
        stuck=tx.counting.stuck(),
        work=tx.counting.work(),
        deliveries=tx.counting.deliveries(),
        announcements=tx.counting.announcements(),
        sealed_at=None if seal is None else seal.at,
        sealed=0 if seal is None else seal.tree.size,
    )


def stuck(tx: Transaction, *, by: Actor) -> Sequence[Stuck]:
    """Return open incidents by process, element and kind. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.counting.stuck()
