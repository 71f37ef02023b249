"""Who hears of an event: those whose turn it is, who was named, who follows; never the actor.

What reaches a person is named by a text (`dedupe`) under which it is told once only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.model import ProcessInstance, Role, UserTask, events, group, person
from engine.model.events import Event
from engine.model.organisation import Organisation

MOST: Final = 200  # people told of one event: more share a post than anybody wants to alert

_MENTION: Final = re.compile(r"[@＠]([^\s@＠，。；：、,.;:！？!?()（）]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one person hears."""

    person: str
    kind: str
    dedupe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What one must know of a case to tell an event of it."""

    case: ProcessInstance
    task: UserTask | None
    seq: int
    actor: str
    organisation: Organisation
    today: date
    followers: tuple[str, ...] = ()
    returned: bool = False
    """Whether the task's step was done before in this case."""
    asked_by: str = ""
    """Who asked what an answer answers."""
    earlier: tuple[str, ...] = ()
    """Who dealt with the round before, or followed it, where the case was started again."""


def audience(event: Event, around: Surroundings) -> list[Heard]:
    """Return who hears of an event, each person once for each kind."""
    tell = _TELLERS.get(type(event))
    told: Iterable[Heard] = tell(event, around) if tell is not None else ()
    found = (*told, *_unmaintained(event, around))
    known = around.organisation.people
    kept: dict[tuple[str, str], Heard] = {}
    for heard in found:
        who = known.get(heard.person)
        if heard.person != around.actor and who is not None and who.active:
            kept.setdefault((heard.person, heard.kind), heard)
    return list(kept.values())[:MOST]


def people_at(addresses: Iterable[str], organisation: Organisation, today: date) -> Iterator[str]:
    """Yield the active people whom addresses reach, in stable order."""
    for address in addresses:
        kind, _, rest = address.partition(":")
        if kind == "person":
            yield rest
        elif kind == "post":
            unit, _, code = rest.partition("/")
            yield from organisation.holders(code, unit, today)
        else:
            for each in organisation.people.values():
                if address in organisation.principals(each.id, today):
                    yield each.id


def mentioned(text: str, organisation: Organisation) -> list[str]:
    """Return the ids of the active people that a text names behind an @, by name or id.

    A name that several people bear reaches all of them; the longest name that fits counts.
    """
    names: dict[str, list[str]] = {}
    for each in organisation.people.values():
        if each.active:
            for name in {each.name, each.id}:
                names.setdefault(name, []).append(each.id)
    found: list[str] = []
    for word in _MENTION.findall(text):
        fitting = [word[:end] for end in range(len(word), 0, -1) if word[:end] in names]
        found += names[fitting[0]] if fitting else []
    return list(dict.fromkeys(found))


def holders(task: UserTask, organisation: Organisation, today: date) -> list[str]:
    """Return who has an open task: its holder, or everybody it is offered to."""
    addresses = [person(task.assignee)] if task.assignee is not None else task.principals
    reached = people_at(addresses, organisation, today)
    return [each for each in reached if each not in task.excluded]


def _holders(around: Surroundings) -> list[str]:
    task = around.task
    if task is None or not task.is_open:
        return []
    return holders(task, around.organisation, around.today)


def _each(people: Iterable[str], kind: str, around: Surroundings) -> list[Heard]:
    """Tell people of just this event."""
    mark = f"{around.case.id}:{around.seq}"
    return [Heard(person=who, kind=kind, dedupe=f"{kind}:{mark}:{who}") for who in people]


def _arrived(around: Surroundings, people: Iterable[str]) -> list[Heard]:
    """Tell people that a task has come to them, once for each task."""
    assert around.task is not None
    kind = "task.returned" if around.returned else "task.created"
    mark = f"task:{around.task.id}"
    return [Heard(person=who, kind=kind, dedupe=f"{mark}:{who}") for who in people]


def _offered(
    _event: events.UserTaskCreated | events.UserTaskRerouted, around: Surroundings
) -> list[Heard]:
    task = around.task
    if task is None or task.grouped:  # its group is told of with ParticipantsChanged
        return []
    return _arrived(around, _holders(around))


