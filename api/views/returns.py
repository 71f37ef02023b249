"""To what a task may be returned, as REST answers it and as its page offers it."""

from typing import Self

from pydantic import BaseModel, Field

from engine.advance import ReturnTarget


class ReturnTargetOut(BaseModel):
    """Something that was done before, and whether the task may be returned to it."""

    element_id: str = Field(examples=["UT_Register"])
    name: str = Field(examples=["投诉登记"])
    kind: str = Field(examples=["userTask"])
    direct: bool = Field(description="Nothing else that may be returned to lies between.")
    straight: bool = Field(description="The case can come straight back from it.")
    initiator: bool = Field(description="It is the first that the initiator did.")
    by: str = Field(description="Who did it last; empty where several did.")
    by_name: str
    allowed: bool
    refusal: str = Field(
        description="not-done, not-before, not-around or not-offered; empty where it is allowed."
    )
    why_not: dict[str, str] = Field(description="Why not, by language.")

    @classmethod
    def of(cls, target: ReturnTarget) -> Self:
        return cls(
            element_id=target.element_id,
            name=target.name,
            kind=target.kind,
            direct=target.direct,
            straight=target.straight,
            initiator=target.initiator,
            by=target.by,
            by_name=target.by_name,
            allowed=target.allowed,
            refusal=target.refusal,
            why_not=dict(target.why_not),
        )
