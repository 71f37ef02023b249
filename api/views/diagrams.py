"""Diagrams of definitions and of running cases, drawn as SVG from the record alone."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from api.language import Language
from engine import diagram
from engine.diagram import Element
from engine.drawing import Marks, NoLayout, State, draw
from engine.errors import NotFound
from engine.history import HistoryRow
from engine.model import Actor, ProcessDefinition, UserTask
from engine.model.events import (
    DeadlineBreached,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    IncidentRaised,
    IncidentResolved,
    SequenceFlowTaken,
)
from engine.store import Transaction

NAME_EN: Final = "gj:nameEn"
"""The property that holds an element's English name."""
_CACHED: Final = 128  # definitions; a company has some dozens in use


@lru_cache(maxsize=_CACHED)
def element_names(definition: ProcessDefinition, language: Language) -> dict[str, str]:
    """Return the name of each element by its id; in English where the diagram says one."""
    elements = diagram.read(definition.xml).processes[definition.key].elements.values()
    english = {
        element.id: element.properties[NAME_EN]
        for element in elements
        if language == "en" and NAME_EN in element.properties
    }
    return {element.id: element.name or element.id for element in elements} | english


@lru_cache(maxsize=_CACHED)
def documentation(definition: ProcessDefinition) -> str:
    """Return what the process says about itself."""
    return diagram.read(definition.xml).processes[definition.key].documentation


@lru_cache(maxsize=_CACHED)
def has_plain_start(definition: ProcessDefinition) -> bool:
    """Tell whether people may start it by hand: it has a start event without a trigger."""
    return _plain_start(definition) is not None


@lru_cache(maxsize=_CACHED)
def start_form_id(definition: ProcessDefinition) -> str:
    """Return the id of the form at the plain start event; empty where it has none."""
    start = _plain_start(definition)
    return (start.form.id if start and start.form else None) or ""


def _plain_start(definition: ProcessDefinition) -> Element | None:
    process = diagram.read(definition.xml).processes[definition.key]
    starts = (each for each in process.children(definition.key) if each.kind == "startEvent")
    return next((each for each in starts if not each.events), None)


def of_definition(definition: ProcessDefinition) -> str:
    """Draw a definition; raises NotFound where its file has no layout."""
    return _drawn(definition, Marks())


def of_instance(tx: Transaction, instance_id: UUID, viewer: Actor) -> str:
    """Draw a case: what is done, active, late, stuck or cancelled, and the flows taken.

    Raises NotFound where the case does not exist for the viewer.
    """
    instance = tx.cases.get(instance_id, viewer)
    rows, waiting = tx.history.every(instance_id), open_tasks(tx, instance_id)
    return of_rows(tx.definitions.get(instance.definition_id), rows, waiting, tx.now)


def open_tasks(tx: Transaction, instance_id: UUID) -> list[UserTask]:
    """Return the tasks that a case waits for."""
    return [task for task in tx.tasks.of(instance_id) if task.is_open]


def of_rows(
    definition: ProcessDefinition,
    rows: Iterable[HistoryRow],
    waiting: Collection[UserTask],
    now: datetime,
) -> str:
    """Draw a case from its record and its open tasks."""
    return _drawn(definition, marks(rows, waiting, now))


def marks(rows: Iterable[HistoryRow], waiting: Collection[UserTask], now: datetime) -> Marks:
    """Fold a case's history into the marks of its diagram."""
    states: dict[str, State] = {}
    visits: Counter[str] = Counter()
    running: Counter[str] = Counter()
    taken: set[str] = set()
    stuck: dict[str, str] = {}
    for row in rows:
        match row.event:
            case ElementActivated(element_id=id_):
                visits[id_] += 1
                running[id_] += 1
            case ElementCompleted(element_id=id_):
                running[id_] -= 1
                states[id_] = State.DONE
            case ElementTerminated(element_id=id_):
                running[id_] -= 1
                states[id_] = State.CANCELLED
            case SequenceFlowTaken(flow_id=id_):
                taken.add(id_)
            case DeadlineBreached(element_id=id_):
                states.setdefault(id_, State.LATE)
            case IncidentRaised(incident_id=id_, element_id=element):
                stuck[str(id_)] = element
            case IncidentResolved(incident_id=id_):
                stuck.pop(str(id_), None)
            case _:
                pass
    states |= {id_: State.ACTIVE for id_, count in running.items() if count > 0}
    states |= {task.element_id: State.LATE for task in waiting if _is_late(task, now)}
    states |= dict.fromkeys(stuck.values(), State.INCIDENT)
    return Marks(
        states=states,
        visits={id_: count for id_, count in visits.items() if count > 1},
        taken=frozenset(taken),
    )


def _is_late(task: UserTask, now: datetime) -> bool:
    return task.due_at is not None and task.due_at < now


def _drawn(definition: ProcessDefinition, marked: Marks) -> str:
    try:
        return draw(diagram.read(definition.xml), marked, title=definition.name)
    except NoLayout as error:
        raise NotFound(f"{definition.id} has no layout to draw: {error}") from error
