"""What is open in a case, and what a modification would do, as REST answers it."""

from typing import Any, Self
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from engine.history import encode
from engine.masking import Veil
from engine.model.moves import OpenActivity
from engine.modifications import Preview


class OpenActivityOut(BaseModel):
    """An open activity, or an arrival that waits at a join."""

    activity_id: UUID
    element_id: str
    kind: str = Field(examples=["userTask"])
    name: str
    scope_id: UUID | None = Field(description="The activity around it; None = the process.")
    loop_counter: int | None
    via: str | None = Field(description="The sequence flow that it came by.")
    arrival: bool = Field(description="It only waits, at a join, for others to arrive.")
    stopped: bool = Field(description="An incident holds it.")

    @classmethod
    def of(cls, activity: OpenActivity) -> Self:
        return cls(
            activity_id=activity.activity_id,
            element_id=activity.element_id,
            kind=activity.kind,
            name=activity.name,
            scope_id=activity.scope_id,
            loop_counter=activity.loop_counter,
            via=activity.via,
            arrival=activity.arrival,
            stopped=activity.stopped,
        )


class HappeningOut(BaseModel):
    """One thing that would happen."""

    type: str = Field(examples=["UserTaskCreated"])
    data: dict[str, Any]


class PreviewOut(BaseModel):
    """What a modification would do, up to the next wait state; nothing was written."""

    withdrawn: list[OpenActivityOut]
    begun: list[OpenActivityOut]
    kept: list[OpenActivityOut]
    completes: bool = Field(description="The case would end.")
    events: list[HappeningOut] = Field(description="Everything that would happen, in order.")

    @classmethod
    def of(cls, preview: Preview, veil: Veil) -> Self:
        return cls(
            withdrawn=[OpenActivityOut.of(each) for each in preview.withdrawn],
            begun=[OpenActivityOut.of(each) for each in preview.begun],
            kept=[OpenActivityOut.of(each) for each in preview.kept],
            completes=preview.completes,
            events=[
                HappeningOut(type=type_, data=orjson.loads(veil.payload(payload)))
                for type_, payload in map(encode, preview.events)
            ],
        )
