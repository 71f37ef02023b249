"""Incidents that the engine raises around the interpreter: routing, deadlines, jobs, calls.

The interpreter does not know them, so they are not among the commands of a replay; their ids count
from the middle of an instance's range, where no activity gets to.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from engine.advance.setting import Setting
from engine.model import Case, Job, Step
from engine.model.events import (
    ElementCompleted,
    ElementTerminated,
    Event,
    IncidentRaised,
    IncidentResolved,
    JobFailed,
)
from engine.model.values import ORDINALS, part_id
from engine.store import Transaction

OWN: Final = ORDINALS >> 1

CALLS_STOPPED: Final = frozenset({"call", "limit"})
"""Kinds of own incidents after which a called process is to be called again."""


def own_incident(
    instance_id: UUID, seq: int, *, element_id: str, kind: str, message: str, activity_id: UUID
) -> IncidentRaised:
    """Return the event of an incident; no two of a case may have the same `seq`."""
    return IncidentRaised(
        incident_id=part_id(instance_id, OWN + seq),
        element_id=element_id,
        kind=kind,
        message=message,
        activity_id=activity_id,
    )


def job_stopped(case: Case, job: Job, message: str) -> list[Event]:
    """Return the events of a service job that is not tried again: somebody has to mend it."""
    failed = JobFailed(
        job_id=job.id, element_id=job.element_id, retries=0, message=message, retry_at=None
    )
    incident = own_incident(
        case.instance.id,
        case.instance.seq,
        element_id=job.element_id,
        kind="job",
        message=message,
        activity_id=job.id,
    )
    return [failed, incident]


def is_own(incident_id: UUID) -> bool:
    """Tell whether the engine raised it, and not the interpreter."""
    return incident_id.int % ORDINALS >= OWN


def outlived(tx: Transaction, step: Step, setting: Setting) -> Iterator[IncidentResolved]:
    """Resolve the own incidents of activities that have ended: nothing is left to be mended."""
    if not setting.incidents:
        return
    ended = {
        event.activity_id
        for event in step.events
        if isinstance(event, ElementCompleted | ElementTerminated)
    }
    for incident in tx.incidents.of(setting.instance_id):
        if incident.resolved_at is None and is_own(incident.id) and incident.activity_id in ended:
            yield IncidentResolved(incident_id=incident.id, element_id=incident.element_id)
