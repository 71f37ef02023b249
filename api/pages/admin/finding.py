"""实例: cases and tasks, found by words, process, project and state."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Shown, Table
from api.pages.admin.frame import MOST, Page, administrator, columns, search, show, words
from api.pages.clock import left, local
from api.pages.common import CASE_TONES, TONES, task_name, unit_name, who_may
from api.pages.rendering import address
from api.pages.visits import Visit, Visitor
from api.views.tasks import urgency
from engine.model import InstanceState, ProcessInstance, UserTask
from engine.sights import Sight
from engine.store import CaseQuery, TaskQuery, Transaction
from engine.store import Page as Found

router = APIRouter(include_in_schema=False)

_OPEN: Final = frozenset({InstanceState.ACTIVE, InstanceState.SUSPENDED})
_STATES: Final[Mapping[str, frozenset[InstanceState]]] = {
    "open": _OPEN,
    "stuck": _OPEN,
    **{str(state): frozenset({state}) for state in InstanceState},
}
_ONLY: Final = ("late", "unclaimed")


@router.get("/admin/cases")
def show_cases(
    visit: Visitor,
    *,
    q: str = "",
    process: str = "",
    project: str = "",
    state: str = "",
    version: str = "",
    cursor: str | None = None,
) -> Response:
    """Find cases by words, process, project and state."""
    administrator(visit)
    query = CaseQuery(
        text=q.strip() or None,
        key=process or None,
        version=int(version) if version.isdecimal() else None,
        project=project or None,
        states=_STATES.get(state),
        with_incidents=True if state == "stuck" else None,
    )
    asked = {"q": q, "process": process, "project": project, "state": state, "version": version}

    def page(tx: Transaction) -> Response:
        meant = replace(query, closed=Sight.of(tx, visit.call.actor).closed())
        found = tx.cases.page(meant, visit.call.actor, limit=MOST, cursor=cursor)
        more = address("/admin/cases", {**asked, "cursor": found.next}) if found.next else ""
        say = words(visit)
        table = case_table(tx, visit, found.items, title=say("admin.cases"), more=more)
        blocks: list[Block] = [_search(tx, visit, asked), table]
        heading = say("admin.tab.cases")
        return show(visit, Page(tab="cases", heading=heading, blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/tasks")
def show_tasks(
    visit: Visitor,
    *,
    q: str = "",
    process: str = "",
    project: str = "",
    only: str = "",
    cursor: str | None = None,
) -> Response:
    """Find open tasks by words, process, project, and whether they are late or nobody's."""
    administrator(visit)
    query = TaskQuery(
        text=q.strip() or None,
        key=process or None,
        project=project or None,
        overdue=True if only == "late" else None,
        unassigned=True if only == "unclaimed" else None,
    )
    asked = {"q": q, "process": process, "project": project, "only": only}

    def page(tx: Transaction) -> Response:
        meant = replace(query, closed=Sight.of(tx, visit.call.actor).closed())
        found = tx.tasks.page(meant, visit.call.actor, limit=MOST, cursor=cursor)
        blocks: list[Block] = [_search(tx, visit, asked), _tasks(tx, visit, found, asked)]
        heading = words(visit)("admin.tasks")
        return show(visit, Page(tab="cases", heading=heading, blocks=blocks))

    return visit.call.read(page)


def processes(tx: Transaction, everything: str) -> list[tuple[str, str]]:
    """Return the choices of a process, by key; the first one means all of them."""
    newest = tx.definitions.page(latest_only=True, limit=200).items
    return [("", everything), *((each.key, each.name) for each in newest)]


def projects(tx: Transaction, everything: str) -> list[tuple[str, str]]:
    """Return the choices of a project; the first one means all of them."""
    units = tx.people.organisation().units.values()
    found = [(each.code, each.name) for each in units if each.type == "project"]
    return [("", everything), *sorted(found)]


