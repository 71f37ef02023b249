"""What request bodies have in common: a field that nobody asked for is refused, not ignored."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]


class Body(BaseModel):
    """A JSON body; unknown fields are an error, because they are usually a spelling mistake."""

    model_config = ConfigDict(extra="forbid")


class Reason(Body):
    """Why somebody intervenes; it stays on record."""

    reason: str = Field(min_length=1, max_length=2000, examples=["业主要求"])
