"""The overview as REST and the page answer it: what runs, what is late, what got stuck."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from engine.model import DeliveryState
from engine.overviews import Overview
from engine.store import Stuck


class OpenCasesOut(BaseModel):
    """Open cases of one process in one project."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(examples=["complaint-handling"])
    name: str
    project: str | None = Field(examples=["HY01"])
    cases: int
    suspended: int
    stuck: int = Field(description="With an open incident.")


class OpenTasksOut(BaseModel):
    """Open tasks of one process in one project."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    project: str | None
    tasks: int
    late: int
    unclaimed: int


class StuckOut(BaseModel):
    """Open incidents alike: the same version, element and kind of error."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    name: str
    definition_id: str
    element_id: str
    kind: str = Field(examples=["expression"])
    count: int
    oldest: datetime
    message: str = Field(description="Of one of them.")


class WorkOut(BaseModel):
    """Automatic work: timers, service jobs, deadlines, errands."""

    model_config = ConfigDict(from_attributes=True)

    waiting: int
    due: int = Field(description="Due, and nobody is at it.")
    since: datetime | None = Field(description="When the longest waiting one became due.")
    failed: int
    workers: list[str] = Field(description="Those that hold a lease at this moment.")


class OverviewOut(BaseModel):
    """How the whole stands at one moment."""

    at: datetime
    cases: list[OpenCasesOut]
    tasks: list[OpenTasksOut]
    stuck: list[StuckOut]
    work: WorkOut
    dead_letters: int = Field(description="Deliveries that were given up.")
    waiting_deliveries: int
    announcements: int = Field(description="Events that wait to be told.")
    sealed_at: datetime | None = Field(description="When the record was sealed last.")
    sealed: int

    @classmethod
    def of(cls, found: Overview) -> Self:
        return cls(
            at=found.at,
            cases=[OpenCasesOut.model_validate(each) for each in found.cases],
            tasks=[OpenTasksOut.model_validate(each) for each in found.tasks],
            stuck=[stuck_out(each) for each in found.stuck],
            work=WorkOut(
                waiting=found.work.waiting,
                due=found.work.due,
                since=found.work.since,
                failed=found.work.failed,
                workers=list(found.work.workers),
            ),
            dead_letters=found.deliveries[DeliveryState.DEAD],
            waiting_deliveries=found.deliveries[DeliveryState.WAITING],
            announcements=found.announcements,
            sealed_at=found.sealed_at,
            sealed=found.sealed,
        )


def stuck_out(found: Stuck) -> StuckOut:
    """Return a group of incidents as REST answers it."""
    return StuckOut.model_validate(found)
