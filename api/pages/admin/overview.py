"""概览: what runs, what is late, what got stuck; each number leads to what it counts."""

from collections import defaultdict
from collections.abc import Iterable

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Block, Cell, Facts, Shown, Table, Tile, Tiles
from api.pages.admin.frame import Page, administrator, columns, show, words
from api.pages.clock import left, local
from api.pages.common import unit_name
from api.pages.rendering import address
from api.pages.visits import Visit, Visitor
from api.views.overviews import OverviewOut
from engine import overviews
from engine.model.organisation import Organisation
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/admin")
def show_overview(visit: Visitor) -> Response:
    """Show how the whole stands now."""
    administrator(visit)

    def ask(tx: Transaction) -> tuple[OverviewOut, Organisation]:
        found = overviews.overview(tx, by=visit.call.actor)
        return OverviewOut.of(found), tx.people.organisation()

    found, organisation = visit.call.read(ask)
    say = words(visit)
    blocks: list[Block] = [
        _tiles(visit, found),
        _running(visit, found, organisation),
        _health(visit, found),
    ]
    return show(visit, Page(tab="overview", heading=say("admin.tab.overview"), blocks=blocks))


def _tiles(visit: Visit, found: OverviewOut) -> Tiles:
    say = words(visit)
    tasks, cases, work = found.tasks, found.cases, found.work
    counted = [
        ("cases", sum(each.cases for each in cases), "/admin/cases?state=active", ""),
        ("tasks", sum(each.tasks for each in tasks), "/admin/tasks", ""),
        ("late", sum(each.late for each in tasks), "/admin/tasks?only=late", "late"),
        ("unclaimed", sum(each.unclaimed for each in tasks), "/admin/tasks?only=unclaimed", ""),
        ("stuck", sum(each.count for each in found.stuck), "/admin/incidents", "late"),
        ("suspended", sum(each.suspended for each in cases), "/admin/cases?state=suspended", ""),
        ("due", work.due, "/admin/jobs?state=due", "soon"),
        ("failed", work.failed, "/admin/jobs?state=failed", "late"),
        ("dead", found.dead_letters, "/admin/deliveries?state=dead", "late"),
    ]
    tiles = [
        Tile(label=say(f"admin.count.{name}"), count=str(n), href=href, tone=tone if n else "")
        for name, n, href, tone in counted
    ]
    return Tiles(id="now", title=say("admin.now", at=local(found.at)), tiles=tiles)


def _running(visit: Visit, found: OverviewOut, organisation: Organisation) -> Table:
    say = words(visit)
    tasks = {(each.key, each.project): each for each in found.tasks}
    rows: list[list[Shown]] = []
    for each in found.cases:
        of_tasks = tasks.get((each.key, each.project))
        where = {"process": each.key, "project": each.project}
        rows.append(
            [
                each.name,
                unit_name(organisation, each.project) or say("none"),
                _number(each.cases, address("/admin/cases", {**where, "state": "open"})),
                _number(of_tasks.tasks if of_tasks else 0, address("/admin/tasks", where)),
                _number(
                    of_tasks.late if of_tasks else 0,
                    address("/admin/tasks", {**where, "only": "late"}),
                ),
                _number(each.stuck, address("/admin/cases", {**where, "state": "stuck"})),
            ]
        )
    return Table(
        id="running",
        title=say("admin.running"),
        head=columns(visit, "process", "project", "cases", "tasks", "late", "stuck"),
        rows=[*_sums(say("admin.sum"), found), *rows] if len(found.cases) > 1 else rows,
        empty=say("admin.running.none"),
    )


def _sums(total: str, found: OverviewOut) -> Iterable[list[Shown]]:
    """Yield a row for each process that runs in several projects, and before them all together."""
    by_process: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names = {each.key: each.name for each in found.cases}
    places = defaultdict(set)
    for case in found.cases:
        places[case.key].add(case.project)
        by_process[case.key][0] += case.cases
        by_process[case.key][3] += case.stuck
    for task in found.tasks:
        by_process[task.key][1] += task.tasks
        by_process[task.key][2] += task.late
    for key, numbers in by_process.items():
        if len(places[key]) > 1:
            yield [names[key], total, *_linked(key, numbers)]


def _linked(key: str, numbers: list[int]) -> list[Shown]:
    process = {"process": key}
    hrefs = (
        address("/admin/cases", {**process, "state": "open"}),
        address("/admin/tasks", process),
        address("/admin/tasks", {**process, "only": "late"}),
        address("/admin/cases", {**process, "state": "stuck"}),
    )
    return [_number(number, href) for number, href in zip(numbers, hrefs, strict=True)]


def _health(visit: Visit, found: OverviewOut) -> Facts:
    say, work = words(visit), found.work
    late = left(work.since, found.at, visit.reader.language) if work.since else ""
    sealed = local(found.sealed_at) or say("admin.sealed.never")
    rows: list[tuple[str, Shown]] = [
        (
            say("admin.work.due"),
            Cell(text=str(work.due), more=late, href="/admin/jobs?state=due", number=True),
        ),
        (say("admin.work.waiting"), Cell(text=str(work.waiting), href="/admin/jobs", number=True)),
        (say("admin.work.workers"), "、".join(work.workers) or say("admin.work.idle")),
        (
            say("admin.deliveries.waiting"),
            Cell(text=str(found.waiting_deliveries), href="/admin/deliveries", number=True),
        ),
        (say("admin.announcements"), Cell(text=str(found.announcements), number=True)),
        (
            say("admin.sealed"),
            Cell(text=sealed, more=say("admin.sealed.parts", n=found.sealed), number=True),
        ),
    ]
    return Facts(id="health", title=say("admin.health"), rows=rows)


def _number(count: int, href: str) -> Cell:
    return Cell(text=str(count), href=href if count else "", number=True)
