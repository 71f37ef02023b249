"""The record of a case as people read it: one line for each thing that somebody did or met.

Steps of the machinery (elements, flows, timers being armed) stay in the full history, which the
audit shows; a timeline of them would bury what people did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

from api.language import Language, text, texts
from api.views.fields import ZONE
from engine.history import HistoryRow
from engine.model import SYSTEM
from engine.model.events import (
    CaseLinked,
    ConsultationAsked,
    DeadlinePaused,
    DeadlineResumed,
    EndingAnswered,
    EndingProposed,
    ParticipantsChanged,
    UserTaskCompleted,
    UserTaskJumped,
    UserTaskReturned,
    UserTaskWithdrawn,
)
from engine.participation import REGISTRY, RETURNED

PEOPLE: Final = frozenset(
    {
        "InstanceStarted",
        "InstanceCompleted",
        "InstanceTerminated",
        "InstanceCancelled",
        "CancellationBegun",
        "CancellationCompleted",
        "InstanceVoided",
        "LegalHoldSet",
        "LegalHoldLifted",
        "PersonalDataErased",
        "EndingProposed",
        "EndingAnswered",
        "UserTaskReturned",
        "UserTaskJumped",
        "SubmissionWithdrawn",
        "InstanceModified",
        "InstanceSuspended",
        "InstanceResumed",
        "InstanceMigrated",
        "CaseLinked",
        "IncidentRaised",
        "IncidentRetried",
        "IncidentResolved",
        "UserTaskClaimed",
        "UserTaskReleased",
        "UserTaskAssigned",
        "UserTaskCompleted",
        "UserTaskWithdrawn",
        "UserTaskDueChanged",
        "UserTaskEscalated",
        "UserTaskUrged",
        "CaseCopied",
        "CopyConfirmed",
        "CommentAdded",
        "ParticipantsChanged",
        "ConsultationAsked",
        "ConsultationAnswered",
        "ActivityChosen",
        "ChildEscalated",
        "AttachmentAdded",
        "DeadlineBreached",
        "DeadlinePaused",
        "CalendarAdopted",
        "DeadlineRecalculated",
        "TimerMoved",
        "TimerRescheduled",
        "JobRescheduled",
        "DeadlineReminded",
        "DeadlineResumed",
        "TimerFired",
        "MessageCorrelated",
        "VariablesWritten",
        "ApprovalSheetPrinted",
        "JobCompleted",
        "ChildCalled",
        "ChildEnded",
    }
)
"""Types of events that a timeline shows."""

_LATE: Final = frozenset({"DeadlineBreached", "IncidentRaised"})
_HAND_IN: Final = "complete"
"""The operation of the registry by which a form is handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a timeline."""

    seq: int
    instance_id: UUID
    at: datetime
    who: str
    post: str
    text: str
    quote: str
    """What the person wrote: a reason, a comment."""
    system: bool
    late: bool


def timeline(
    rows: Iterable[HistoryRow], names: Mapping[str, str], language: Language
) -> Iterator[Line]:
    """Yield what people did and met, in order; `names` gives element names by id."""
    shown = [row for row in rows if row.type in PEOPLE and not is_notice(row)]
    led_away: set[UUID] = set()
    for row, follows in zip_longest(shown, shown[1:]):
        event = row.event
        if isinstance(event, UserTaskReturned | UserTaskJumped):
            led_away.add(event.task_id)
        if not _told_next(row, follows) and not _told_before(event, led_away):
            yield line(row, names, language)


def _told_before(event: object, led_away: Collection[UUID]) -> bool:
    """Tell whether it is the end of a task that a return or a jump, which ended it, has told."""
    return isinstance(event, UserTaskWithdrawn) and event.task_id in led_away


def _told_next(row: HistoryRow, follows: HistoryRow | None) -> bool:
    """Tell whether it is a group's part of what the next row tells as a whole.

    That is so of a return, and of the last form that was handed in, which completes the task.
    """
    event = row.event
    if not isinstance(event, ParticipantsChanged):
        return False
    if event.operation == _HAND_IN and follows and not event.opinion:
        whole = follows.event
        return isinstance(whole, UserTaskCompleted) and whole.task_id == event.task_id
    return event.operation == RETURNED


def is_notice(row: HistoryRow) -> bool:
    """Tell whether a comment is the engine's own note of a notice that it sent.

    The job that sent it stands in the timeline by the name of its element.
    """
    return row.type == "CommentAdded" and row.actor == SYSTEM.id


def line(row: HistoryRow, names: Mapping[str, str], language: Language) -> Line:
    """Say one row of history in a sentence."""
    facts = _facts(row.event, names)
    facts |= _of_people(row.event, language)
    if isinstance(row.event, CaseLinked):
        facts["relation"] = _related(row.event, language)
    system = row.actor == SYSTEM.id
    return Line(
        seq=row.seq,
        instance_id=row.instance_id,
        at=row.at,
        who=text(language, "who.system") if system else row.actor_name,
        post=row.actor_post,
        text=texts(language)[f"event.{row.type}"].format_map(facts) + _besides(row, language),
        quote="\n".join(filter(None, (facts["quote"], _why_late(row, language)))),
        system=system,
        late=row.type in _LATE,
    )


def _besides(row: HistoryRow, language: Language) -> str:
    """Say that it was entered late (补录), and that somebody has proved who he is."""
    said = ""
    if row.occurred_at is not None:
        at = row.occurred_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        said += text(language, "late-entry.said", at=at)
    if getattr(row.event, "proof", None):
        said += text(language, "proof.said")
    return said


def _why_late(row: HistoryRow, language: Language) -> str:
    why = getattr(row.event, "late_reason", "")
    return text(language, "late-entry.why", why=why) if why else ""


def named(type_: str, language: Language) -> str:
    """Return the sentence of a type of event without its particulars."""
    return texts(language)[f"event.{type_}"].format_map(defaultdict(lambda: "…"))


class _Facts(dict[str, str]):
    """Facts for a sentence; what an event does not have reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _facts(event: Any, names: Mapping[str, str]) -> _Facts:
    if event is None:
        return _Facts(quote="")
    found = {name: getattr(event, name, "") for name in _NAMED}
    said_of = {name: str(value) for name, value in found.items() if value is not None}
    facts = _Facts({name: value for name, value in said_of.items() if value})
    element = facts.get("element_id", "")
    facts["element"] = names.get(element, element)
    facts["to"] = names.get(str(getattr(event, "to", "")), "")
    said = (getattr(event, name, "") for name in ("reason", "text", "opinion"))
    facts["quote"] = next((str(each) for each in said if each), "")
    return facts


