"""Where a draft stands on its way into force, and the record of releases."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from engine.deployments.reviews import Review
from engine.model import Actor, ReleaseMark, ReleaseStage, Role
from engine.store import ReleaseEvent

Step = Literal["submit", "withdraw", "approve", "reject", "release", "release-unreviewed"]


class ReleaseEventOut(BaseModel):
    """One entry of the record of releases; entries are never altered."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    kind: ReleaseMark
    draft_id: str | None
    content: str | None = Field(description="SHA-256 of the draft's files as they were then.")
    definition_id: str | None = Field(examples=["complaint-handling:2"])
    replaced: str | None = Field(description="The version in force before a roll-back.")
    reason: str

    @classmethod
    def of(cls, event: ReleaseEvent) -> Self:
        return cls(
            number=event.number,
            at=event.at,
            actor=event.actor,
            actor_name=event.actor_name,
            kind=event.kind,
            draft_id=event.draft_id,
            content=event.content,
            definition_id=event.definition_id,
            replaced=event.replaced,
            reason=event.reason,
        )


class ReviewOut(BaseModel):
    """Where the present files of a draft stand, and what the caller may do about it."""

    stage: ReleaseStage
    content: str = Field(description="SHA-256 of the files: name it when you approve or reject.")
    authors: list[str] = Field(description="Who drew since the last release: they do not review.")
    needed: bool = Field(description="Designers need a review to release.")
    may: list[Step]
    last: ReleaseEventOut | None
    events: list[ReleaseEventOut] = Field(description="All that happened to the draft, in order.")

    @classmethod
    def of(cls, review: Review, actor: Actor) -> Self:
        return cls(
            stage=review.stage,
            content=review.content,
            authors=sorted(review.authors),
            needed=review.needed,
            may=steps(review, actor),
            last=ReleaseEventOut.of(review.last) if review.last else None,
            events=[ReleaseEventOut.of(each) for each in review.events],
        )


def steps(review: Review, actor: Actor) -> list[Step]:
    """Return what this person may do next with a draft that is theirs to see."""
    found: list[Step] = []
    if review.may_submit():
        found.append("submit")
    if review.stage is ReleaseStage.SUBMITTED and review.last and review.last.actor == actor.id:
        found.append("withdraw")
    if review.may_review(actor):
        found += ["approve", "reject"]
    if review.may_release():
        found.append("release")
    elif actor.has(Role.ADMINISTRATOR) and review.stage is not ReleaseStage.RELEASED:
        found.append("release-unreviewed")
    return found
