"""User tasks as REST answers them and as the pages show them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.views.approvals import ConsultationOut, OperationOut, ParticipantOut
from api.views.deadlines import DeadlineOut
from engine.model import TaskState, UserTask
from engine.sights import Sight


class Urgency(StrEnum):
    """How a task stands to its deadline."""

    NONE = "none"
    """No deadline."""
    CALM = "calm"
    SOON = "soon"
    """Four fifths of the time are over, as at the second warning."""
    LATE = "late"


_SOON = 0.8


class UserTaskOut(BaseModel):
    """One piece of work in somebody's worklist."""

    id: UUID
    instance_id: UUID
    element_id: str = Field(examples=["UT_Register"])
    name: str = Field(examples=["投诉登记"])
    state: TaskState
    version: int = Field(description="For ETag and If-Match.")
    definition_id: str = Field(examples=["complaint-handling:1"])
    process_key: str = Field(examples=["complaint-handling"])
    process_name: str = Field(examples=["投诉处理"])
    business_key: str | None = Field(examples=["TS-HY01-20260701-001"])
    title: str
    project: str | None = Field(examples=["HY01"])
    form_id: str | None
    assignee: str | None
    assignee_name: str
    candidates: list[str] = Field(
        description="Addresses that it reaches while nobody has claimed it.",
        examples=[["post:HY01/cs_front"]],
    )
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    claimed_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    ended_by_name: str
    urgency: Urgency
    deadline: DeadlineOut
    breaches: int = Field(description="How often its deadline was missed.")
    tally: dict[str, Any] = Field(
        description=(
            "How its participants stand: yes, no, open, total, needed, and unvoted of at most 32: "
            "of more, `participants` of the task tell it."
        )
    )
    search: dict[str, Any] = Field(
        description="The case's declared search variables; marked ones starred."
    )
    round: int = Field(description="2 and more: it is done again because the case was returned.")

    @classmethod
    def of(cls, task: UserTask, now: datetime, sight: Sight) -> Self:
        """Show a task as it stands at `now`, as its reader gets it."""
        return cls(
            id=task.id,
            instance_id=task.instance_id,
            element_id=task.element_id,
            name=task.name,
            state=task.state,
            version=task.version,
            definition_id=task.definition_id,
            process_key=task.key,
            process_name=task.process_name,
            business_key=task.business_key,
            title=task.title,
            project=task.project,
            form_id=task.form_id,
            assignee=task.assignee,
            assignee_name=task.assignee_name,
            candidates=list(task.principals),
            priority=task.priority,
            created_at=task.created_at,
            due_at=task.due_at,
            follow_up_at=task.follow_up_at,
            claimed_at=task.claimed_at,
            ended_at=task.ended_at,
            ended_by=task.ended_by,
            ended_by_name=task.ended_by_name,
            urgency=urgency(task, now),
            deadline=DeadlineOut.of(task),
            breaches=task.breaches,
            tally=dict(task.tally),
            search=sight.search(task),
            round=task.round,
        )


class FormOut(BaseModel):
    """A form with what is needed to fill it in."""

    form: Mapping[str, Any] | None = Field(description="The form, pruned to what may be seen.")
    data: Mapping[str, Any] = Field(description="Present values of the form's fields.")
    rights: Mapping[str, str] = Field(
        description="Right by field: read, write or required; `*` is the rest.",
        examples=[{"*": "read", "opinion": "required"}],
    )


class ChangedOut(BaseModel):
    """A field of the form that has another value than when the task was last here."""

    field: str = Field(examples=["amount"])
    label: str = Field(examples=["金额（元）"])
    before: Any = Field(description="null: it had no value.")
    after: Any


class UserTaskDetailOut(UserTaskOut, FormOut):
    """One task with what is needed to work on it."""

    documentation: str = Field(description="Instruction to staff, from the diagram.")
    routing: Mapping[str, Any] = Field(description="How the candidates were found.")
    participants: list[ParticipantOut] = Field(
        description="Who decides it, each with an item of his own; empty for a task of one person."
    )
    operations: list[OperationOut] = Field(
        description="What may be done with it, whether the caller may do it now, and why not."
    )
    consultations: list[ConsultationOut] = Field(description="Who was asked what about it.")
    changed: list[ChangedOut] = Field(
        description="What the form says otherwise than in the round before; empty in the first."
    )


def urgency(task: UserTask, now: datetime) -> Urgency:
    """Tell how a task stands to its deadline; done tasks are judged by when they ended."""
    if task.due_at is None:
        return Urgency.NONE
    at = task.ended_at or now
    if at > task.due_at:
        return Urgency.LATE
    span = (task.due_at - task.created_at).total_seconds()
    used = (at - task.created_at).total_seconds()
    return Urgency.SOON if used >= _SOON * span else Urgency.CALM
