"""Process instances (cases) as REST answers them and as the pages show them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from engine.model import InstanceState, ProcessInstance
from engine.sights import Sight


class InstanceOut(BaseModel):
    """One run of a process definition, without its variables."""

    id: UUID
    definition_id: str = Field(examples=["complaint-handling:1"])
    process_key: str = Field(examples=["complaint-handling"])
    process_name: str = Field(examples=["投诉处理"])
    version: int = Field(description="Version of the process definition.")
    state: InstanceState
    seq: int = Field(description="Number of its last history event; for ETag and If-Match.")
    head: str = Field(description="Hash of its last history event: the receipt of a change.")
    business_key: str | None = Field(examples=["TS-HY01-20260701-001"])
    title: str
    project: str | None = Field(examples=["HY01"])
    initiator: str
    initiator_name: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str = Field(description="Id of the end event that was reached last.")
    parent_id: UUID | None
    root_id: UUID
    incidents: int = Field(description="Open incidents.")
    search: dict[str, Any] = Field(
        description="Declared search variables; marked ones starred, see docs/masking.md."
    )
    returns: int = Field(description="How often a task of it was returned (退回).")

    @classmethod
    def of(cls, instance: ProcessInstance, sight: Sight) -> Self:
        """Show a case as its reader gets it."""
        return cls(
            id=instance.id,
            definition_id=instance.definition_id,
            process_key=instance.key,
            process_name=instance.process_name,
            version=instance.version,
            state=instance.state,
            seq=instance.seq,
            head=instance.head,
            business_key=instance.business_key,
            title=instance.title,
            project=instance.project,
            initiator=instance.initiator,
            initiator_name=instance.initiator_name,
            started_at=instance.started_at,
            ended_at=instance.ended_at,
            outcome=instance.outcome,
            parent_id=instance.parent_id,
            root_id=instance.root_id,
            incidents=instance.incidents,
            search=sight.search(instance),
            returns=instance.returns,
        )
