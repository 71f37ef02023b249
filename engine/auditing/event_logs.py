"""Cases as event logs for process mining: XES (IEEE 1849-2016) and OCEL 2.0. Pure.

An activity is a task of the diagram; its events carry the life cycle of XES: schedule, start,
reassign, suspend, resume, complete, ate_abort. Tasks of one process that share a name are told
apart by their ids, else a miner would take them for one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from lxml import etree

from engine.history import HistoryRow
from engine.model import ProcessInstance, events

_TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    }
)
_LIFE: Final = {
    events.UserTaskClaimed: "start",
    events.UserTaskAssigned: "reassign",
    events.DeadlinePaused: "suspend",
    events.DeadlineResumed: "resume",
    events.ElementCompleted: "complete",
    events.ElementTerminated: "ate_abort",
}
_XES: Final = "http://www.xes-standard.org/"
_EXTENSIONS: Final = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
    "Identity": "identity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLog:
    """A case with its record."""

    instance: ProcessInstance
    rows: Sequence[HistoryRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of a task."""

    row: HistoryRow
    activity_id: UUID
    element_id: str
    name: str
    transition: str
    occurred_at: datetime | None = None
    """When it was really done, where that was entered late (补录)."""


def xes(cases: Sequence[CaseLog]) -> bytes:
    """Return the log as XES, UTF-8; a trace for each case, in the order given."""
    names = _names(cases)
    log = etree.Element("log", {"xes.version": "1849-2016", "xes.features": "", "xmlns": _XES})
    for name, prefix in _EXTENSIONS.items():
        uri = f"{_XES}{prefix}.xesext"
        etree.SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
    keys = "concept:name lifecycle:transition"
    etree.SubElement(log, "classifier", {"name": "Activity", "keys": "concept:name"})
    etree.SubElement(log, "classifier", {"name": "Event", "keys": keys})
    for case in cases:
        _trace(etree.SubElement(log, "trace"), case, names)
    return etree.tostring(log, xml_declaration=True, encoding="UTF-8")


def ocel(cases: Sequence[CaseLog]) -> Mapping[str, Any]:
    """Return the log as OCEL 2.0 in JSON: cases, tasks, people and projects are its objects."""
    names = _names(cases)
    told: list[Mapping[str, Any]] = []
    objects: dict[str, Any] = {}
    for case in cases:
        objects |= _case_objects(case)
        for number, one in enumerate(happenings(case, names), 1):
            objects |= _task_objects(case, one)
            told.append(_ocel_event(case, one, number))
    types = sorted({one["type"] for one in told})
    text = [{"name": name, "type": "string"} for name in _SAID]
    return {
        "objectTypes": [
            {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names_]}
            for kind, names_ in _OBJECTS.items()
        ],
        "eventTypes": [{"name": name, "attributes": text} for name in types],
        "objects": list(objects.values()),
        "events": told,
    }


def happenings(case: CaseLog, names: Mapping[tuple[str, str], str]) -> Iterator[Happening]:
    """Yield what happened to the tasks of a case, in order."""
    tasks: dict[UUID, str] = {}
    late: dict[UUID, datetime] = {}
    for row in case.rows:
        event = row.event
        if isinstance(event, events.ElementActivated) and event.kind in _TASKS:
            tasks[event.activity_id] = event.element_id
            transition: str | None = "schedule"
        else:
            transition = _LIFE.get(type(event)) if event is not None else None
        id_ = getattr(event, "activity_id", None) or getattr(event, "task_id", None)
        if id_ is not None and row.occurred_at is not None:
            late[id_] = row.occurred_at
        if transition is not None and id_ in tasks:
            element = tasks[id_]
            yield Happening(
                row=row,
                activity_id=id_,
                element_id=element,
                name=names[case.instance.key, element],
                transition=transition,
                occurred_at=late.get(id_) if transition == "complete" else row.occurred_at,
            )


def _names(cases: Iterable[CaseLog]) -> Mapping[tuple[str, str], str]:
    """Return what each task is called in the log, by process and element."""
    found = {
        (case.instance.key, event.element_id): event.name or event.element_id
        for case in cases
        for row in case.rows
        if isinstance(event := row.event, events.ElementActivated) and event.kind in _TASKS
    }
    times = Counter((key, name) for (key, _), name in found.items())
    return {
        (key, id_): name if times[key, name] == 1 else f"{name} ({id_})"
        for (key, id_), name in found.items()
    }


