"""What request bodies have in common: a field that nobody asked for is refused, not ignored."""

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from engine.user_tasks import Late

Json = dict[str, Any]


class Body(BaseModel):
    """A JSON body; unknown fields are an error, because they are usually a spelling mistake."""

    model_config = ConfigDict(extra="forbid")


class LateEntry(Body):
    """When something was really done that is entered afterwards (补录), and why so late."""

    occurred_at: AwareDatetime = Field(examples=["2026-07-06T08:50:00+08:00"])
    reason: str = Field(min_length=1, max_length=2000, examples=["停电，先办了纸质单"])

    def late(self) -> Late:
        return Late(occurred_at=self.occurred_at, reason=self.reason)


class Reason(Body):
    """Why somebody intervenes; it stays on record."""

    reason: str = Field(min_length=1, max_length=2000, examples=["业主要求"])
