"""Jobs and incidents: automatic work, and what it or a diagram got stuck on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from engine.incidents import Retried
from engine.masking import WHOLE, Veil
from engine.model import Incident, Job, JobState


class JobOut(BaseModel):
    """Automatic work with a due time, attempts and a lease."""

    id: UUID
    instance_id: UUID
    business_key: str | None
    element_id: str
    kind: str = Field(examples=["service"])
    type: str = Field(examples=["notify"])
    state: JobState
    due_at: datetime
    retries: int = Field(description="Attempts that are left.")
    attempts: int
    worker: str | None
    leased_until: datetime | None
    headers: dict[str, str]
    variables: dict[str, Any] = Field(
        description="Whole for the worker that leases it; in lists marked ones are starred."
    )
    error: str

    @classmethod
    def of(cls, job: Job, veil: Veil = WHOLE) -> Self:
        """Show a job as it lies behind a veil."""
        return cls(
            id=job.id,
            instance_id=job.instance_id,
            business_key=job.business_key,
            element_id=job.element_id,
            kind=job.kind,
            type=job.type,
            state=job.state,
            due_at=job.due_at,
            retries=job.retries,
            attempts=job.attempts,
            worker=job.worker,
            leased_until=job.leased_until,
            headers=dict(job.headers),
            variables=veil.data(job.payload),
            error=job.error,
        )


class IncidentOut(BaseModel):
    """Something stopped a case and a person must decide."""

    id: UUID
    instance_id: UUID
    business_key: str | None
    process_key: str
    element_id: str
    kind: str = Field(examples=["expression"])
    message: str
    created_at: datetime
    resolved_at: datetime | None

    @classmethod
    def of(cls, incident: Incident) -> Self:
        return cls(
            id=incident.id,
            instance_id=incident.instance_id,
            business_key=incident.business_key,
            process_key=incident.key,
            element_id=incident.element_id,
            kind=incident.kind,
            message=incident.message,
            created_at=incident.created_at,
            resolved_at=incident.resolved_at,
        )


class RetriedOut(BaseModel):
    """How one retry went."""

    incident_id: UUID
    instance_id: UUID
    retried: bool
    incidents: int | None = Field(description="Open incidents of the case then.")
    refused: str = Field(description="Why it was not retried: a code and the particulars.")

    @classmethod
    def of(cls, each: Retried) -> Self:
        return cls(
            incident_id=each.incident.id,
            instance_id=each.incident.instance_id,
            retried=each.after is not None,
            incidents=None if each.after is None else each.after.incidents,
            refused=each.refused,
        )


class RetriesOut(BaseModel):
    """How each of many retries went."""

    items: list[RetriedOut]

    @classmethod
    def of(cls, results: Sequence[Retried]) -> Self:
        return cls(items=[RetriedOut.of(each) for each in results])
