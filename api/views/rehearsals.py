"""Where a dry run stands, and what became of the stories of a draft."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from engine.rehearsals import Rehearsed, Told, Waiting


class PersonOut(BaseModel):
    """Somebody who may do a task."""

    id: str
    name: str


class WaitingOut(BaseModel):
    """A task that waits."""

    element_id: str
    name: str
    process: str
    people: list[PersonOut]
    assignee: str | None
    due_at: datetime | None
    asks: bool = Field(description="It asks for a decision: perform approve or reject.")
    form: dict[str, Any] | None
    values: dict[str, Any]

    @classmethod
    def of(cls, task: Waiting) -> Self:
        return cls(
            element_id=task.element_id,
            name=task.name,
            process=task.process,
            people=[PersonOut(id=id_, name=name) for id_, name in task.people],
            assignee=task.assignee,
            due_at=task.due_at,
            asks=task.asks,
            form=None if task.form is None else dict(task.form),
            values=dict(task.values),
        )


class CaseOut(BaseModel):
    """A case of the dry run."""

    process: str
    number: str
    state: str


class StuckOut(BaseModel):
    """An incident of the dry run."""

    element_id: str
    message: str


class RehearsedOut(BaseModel):
    """Where a dry run stands."""

    now: datetime
    done: int = Field(description="Steps that were carried out.")
    wrong: str = Field(description="Why the next one was not; empty where there was none.")
    facts: dict[str, Any]
    cases: list[CaseOut]
    tasks: list[WaitingOut]
    jobs: list[str] = Field(description="Types of the service jobs that wait.")
    incidents: list[StuckOut]
    variables: dict[str, Any]
    visits: dict[str, int] = Field(description="How often each element was left, by id.")
    taken: dict[str, int] = Field(description="How often each flow was taken, by id.")
    expect: dict[str, Any] = Field(description="What is so now, as a scenario expects it.")

    @classmethod
    def of(cls, found: Rehearsed) -> Self:
        return cls(
            now=found.now,
            done=found.done,
            wrong=found.wrong,
            facts=dict(found.facts),
            cases=[CaseOut(process=p, number=n, state=s) for p, n, s in found.cases],
            tasks=[WaitingOut.of(task) for task in found.tasks],
            jobs=list(found.jobs),
            incidents=[StuckOut(element_id=e, message=m) for e, m in found.incidents],
            variables=dict(found.variables),
            visits=_together(found.trodden.get("elements", {})),
            taken=_together(found.trodden.get("flows", {})),
            expect=dict(found.expect),
        )


def _together(counts: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return the counts of all processes; ids are unique within a diagram."""
    return {id_: count for each in counts.values() for id_, count in each.items()}


class StoryToldOut(BaseModel):
    """What became of a story."""

    file: str
    name: str
    complaint: str = Field(description="Where it went another way; empty where it did not.")


class ShareOut(BaseModel):
    """How much of one kind the stories came by."""

    what: str = Field(examples=["nodes", "flows", "boundary events", "rules"])
    covered: int
    total: int
    missing: list[str]


class CoverageOut(BaseModel):
    """What the stories came by in one process."""

    process: str
    shares: list[ShareOut]
    visits: dict[str, int]
    taken: dict[str, int]


class ToldOut(BaseModel):
    """What became of the stories of a draft."""

    stories: list[StoryToldOut]
    coverage: list[CoverageOut]

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls(
            stories=[StoryToldOut(file=f, name=n, complaint=c) for f, n, c in told.stories],
            coverage=[
                CoverageOut(
                    process=one.process,
                    shares=[
                        ShareOut(
                            what=share.what,
                            covered=share.covered,
                            total=share.total,
                            missing=list(share.missing),
                        )
                        for share in one.shares
                    ],
                    visits=dict(one.visits),
                    taken=dict(one.taken),
                )
                for one in told.covered
            ],
        )
