"""Changes of version as REST answers them: pairs of elements, rehearsals, batches."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from api.views.definitions import FindingOut
from engine import history, migrations
from engine.interpreter import Pairing
from engine.masking import Veil
from engine.model.events import Event
from engine.sights import Sight
from engine.store import Batch, BatchItem


class PairingOut(BaseModel):
    """An element of the one version, and what stands for it in the other."""

    element_id: str
    kind: str = Field(examples=["userTask"])
    name: str
    target: str | None = Field(description="Null where nothing stands for it.")
    suggestion: str | None = Field(description="What might: the one new element like it.")
    findings: list[FindingOut] = Field(description="Why a case that stands there cannot go on.")
    cases: int = Field(description="Open cases that stand there now.")

    @classmethod
    def of(cls, pair: Pairing, cases: int) -> Self:
        return cls(
            element_id=pair.element_id,
            kind=pair.kind,
            name=pair.name,
            target=pair.target,
            suggestion=pair.suggestion,
            findings=[FindingOut.of(each) for each in pair.findings],
            cases=cases,
        )


class EffectOut(BaseModel):
    """One thing that would be recorded."""

    type: str = Field(examples=["TimerArmed"])
    element_id: str | None
    data: dict[str, Any]

    @classmethod
    def of(cls, event: Event, veil: Veil) -> Self:
        kind, payload = history.encode(event)
        data = orjson.loads(veil.payload(payload))
        return cls(type=kind, element_id=data.get("element_id"), data=data)


class PreviewOut(BaseModel):
    """What would become of one case; nothing has changed."""

    instance_id: UUID
    business_key: str | None
    title: str
    possible: bool
    findings: list[FindingOut] = Field(description="Every reason why not.")
    effects: list[EffectOut] = Field(description="What would be recorded, in order.")
    token: str = Field(description="What the order has to carry as `preview`.")

    @classmethod
    def of(cls, preview: migrations.Preview, sight: Sight) -> Self:
        veil = sight.veil(preview.instance)
        return cls(
            instance_id=preview.instance.id,
            business_key=preview.instance.business_key,
            title=preview.instance.title,
            possible=not preview.findings,
            findings=[FindingOut.of(each) for each in preview.findings],
            effects=[EffectOut.of(each, veil) for each in preview.events],
            token=preview.token,
        )


class RehearsalOut(BaseModel):
    """What would become of many cases; nothing has changed."""

    cases: int
    possible: int
    refused: int
    results: list[PreviewOut]
    token: str = Field(description="What the order for these cases has to carry as `preview`.")

    @classmethod
    def of(cls, rehearsal: migrations.Rehearsal, sight: Sight) -> Self:
        results = rehearsal.results
        return cls(
            cases=len(results),
            possible=len(results) - rehearsal.refused,
            refused=rehearsal.refused,
            results=[PreviewOut.of(each, sight) for each in results],
            token=rehearsal.token,
        )


class BatchOut(BaseModel):
    """A batch of changes of version, and how far it is."""

    id: UUID
    asked: dict[str, Any]
    by: str
    by_name: str
    reason: str
    created_at: datetime
    cases: int
    pending: int
    done: bool
    counts: dict[str, int] = Field(description="pending, migrated, unchanged, failed.")

    @classmethod
    def of(cls, batch: Batch) -> Self:
        pending = batch.counts.get("pending", 0)
        return cls(
            id=batch.id,
            asked=dict(batch.asked),
            by=batch.by.id,
            by_name=batch.by.name,
            reason=batch.reason,
            created_at=batch.created_at,
            cases=sum(batch.counts.values()),
            pending=pending,
            done=not pending,
            counts=dict(batch.counts),
        )


class BatchItemOut(BaseModel):
    """What became of one case of a batch."""

    instance_id: UUID
    business_key: str | None
    title: str
    state: str = Field(examples=["migrated"])
    ended_at: datetime | None
    detail: dict[str, Any] = Field(description="Where it failed: code, message, findings.")

    @classmethod
    def of(cls, item: BatchItem) -> Self:
        return cls(
            instance_id=item.instance_id,
            business_key=item.business_key,
            title=item.title,
            state=item.state,
            ended_at=item.ended_at,
            detail=dict(item.detail),
        )


class StandingOut(BaseModel):
    """An element at which open cases stand."""

    element_id: str
    cases: int
    activities: int


class VersionOut(BaseModel):
    """A version that has open cases."""

    definition_id: str
    cases: int


class CallOut(BaseModel):
    """An element of another process that calls this one."""

    definition_id: str
    element_id: str


class StatisticsOut(BaseModel):
    """What leans on a version: open cases, element by element, and who calls the process."""

    definition_id: str
    versions: list[VersionOut]
    elements: list[StandingOut]
    calls: list[CallOut]

    @classmethod
    def of(cls, impact: migrations.Impact) -> Self:
        return cls(
            definition_id=impact.definition.id,
            versions=[VersionOut(definition_id=d, cases=n) for d, n in impact.versions],
            elements=[
                StandingOut(element_id=e.element_id, cases=e.cases, activities=e.activities)
                for e in impact.elements
            ],
            calls=[
                CallOut(definition_id=c.definition_id, element_id=c.element_id)
                for c in impact.calls
            ],
        )
