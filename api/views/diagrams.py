"""Diagrams of definitions and of running cases, drawn as SVG from the record alone."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from api.language import Language
from engine import diagram
from engine.diagram import Diagram, Element, Process
from engine.diagram.kinds import SUBPROCESSES
from engine.drawing import Detour, Marks, NoLayout, State, Way, draw
from engine.errors import Invalid, NotFound
from engine.history import HistoryRow
from engine.model import Actor, ProcessDefinition, UserTask
from engine.model.events import (
    ActivityMigrated,
    DeadlineBreached,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    Event,
    IncidentRaised,
    IncidentResolved,
    InstanceMigrated,
    ParticipantsChanged,
    SequenceFlowTaken,
    UserTaskJumped,
    UserTaskReturned,
)
from engine.store import Transaction

NAME_EN: Final = "gj:nameEn"
"""The property that holds an element's English name."""
_CACHED: Final = 128  # definitions; a company has some dozens in use


_READ: Final = 32  # diagrams that are kept as they were read; those of running cases, mostly


@lru_cache(maxsize=_READ)
def _read(definition: ProcessDefinition) -> Diagram:
    return diagram.read(definition.xml)


def process_of(definition: ProcessDefinition) -> Process:
    """Return the process that a definition is, as it is drawn."""
    return _read(definition).processes[definition.key]


@lru_cache(maxsize=_CACHED)
def element_names(definition: ProcessDefinition, language: Language) -> dict[str, str]:
    """Return the name of each element by its id; in English where the diagram says one."""
    elements = process_of(definition).elements.values()
    return {element.id: name_of(element, language) for element in elements}


def name_of(element: Element, language: Language) -> str:
    """Return what an element is called; in English where the diagram says it."""
    name = element.name or element.id
    return element.properties.get(NAME_EN, name) if language == "en" else name


_STEPS: Final = frozenset({"userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask"})


@lru_cache(maxsize=_CACHED)
def steps(definition: ProcessDefinition, language: Language) -> dict[str, str]:
    """Return the names of the tasks of a process by id: where a case can be put by hand."""
    names = element_names(definition, language)
    elements = process_of(definition).elements.values()
    return {each.id: names[each.id] for each in elements if each.kind in _STEPS}


@lru_cache(maxsize=_CACHED)
def chosen_by_hand(definition: ProcessDefinition, language: Language) -> dict[str, str]:
    """Return the names of the steps whose people an earlier step chooses, by id."""
    names = element_names(definition, language)
    elements = process_of(definition).elements.values()
    return {
        each.id: names[each.id]
        for each in elements
        if f"chosen({each.id})" in each.properties.get("gj:assign", "")
    }


@lru_cache(maxsize=_CACHED)
def documentation(definition: ProcessDefinition) -> str:
    """Return what the process says about itself."""
    return process_of(definition).documentation


def of_definition(definition: ProcessDefinition) -> str:
    """Draw a definition; raises NotFound where its file has no layout."""
    return drawn(definition, Marks())


def of_file(xml: bytes, title: str) -> str | None:
    """Draw a diagram in work as far as it can be read; None where it cannot, or has no layout."""
    try:
        return draw(diagram.read(xml), Marks(), title=title)
    except (Invalid, NoLayout):
        return None


def of_instance(
    tx: Transaction, instance_id: UUID, viewer: Actor, version: int | None = None
) -> str:
    """Draw a case: what is done, active, late, stuck or cancelled, and the flows taken.

    With `version`, as it stood when it left that version for another one. Raises NotFound where the
    case does not exist for the viewer, or has never been on that version.
    """
    instance = tx.cases.get(instance_id, viewer)
    if version is not None and version != instance.version:
        before = _until_left(tx.history.every(instance_id), version)
        return of_rows(tx.definitions.version(instance.key, version), before, (), tx.now)
    rows, waiting = tx.history.every(instance_id), open_tasks(tx, instance_id)
    return of_rows(tx.definitions.get(instance.definition_id), rows, waiting, tx.now)


def _until_left(rows: Iterable[HistoryRow], version: int) -> list[HistoryRow]:
    """Return the record up to the moment the case left a version for good."""
    kept: list[HistoryRow] = []
    left = 0
    for row in rows:
        kept.append(row)
        if isinstance(row.event, InstanceMigrated) and row.event.previous_version == version:
            left = len(kept) - 1
    if not left:
        raise NotFound(f"the case has never been on version {version}")
    return kept[:left]


def open_tasks(tx: Transaction, instance_id: UUID) -> list[UserTask]:
    """Return the tasks that a case waits for."""
    return [task for task in tx.tasks.of(instance_id) if task.is_open]


def of_rows(
    definition: ProcessDefinition,
    rows: Iterable[HistoryRow],
    waiting: Collection[UserTask],
    now: datetime,
    *,
    here: Collection[str] = (),
) -> str:
    """Draw a case from its record and its open tasks; `here` are the elements to be framed."""
    return drawn(definition, replace(tracked(definition, rows, waiting, now), here=here))


def tracked(
    definition: ProcessDefinition,
    rows: Iterable[HistoryRow],
    waiting: Collection[UserTask],
    now: datetime,
) -> Marks:
    """Return the marks of a case: where it has been, stands and may go, and what it passed over."""
    marked = marks(rows, waiting, now)
    unvisited = _unvisited(process_of(definition), marked)
    return replace(marked, states={**unvisited, **marked.states})