def _search(tx: Transaction, visit: Visit, asked: Mapping[str, str]) -> Ask:
    say = words(visit)
    every = say("all")
    fields = [
        Field(name="q", label=say("list.search"), value=asked["q"], most=200),
        Field(
            name="process",
            label=say("admin.column.process"),
            kind="select",
            value=asked["process"],
            options=processes(tx, every),
        ),
        Field(
            name="project",
            label=say("project"),
            kind="select",
            value=asked["project"],
            options=projects(tx, every),
        ),
    ]
    fields.append(_states(visit, asked) if "state" in asked else _narrowed(visit, asked))
    return search(visit, "/admin/cases" if "state" in asked else "/admin/tasks", fields)


def _states(visit: Visit, asked: Mapping[str, str]) -> Field:
    say = words(visit)
    named = [(name, say(f"admin.state.{name}")) for name in ("open", "stuck")]
    states = [(str(each), say(f"case-state.{each}")) for each in InstanceState]
    return Field(
        name="state",
        label=say("admin.column.state"),
        kind="select",
        value=asked["state"],
        options=[("", say("all")), *named, *states],
    )


def _narrowed(visit: Visit, asked: Mapping[str, str]) -> Field:
    say = words(visit)
    options = [("", say("all")), *((name, say(f"admin.only.{name}")) for name in _ONLY)]
    return Field(
        name="only",
        label=say("admin.column.state"),
        kind="select",
        value=asked["only"],
        options=options,
    )


def case_table(
    tx: Transaction,
    visit: Visit,
    found: Sequence[ProcessInstance],
    *,
    title: str,
    more: str,
    note: str = "",
) -> Table:
    """Return a table of cases; `more` is the address of the next page."""
    return Table(
        id="cases",
        title=title,
        head=columns(visit, "case", "process", "project", "state", "started", "initiator"),
        rows=[_case(tx, visit, each) for each in found],
        empty=words(visit)("admin.cases.none"),
        more=more,
        note=note,
    )


def _case(tx: Transaction, visit: Visit, case: ProcessInstance) -> Sequence[Shown]:
    say = words(visit)
    stuck = say("case.incidents", n=case.incidents) if case.incidents else ""
    return [
        Cell(
            text=case.business_key or say("admin.no-number"),
            href=f"/admin/cases/{case.id}",
            more=case.title,
            number=True,
        ),
        f"{case.process_name} · {say('version', n=case.version)}",
        unit_name(tx.people.organisation(), case.project) or say("none"),
        Cell(text=say(f"case-state.{case.state}"), tone=CASE_TONES[case.state], more=stuck),
        Cell(text=local(case.started_at), number=True),
        case.initiator_name,
    ]


def _tasks(
    tx: Transaction, visit: Visit, found: Found[UserTask], asked: Mapping[str, str]
) -> Table:
    say = words(visit)
    return Table(
        id="tasks",
        title=say("admin.tasks"),
        head=columns(visit, "task", "process", "project", "holder", "due", "case"),
        rows=[_task(tx, visit, each) for each in found.items],
        empty=say("admin.tasks.none"),
        more=address("/admin/tasks", {**asked, "cursor": found.next}) if found.next else "",
    )


def _task(tx: Transaction, visit: Visit, task: UserTask) -> Sequence[Shown]:
    say, language = words(visit), visit.reader.language
    organisation = tx.people.organisation()
    due = left(task.due_at, tx.now, language)
    tone = TONES[urgency(task, tx.now)]
    return [
        Cell(text=task_name(task, language), href=f"/tasks/{task.id}", more=task.title),
        task.process_name,
        unit_name(organisation, task.project) or say("none"),
        who_may(organisation, task, language) or say("none"),
        Cell(text=due or say("none"), tone=tone if due else "", more=local(task.due_at)),
        Cell(
            text=task.business_key or say("admin.no-number"),
            href=f"/admin/cases/{task.instance_id}",
            number=True,
        ),
    ]
