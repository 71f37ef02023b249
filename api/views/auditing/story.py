"""A case as a layman reads it: its steps with their times, what people did, what data changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.language import Language
from api.views.diagrams import element_names
from api.views.timeline import PEOPLE, is_notice, line
from engine import calendars, comments
from engine.auditing.moments import Change, Moment, moments
from engine.auditing.passages import Passage, passages
from engine.auditing.rules import deviations
from engine.calendar import Calendar
from engine.history import HistoryRow
from engine.masking import Veil
from engine.model import Actor, ProcessDefinition, ProcessInstance
from engine.model.events import AttachmentAdded
from engine.sights import Sight
from engine.store import Transaction


class ActOut(BaseModel):
    """One thing that somebody did or that befell the case."""

    seq: int
    at: datetime
    occurred_at: datetime | None = Field(description="When it happened, where entered late.")
    who: str
    post: str
    on_behalf_of: str = Field(description="Name of the person in whose place it was done.")
    text: str = Field(examples=["办理「登记投诉」"])
    quote: str = Field(description="Opinion, reason or comment.")
    attachment_id: UUID | None
    attachment_closed: bool = Field(description="Whether its file is not open to who reads this.")
    element_id: str | None
    system: bool
    late: bool
    deviations: list[str] = Field(description="Rules of deviations that hold.")


class ChangeOut(BaseModel):
    """One field before and after an act."""

    seq: int
    name: str
    label: str = Field(description="As the forms of the process call it.")
    old: Any
    new: Any
    who: str
    at: datetime
    element_id: str
    element: str


class StepOut(BaseModel):
    """One task of the case, from its coming to its end."""

    task_id: UUID
    element_id: str
    name: str
    round: int = Field(description="The how manieth visit of the element.")
    ending: str = Field(examples=["open", "done", "returned", "jumped", "taken-back", "cancelled"])
    arrived_at: datetime
    arrived_seq: int
    taken_at: datetime | None
    taken_by: str
    ended_at: datetime | None
    ended_by: str
    ended_post: str
    on_behalf_of: str
    due_at: datetime | None
    late: bool
    waiting_seconds: int = Field(description="Working time from arriving to being taken.")
    handling_seconds: int = Field(description="Working time from being taken to its end.")
    whole_seconds: int = Field(description="Time by the clock from arriving to its end.")
    acts: list[ActOut]
    changes: list[ChangeOut] = Field(description="Fields that it changed.")

    @property
    def deviates(self) -> bool:
        """Whether anything about it is not as usual."""
        unusual = self.late or self.ending not in {"open", "done"}
        return unusual or any(act.deviations or act.late for act in self.acts)


class InterventionOut(BaseModel):
    """What somebody changed by hand: where the case stood before and after, and its data."""

    act: ActOut
    before: list[str] = Field(description="Names of the elements that were open.")
    after: list[str]
    changes: list[ChangeOut]


class StoryOut(BaseModel):
    """A case in full, as people read it."""

    instance_id: UUID
    steps: list[StepOut]
    acts: list[ActOut] = Field(description="What belongs to the case and to no step of it.")
    interventions: list[InterventionOut]
    changes: list[ChangeOut] = Field(description="Every change of data, in order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """What the story of a case is told from."""

    instance: ProcessInstance
    definition: ProcessDefinition
    rows: Sequence[HistoryRow]
    calendar: Calendar
    people: Mapping[str, str]
    """Names by id."""
    now: datetime
    veil: Veil
    """What lies between the case and whoever reads it; `rows` are read through it already."""
    closed: frozenset[UUID]
    """The files that he may not open."""

    @classmethod
    def of(cls, tx: Transaction, instance_id: UUID, viewer: Actor) -> Self:
        """Read a case as the viewer gets to read it; NotFound where it does not exist for him."""
        instance = tx.cases.get(instance_id, viewer)
        veil, rows = Sight.of(tx, viewer).record(instance)
        organisation = tx.people.organisation()
        code = organisation.calendar_of(instance.project)
        return cls(
            instance=instance,
            definition=tx.definitions.get(instance.definition_id),
            rows=rows,
            calendar=calendars.get(tx, code).calendar,
            people={one.id: one.name for one in organisation.people.values()},
            now=tx.now,
            veil=veil,
            closed=comments.closed(tx, instance_id, by=viewer),
        )


def story(record: CaseRecord, language: Language) -> StoryOut:
    """Tell a case."""
    teller = _Teller(record, language)
    cut = moments(record.rows)
    changes = [teller.change(each) for moment in cut for each in moment.changes]
    steps = passages(record.rows)
    told = {row.seq for step in steps for row in step.rows}
    rest = (row for row in record.rows if row.seq not in told and _is_told(row))
    return StoryOut(
        instance_id=record.instance.id,
        steps=[teller.step(step, cut) for step in steps],
        acts=[teller.act(row) for row in rest],
        interventions=[teller.intervention(each) for each in cut if each.row.type in INTERVENTIONS],
        changes=changes,
    )


INTERVENTIONS = frozenset(
    {
        "InstanceModified",
        "InstanceMigrated",
        "InstanceTerminated",
        "InstanceVoided",
        "InstanceSuspended",
        "InstanceResumed",
        "IncidentRetried",
        "SubmissionWithdrawn",
        "UserTaskJumped",
        "UserTaskReturned",
        "UserTaskAssigned",
        "UserTaskDueChanged",
        "VariablesWritten",
    }
)
"""Acts that are shown with where the case stood before and after."""


def _is_told(row: HistoryRow) -> bool:
    return row.type in PEOPLE and not is_notice(row)


class _Teller:
    """Tells the parts of one case in one language."""

    def __init__(self, record: CaseRecord, language: Language) -> None:
        self._record = record
        self._language = language
        self._names = element_names(record.definition, language)
        self._labels = labels(record.definition)

    def step(self, step: Passage, cut: Sequence[Moment]) -> StepOut:
        spent = step.spent(self._record.calendar, self._record.now)
        seqs = {row.seq for row in step.rows if row is not step.arrived}
        changes = (each for moment in cut if moment.row.seq in seqs for each in moment.changes)
        return StepOut(
            task_id=step.task_id,
            element_id=step.element_id,
            name=self._names.get(step.element_id, step.name),
            round=step.round,
            ending=step.ending,
            arrived_at=step.arrived.at,
            arrived_seq=step.arrived.seq,
            taken_at=step.taken.at if step.taken else None,
            taken_by=step.taken.actor_name if step.taken else "",
            ended_at=step.ended.at if step.ended else None,
            ended_by=self._who(step.ended) if step.ended else "",
            ended_post=step.ended.actor_post if step.ended else "",
            on_behalf_of=self._principal(step.ended) if step.ended else "",
            due_at=step.due_at,
            late=step.is_late(self._record.now),
            waiting_seconds=_seconds(spent.waiting),
            handling_seconds=_seconds(spent.handling),
            whole_seconds=_seconds(spent.whole),
            acts=[self.act(row) for row in step.rows if _is_told(row)],
            changes=[self.change(each) for each in changes],
        )

    def act(self, row: HistoryRow) -> ActOut:
        said = line(row, self._names, self._language)
        event = row.event
        file = event.attachment_id if isinstance(event, AttachmentAdded) else None
        return ActOut(
            seq=row.seq,
            at=row.at,
            occurred_at=row.occurred_at,
            who=said.who,
            post=row.actor_post,
            on_behalf_of=self._principal(row),
            text=said.text,
            quote=said.quote,
            attachment_id=file,
            attachment_closed=file in self._record.closed,
            element_id=row.element_id,
            system=said.system,
            late=said.late,
            deviations=[
                each.rule.value for each in deviations(row, self._record.instance.initiator)
            ],
        )

    def change(self, change: Change) -> ChangeOut:
        return ChangeOut(
            seq=change.row.seq,
            name=change.name,
            label=self._labels.get(change.name, change.name),
            old=change.old,
            new=change.new,
            who=self._who(change.row),
            at=change.row.at,
            element_id=change.element_id,
            element=self._names.get(change.element_id, change.element_id),
        )

    def intervention(self, moment: Moment) -> InterventionOut:
        return InterventionOut(
            act=self.act(moment.row),
            before=self._named(moment.before),
            after=self._named(moment.after),
            changes=[self.change(each) for each in moment.changes],
        )

    def _named(self, elements: Iterable[str]) -> list[str]:
        return [self._names.get(each, each) for each in elements]

    def _who(self, row: HistoryRow) -> str:
        return line(row, self._names, self._language).who

    def _principal(self, row: HistoryRow) -> str:
        return self._record.people.get(row.on_behalf_of or "", row.on_behalf_of or "")


@lru_cache(maxsize=128)
def labels(definition: ProcessDefinition) -> Mapping[str, str]:
    """Return what the forms of a process call its fields, by name; the first form's word counts."""
    found: dict[str, str] = {}
    for document in definition.forms.values():
        for name, schema in document["schema"].get("properties", {}).items():
            if isinstance(schema, Mapping) and "title" in schema:
                found.setdefault(name, str(schema["title"]))
    return found


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