def _unvisited(process: Process, marked: Marks) -> dict[str, State]:
    """Return how steps stand where the case has not been: jumped over, or next, as it looks now."""
    known = process.elements
    jumps = [each for each in marked.detours if each.way is Way.JUMP and each.onward]
    passed = (
        id_
        for each in jumps
        if {each.source, each.target} <= known.keys()
        for id_ in diagram.between(process, each.source, each.target)
    )
    begun = sorted(
        id_
        for id_, state in marked.states.items()
        if state in _OPEN and id_ in known and known[id_].kind not in SUBPROCESSES
    )
    following = (each.element.id for each in diagram.ahead(process, begun))
    return dict.fromkeys(passed, State.SKIPPED) | dict.fromkeys(following, State.AHEAD)


_OPEN: Final = frozenset({State.ACTIVE, State.LATE, State.INCIDENT})


_BY_RULE: Final = frozenset({"skip", "empty"})
"""Operations by which a rule passes over people, or over a step that reaches nobody."""


class _Told:
    """What a case's history has told so far, element by element."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}
        self.visits: Counter[str] = Counter()
        self.running: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.stuck: dict[str, str] = {}
        self.returned: set[str] = set()
        self.ruled: dict[str, bool] = {}
        """By element whose people a rule has passed over: whether nobody has decided beside it."""
        self.detours: dict[Detour, None] = {}

    def take(self, event: Event | None) -> None:
        match event:
            case ElementActivated(element_id=id_):
                self.visits[id_] += 1
                self.running[id_] += 1
                self.returned.discard(id_)
                self.ruled.pop(id_, None)
            case ElementCompleted(element_id=id_):
                self.running[id_] -= 1
                self.states[id_] = State.SKIPPED if self.ruled.get(id_) else State.DONE
            case ParticipantsChanged(element_id=id_, operation=operation, decision=decision):
                if operation in _BY_RULE:
                    self.ruled.setdefault(id_, True)
                elif decision is not None:
                    self.ruled[id_] = False
            case ElementTerminated(element_id=id_):
                self.running[id_] -= 1
                self.states[id_] = State.RETURNED if id_ in self.returned else State.CANCELLED
            case SequenceFlowTaken(flow_id=id_):
                self.taken.add(id_)
            case _:
                self.falter(event)
                self.leave(event)
                self.move(event)

    def falter(self, event: Event | None) -> None:
        """Note what is late, and what is stuck."""
        match event:
            case DeadlineBreached(element_id=id_):
                self.states.setdefault(id_, State.LATE)
            case IncidentRaised(incident_id=id_, element_id=element):
                self.stuck[str(id_)] = element
            case IncidentResolved(incident_id=id_):
                self.stuck.pop(str(id_), None)
            case _:
                pass

    def leave(self, event: Event | None) -> None:
        """Note where the case left the ways of the diagram."""
        match event:
            case UserTaskReturned(element_id=source, to=target):
                self.returned.add(source)
                self.detours[Detour(source=source, target=target, way=Way.RETURN)] = None
            case UserTaskJumped(element_id=source, to=target):
                onward = target not in self.visits
                jump = Detour(source=source, target=target, way=Way.JUMP, onward=onward)
                self.detours[jump] = None
            case _:
                pass

    def move(self, event: Event | None) -> None:
        """Go on with the ids of another version: what is past where the mapping says, else open."""
        match event:
            case InstanceMigrated(mapping=to):
                self.states = {to.get(id_, id_): state for id_, state in self.states.items()}
                self.visits = Counter({to.get(id_, id_): n for id_, n in self.visits.items()})
                self.taken = {to.get(id_, id_) for id_ in self.taken}
            case ActivityMigrated(element_id=id_, previous=old):
                self.running[old] -= 1
                self.running[id_] += 1
                self.stuck = {one: id_ if at == old else at for one, at in self.stuck.items()}
            case _:
                pass


def running(rows: Iterable[HistoryRow]) -> set[str]:
    """Return the ids of the elements where a case stands: tasks, calls, events that wait."""
    told = _Told()
    for row in rows:
        told.take(row.event)
    return {id_ for id_, count in told.running.items() if count > 0}


def marks(rows: Iterable[HistoryRow], waiting: Collection[UserTask], now: datetime) -> Marks:
    """Fold a case's history into the marks of its diagram."""
    told = _Told()
    for row in rows:
        told.take(row.event)
    states = dict(told.states)
    states |= {id_: State.ACTIVE for id_, count in told.running.items() if count > 0}
    states |= {task.element_id: State.LATE for task in waiting if _is_late(task, now)}
    states |= dict.fromkeys(told.stuck.values(), State.INCIDENT)
    return Marks(
        states=states,
        visits={id_: count for id_, count in told.visits.items() if count > 1},
        taken=frozenset(told.taken),
        detours=tuple(told.detours),
    )


def _is_late(task: UserTask, now: datetime) -> bool:
    return task.due_at is not None and task.due_at < now


def drawn(definition: ProcessDefinition, marked: Marks) -> str:
    """Draw a definition with marks; raises NotFound where its file has no layout."""
    try:
        return draw(_read(definition), marked, title=definition.name)
    except NoLayout as error:
        raise NotFound(f"{definition.id} has no layout to draw: {error}") from error