def _trace(trace: Any, case: CaseLog, names: Mapping[tuple[str, str], str]) -> None:
    instance = case.instance
    _put(trace, "concept:name", instance.business_key or str(instance.id))
    _put(trace, "identity:id", str(instance.id))
    _put(trace, "process", instance.key)
    _put(trace, "version", instance.version)
    _put(trace, "state", str(instance.state))
    _put(trace, "title", instance.title)
    _put(trace, "project", instance.project or "")
    for one in happenings(case, names):
        event = etree.SubElement(trace, "event")
        _put(event, "concept:name", one.name)
        _put(event, "concept:instance", str(one.activity_id))
        _put(event, "lifecycle:transition", one.transition)
        _put(event, "time:timestamp", one.row.at)
        _put(event, "org:resource", one.row.actor_name)
        _put(event, "org:role", one.row.actor_post)
        _put(event, "element", one.element_id)
        _put(event, "seq", one.row.seq)
        if one.occurred_at is not None:
            _put(event, "occurred", one.occurred_at)


def _put(parent: Any, key: str, value: str | int | datetime) -> None:
    kind = "string"
    if isinstance(value, datetime):
        kind, value = "date", _time(value)
    elif isinstance(value, int):
        kind, value = "int", str(value)
    etree.SubElement(parent, kind, {"key": key, "value": _clean(value)})


def _clean(text: str) -> str:
    """Leave out what XML 1.0 has no character for: people paste such things."""
    return "".join(each for each in text if each >= " " or each in "\t\n\r")


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_SAID: Final = ("resource", "lifecycle", "post", "occurred")
"""Attributes of an event in OCEL."""
_OBJECTS: Final = {
    "case": ("number", "title", "process", "state"),
    "task": ("element", "name"),
    "person": ("name",),
    "project": (),
}


def _case_objects(case: CaseLog) -> Mapping[str, Any]:
    one, at = case.instance, _time(case.instance.started_at)
    said = {
        "number": one.business_key or "",
        "title": one.title,
        "process": one.key,
        "state": str(one.state),
    }
    related = [(f"project:{one.project}", "in")] if one.project else []
    found = {f"case:{one.id}": _object(f"case:{one.id}", "case", said, at, related)}
    for id_, _ in related:
        found[id_] = _object(id_, "project", {}, at, ())
    return found


def _task_objects(case: CaseLog, one: Happening) -> Mapping[str, Any]:
    at, id_ = _time(one.row.at), f"task:{one.activity_id}"
    said = {"element": one.element_id, "name": one.name}
    person = f"person:{one.row.actor}"
    return {
        id_: _object(id_, "task", said, at, [(f"case:{case.instance.id}", "of")]),
        person: _object(person, "person", {"name": one.row.actor_name}, at, ()),
    }


def _object(
    id_: str, kind: str, said: Mapping[str, str], at: str, related: Iterable[tuple[str, str]]
) -> Mapping[str, Any]:
    return {
        "id": id_,
        "type": kind,
        "attributes": [{"name": name, "time": at, "value": text} for name, text in said.items()],
        "relationships": [{"objectId": to, "qualifier": word} for to, word in related],
    }


def _ocel_event(case: CaseLog, one: Happening, number: int) -> Mapping[str, Any]:
    said = {
        "resource": one.row.actor_name,
        "lifecycle": one.transition,
        "post": one.row.actor_post,
        "occurred": _time(one.occurred_at) if one.occurred_at else "",
    }
    related = [
        (f"case:{case.instance.id}", "of"),
        (f"task:{one.activity_id}", "about"),
        (f"person:{one.row.actor}", "by"),
    ]
    if case.instance.project:
        related.append((f"project:{case.instance.project}", "in"))
    return {
        "id": f"{case.instance.id}/{number}",
        "type": one.name,
        "time": _time(one.row.at),
        "attributes": [{"name": name, "value": text} for name, text in said.items()],
        "relationships": [{"objectId": to, "qualifier": word} for to, word in related],
    }