def _changed(event: events.ParticipantsChanged, around: Surroundings) -> list[Heard]:
    handed = {"transfer", "delegate", "add-before", "add-after", "add-parallel"}
    told = event.targets if event.operation in handed else ()
    come = event.joined if event.open is None else event.open
    now = [each for each in told if each in come]
    rest = [each for each in come if each not in now]
    if around.task is None or not around.task.is_open:
        return []
    return [*_each(now, "task.assigned", around), *_arrived(around, rest)]


def _assigned(event: events.UserTaskAssigned, around: Surroundings) -> list[Heard]:
    people = [event.assignee] if event.assignee is not None else _holders(around)
    return _each(people, "task.assigned", around)


def _urged(event: events.UserTaskUrged, around: Surroundings) -> list[Heard]:
    return _each(event.people, "task.urged", around)


def _warned(_event: events.DeadlineWarned, around: Surroundings) -> list[Heard]:
    return _each(_holders(around), "task.due-soon", around)


def _breached(_event: events.DeadlineBreached, around: Surroundings) -> list[Heard]:
    return _each(_holders(around), "task.overdue", around)


def _ended(kind: str) -> Callable[[Event, Surroundings], list[Heard]]:
    def told(_event: Event, around: Surroundings) -> list[Heard]:
        if around.case.parent_id is not None:
            return []
        return _each([around.case.initiator, *around.followers], kind, around)

    return told


def _started(event: events.InstanceStarted, around: Surroundings) -> list[Heard]:
    """Tell of a later round whose case it is and whoever had to do with the round before."""
    people = [around.case.initiator, *around.earlier] if event.round > 1 else []
    return _each(people, "case.restarted", around)


def _copied(event: events.CaseCopied, around: Surroundings) -> list[Heard]:
    return _each(event.people, "case.copied", around)


def _commented(event: events.CommentAdded, around: Surroundings) -> list[Heard]:
    named = mentioned(event.text, around.organisation)
    others = [each for each in around.followers if each not in named]
    return [*_each(named, "case.mentioned", around), *_each(others, "case.commented", around)]


def _asked(event: events.ConsultationAsked, around: Surroundings) -> list[Heard]:
    return _each(event.people, "case.asked", around)


def _answered(_event: events.ConsultationAnswered, around: Surroundings) -> list[Heard]:
    return _each([around.asked_by], "case.answered", around)


def _given(event: events.NoticeGiven, around: Surroundings) -> list[Heard]:
    return _each(event.people, "case.notice", around)


def _incident(_event: events.IncidentRaised, around: Surroundings) -> list[Heard]:
    return _each(_administrators(around), "incident.raised", around)


def _unmaintained(event: Event, around: Surroundings) -> list[Heard]:
    """Tell administrators, once for each calendar and year, that a deadline counted without it."""
    deadline: Mapping[str, Any] = getattr(event, "deadline", {})
    years = deadline.get("unmaintained_years")
    if not years:
        return []
    mark = f"calendar:{deadline['calendar'].partition('/')[0]}:{years[0]}"
    kind = "calendar.unmaintained"
    return [Heard(person=who, kind=kind, dedupe=f"{mark}:{who}") for who in _administrators(around)]


def _administrators(around: Surroundings) -> Iterable[str]:
    return people_at([group(Role.ADMINISTRATOR.value)], around.organisation, around.today)


_TELLERS: Final[Mapping[type[Event], Callable[[Any, Surroundings], list[Heard]]]] = {
    events.UserTaskCreated: _offered,
    events.UserTaskRerouted: _offered,
    events.ParticipantsChanged: _changed,
    events.UserTaskAssigned: _assigned,
    events.UserTaskUrged: _urged,
    events.DeadlineWarned: _warned,
    events.DeadlineBreached: _breached,
    events.InstanceStarted: _started,
    events.InstanceCompleted: _ended("case.completed"),
    events.InstanceTerminated: _ended("case.terminated"),
    events.InstanceCancelled: _ended("case.terminated"),
    events.CancellationCompleted: _ended("case.terminated"),
    events.InstanceVoided: _ended("case.terminated"),
    events.CaseCopied: _copied,
    events.CommentAdded: _commented,
    events.ConsultationAsked: _asked,
    events.ConsultationAnswered: _answered,
    events.NoticeGiven: _given,
    events.IncidentRaised: _incident,
}
