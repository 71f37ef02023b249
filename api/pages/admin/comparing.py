"""Before and after: what an intervention would change about a case, as tables."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from api.pages.admin.blocks import Block, Cell, Note, Shown, Table
from api.pages.admin.frame import words
from api.pages.clock import local
from api.pages.common import task_name, who_may
from api.pages.visits import Visit
from api.views.diagrams import element_names
from api.views.timeline import line
from engine.interventions import Rehearsed, Situation
from engine.model import UserTask
from engine.model.moves import OpenActivity
from engine.store import Transaction

_LONG = 300  # characters of a value in a table; the whole stands in the record


def compared(tx: Transaction, visit: Visit, seen: Rehearsed) -> list[Block]:
    """Return what would change, and that nothing has been changed yet."""
    say = words(visit)
    return [
        Note(tone="hint", text=say("admin.preview.nothing-done")),
        _state(tx, visit, seen),
        *_data(visit, seen),
        _told(tx, visit, seen),
    ]


def value(found: Any) -> str:
    """Return a value as it is compared: JSON, so that a text is not taken for a number."""
    if found is None:
        return ""
    text = orjson.dumps(found, default=str).decode()
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def open_rows(tx: Transaction, visit: Visit, found: Situation) -> Iterator[Sequence[Shown]]:
    """Yield what is open in a case: element, kind, since when, who has it."""
    language, organisation = visit.reader.language, tx.people.organisation()
    names = element_names(tx.definitions.get(found.instance.definition_id), language)
    tasks = {task.id: task for task in found.tasks}
    for each in found.open:
        task = tasks.get(each.activity_id)
        yield [
            Cell(text=names.get(each.element_id, each.element_id), more=_where(visit, each)),
            Cell(text=each.element_id, code=True),
            who_may(organisation, task, language) if task else "",
            local(task.created_at) if task else "",
        ]


def _where(visit: Visit, each: OpenActivity) -> str:
    say = words(visit)
    said = []
    if each.loop_counter is not None:
        said.append(say("admin.open.run", n=each.loop_counter))
    if each.arrival:
        said.append(say("admin.open.arrival"))
    if each.stopped:
        said.append(say("admin.open.stopped"))
    return " · ".join(said)


def _state(tx: Transaction, visit: Visit, seen: Rehearsed) -> Table:
    say = words(visit)
    before, after = seen.before, seen.after
    rows: list[Sequence[Shown]] = [
        [
            say("admin.column.state"),
            say(f"case-state.{before.instance.state}"),
            say(f"case-state.{after.instance.state}"),
        ],
        [
            say("definition.version"),
            say("version", n=before.instance.version),
            say("version", n=after.instance.version),
        ],
        [say("case.open"), _standing(tx, visit, before), _standing(tx, visit, after)],
        [say("admin.stuck"), str(before.instance.incidents), str(after.instance.incidents)],
    ]
    head = ["", say("admin.before"), say("admin.after")]
    return Table(
        id="compared",
        title=say("admin.preview"),
        head=[say("admin.what"), *head[1:]],
        rows=rows,
        empty="",
    )


def _standing(tx: Transaction, visit: Visit, found: Situation) -> str:
    """Say where a case stands: each open task with who has it, else the open elements."""
    language, organisation = visit.reader.language, tx.people.organisation()
    say = words(visit)
    if found.instance.state.ended:
        return say("none")
    names = element_names(tx.definitions.get(found.instance.definition_id), language)
    tasks: dict[Any, UserTask] = {task.id: task for task in found.tasks}
    said = []
    for each in found.open:
        task = tasks.get(each.activity_id)
        if task is None:
            said.append(names.get(each.element_id, each.element_id))
        else:
            who = who_may(organisation, task, language) or say("none")
            said.append(say("admin.open.by", task=task_name(task, language), who=who))
    return "；".join(said) or say("none")


def _data(visit: Visit, seen: Rehearsed) -> list[Block]:
    say = words(visit)
    rows = [
        [
            Cell(text=name, code=True),
            Cell(text=value(old), code=True),
            Cell(text=value(new), code=True),
        ]
        for name, old, new in seen.changed
    ]
    if not rows:
        return []
    head = [say("case.variable"), say("admin.before"), say("admin.after")]
    return [Table(id="data", title=say("admin.data"), head=head, rows=rows, empty="")]


def _told(tx: Transaction, visit: Visit, seen: Rehearsed) -> Table:
    """Say what would be recorded; called cases have records of their own."""
    say, language = words(visit), visit.reader.language
    names = {
        **element_names(tx.definitions.get(seen.before.instance.definition_id), language),
        **element_names(tx.definitions.get(seen.after.instance.definition_id), language),
    }
    lines = [line(row, names, language) for row in seen.rows]
    return Table(
        id="told",
        title=say("admin.preview.record"),
        head=[say("admin.column.number"), say("audit.what"), say("audit.who")],
        rows=[[Cell(text=str(each.seq), number=True), each.text, each.who] for each in lines],
        empty=say("admin.preview.no-record"),
    )