def _of_people(event: Any, language: Language) -> dict[str, str]:
    """Name the operation on the participants of a task, and the people it is about."""
    match event:
        case ParticipantsChanged():
            come = event.joined if event.open is None else event.open
            known = {**come, **{i["person"]: i["name"] for i in event.after if "name" in i}}
            people = "、".join(known.get(each, each) for each in event.targets)
            return {
                "operation": _operation(event, language),
                "people": f" {people}" if people else "",
            }
        case UserTaskReturned():
            mode = text(language, f"return.{event.mode}")
            return {"to": event.to_name or event.to, "mode": mode}
        case EndingProposed() | EndingAnswered():
            answer = "" if isinstance(event, EndingProposed) else ending_answer(event, language)
            return {"ending": text(language, f"ending.{event.ending}"), "answer": answer}
        case DeadlinePaused() | DeadlineResumed():
            return {
                "why": text(language, f"pause.{event.reason}"),
                "quote": event.note,
            }
        case ConsultationAsked():
            return {"people": "、".join(event.people.values())}
    return {}


def _related(event: CaseLinked, language: Language) -> str:
    """Say what the other case is to this one; nothing where the word is the diagram's own."""
    known = texts(language).get(f"relation.{event.relation}")
    return text(language, "event.relation", of=known) if known else ""


def ending_answer(event: EndingAnswered, language: Language) -> str:
    """Say whether somebody agreed to end the case."""
    return text(language, "ending.agreed" if event.agreed else "ending.refused")


def _operation(event: ParticipantsChanged, language: Language) -> str:
    if event.operation == "vote":
        return text(language, f"operation.vote-{event.decision}")
    known = REGISTRY.get(event.operation)
    if known is None:
        return text(language, f"operation.{event.operation}")
    return known.zh if language == "zh" else known.en


_NAMED: Final = (
    "element_id",
    "name",
    "assignee_name",
    "code",
    "level",
    "percent",
    "process_key",
    "version",
    "previous_version",
    "before",
    "after",
    "number",
)
