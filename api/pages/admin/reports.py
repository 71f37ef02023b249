"""报表: figures by process, project, month, step or person, and the cases behind them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, cast

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Shown, Table
from api.pages.admin.finding import case_table, processes, projects
from api.pages.admin.frame import MOST, Page, search, show, words
from api.pages.rendering import address
from api.pages.visits import Visit, Visitor
from api.views.fields import ZONE
from api.views.reports import HEADS, LineOut, ReportOut, names_of, query_of, report_out
from api.views.spreadsheets import CSV, XLSX, csv_of, xlsx_of
from engine import access, reports
from engine.errors import Invalid
from engine.participation import refused
from engine.store import ReportQuery, Transaction
from engine.store.reported import By, Measure

router = APIRouter(include_in_schema=False)

_BY: Final[Sequence[By]] = ("process", "project", "month", "step", "person")
_MEASURES: Final[Mapping[str, tuple[Measure, str]]] = {
    "started": ("started", "started"),
    "ended": ("ended", "ended"),
    "return_rate": ("returned", "returned"),
    "satisfaction_rate": ("satisfied", "satisfied"),
    "done": ("done", "done"),
    "late": ("late", "late"),
    "again": ("again", "again"),
}
"""Which cases stand behind a column, and the figure that counts them."""
_RATES: Final = frozenset({"return_rate", "satisfaction_rate", "on_time_rate"})
_FILTER: Final[Mapping[By, str]] = {
    "process": "process",
    "project": "project",
    "step": "step",
    "person": "person",
}
_MONTH: Final = timedelta(days=30)


def _overseer(visit: Visitor) -> None:
    """Refuse whoever sees not all cases, before the address is judged."""
    access.check_has_role(visit.call.actor, *access.SEES_ALL)


@router.get("/admin/reports")
def show_report(
    visit: Visitor,
    *,
    since: str = "",
    until: str = "",
    by: str = "process",
    process: str = "",
    project: str = "",
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the figures of a period, or answer them as a file."""
    asked = {"since": since, "until": until, "by": by, "process": process, "project": project}

    def page(tx: Transaction) -> Response:
        whole = {**asked, **_days(tx, asked)}
        found = _report(tx, visit, whole)
        if format in {"csv", "xlsx"}:
            return _file(visit, found, format)
        say = words(visit)
        files = [
            (address("/admin/reports", {**whole, "format": kind}), say(f"admin.report.{kind}"))
            for kind in ("csv", "xlsx")
        ]
        blocks: list[Block] = [_search(tx, visit, whole), _table(visit, found, whole)]
        blocks.append(Links(links=files))
        return show(visit, Page(tab="reports", heading=say("admin.tab.reports"), blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/reports/cases", dependencies=[Depends(_overseer)])
def show_cases(
    visit: Visitor,
    *,
    since: str,
    until: str,
    measure: Measure,
    process: str = "",
    project: str = "",
    step: str = "",
    person: str = "",
    cursor: str | None = None,
) -> Response:
    """List the cases behind a figure."""
    named = {"process": process, "project": project, "step": step, "person": person}
    asked = {**named, "since": since, "until": until, "measure": measure}

    def page(tx: Transaction) -> Response:
        say = words(visit)
        query = _query(asked)
        found = reports.behind(
            tx, query, measure, reader=visit.call.actor, limit=MOST, cursor=cursor
        )
        more = address("/admin/reports/cases", {**asked, "cursor": found.next})
        table = case_table(
            tx,
            visit,
            found.items,
            title=say(f"admin.report.measure.{measure}"),
            more=more if found.next else "",
            note=say("admin.report.period", since=since, until=until),
        )
        heading = say("admin.report.behind")
        return show(visit, Page(tab="reports", heading=heading, blocks=[table]))

    return visit.call.read(page)


def _days(tx: Transaction, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the period that is asked for; the last thirty days where none is."""
    today = tx.now.astimezone(ZONE).date()
    until = asked["until"] or today.isoformat()
    since = asked["since"] or (today - _MONTH).isoformat()
    return {"since": since, "until": until}


def _query(asked: Mapping[str, str]) -> ReportQuery:
    return query_of(
        _day(asked["since"]),
        _day(asked["until"]),
        key=asked["process"],
        project=asked["project"],
        element_id=asked.get("step"),
        person=asked.get("person"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refused(Invalid, f"{text!r} is no date", f"“{text}”不是日期") from error


def _report(tx: Transaction, visit: Visit, asked: Mapping[str, str]) -> ReportOut:
    if asked["by"] not in _BY:
        raise Invalid(f"no report by {asked['by']!r}")
    by = cast("By", asked["by"])
    found = reports.report(tx, _query(asked), by, reader=visit.call.actor)
    named = dict(processes(tx, ""))
    return report_out(found, names_of(found, named, tx.people.organisation()))


def _search(tx: Transaction, visit: Visit, asked: Mapping[str, str]) -> Ask:
    say = words(visit)
    choices: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("by", say("admin.report.by"), [(each, say(f"admin.report.by.{each}")) for each in _BY]),
        ("process", say("admin.column.process"), processes(tx, say("all"))),
        ("project", say("project"), projects(tx, say("all"))),
    ]
    days = [
        Field(name=name, label=say(f"audit.{key}"), kind="date", value=asked[name])
        for name, key in (("since", "from"), ("until", "to"))
    ]
    selects = [
        Field(name=name, label=label, kind="select", options=options, value=asked[name])
        for name, label, options in choices
    ]
    return search(visit, "/admin/reports", [*days, *selects])


def _heads(found: ReportOut) -> Sequence[str]:
    """Return the columns: a step or a person begins no case and ends none alone."""
    whole = {"started", "cycle_hours"} if found.by in {"step", "person"} else set[str]()
    return [each for each in HEADS if each not in whole]


def _table(visit: Visit, found: ReportOut, asked: Mapping[str, str]) -> Table:
    say, heads = words(visit), _heads(found)
    linked = not access.SEES_ALL.isdisjoint(visit.call.actor.roles)
    names = [say(f"admin.report.by.{found.by}"), *(say(f"admin.report.{name}") for name in heads)]
    rows: list[list[Shown]] = []
    for line in found.lines:
        place = _place(line, found, asked)
        cells = [_cell(line, name, place if linked else None) for name in heads]
        rows.append([line.name or say("none"), *cells])
    return Table(
        id="report",
        title=say("admin.report.period", since=found.since, until=found.until),
        head=names,
        rows=rows,
        empty=say("admin.report.none"),
        note=say("admin.report.note"),
    )


def _place(line: LineOut, found: ReportOut, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the address of what one line is about."""
    place = {name: asked[name] for name in ("since", "until", "process", "project")}
    if found.by == "month":
        first = max(date.fromisoformat(f"{line.group}-01"), found.since)
        after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = min(after - timedelta(days=1), found.until)
        return {**place, "since": first.isoformat(), "until": last.isoformat()}
    place[_FILTER[cast("By", found.by)]] = line.group
    return {**place, "process": line.key} if line.key else place


def _cell(line: LineOut, name: str, place: Mapping[str, str] | None) -> Cell:
    value: Any = getattr(line, name)
    text = told(name, value)
    if name not in _MEASURES or place is None:
        return Cell(text=text, number=True)
    measure, counted = _MEASURES[name]
    count = getattr(line, counted)
    href = address("/admin/reports/cases", {**place, "measure": measure}) if count else ""
    more = str(count) if name in _RATES and count else ""
    return Cell(text=text, href=href, more=more, number=True)


def told(name: str, value: float | None) -> str:
    """Return a figure as people read it: rates in per cent, hours with one digit."""
    if value is None:
        return "—"
    if name in _RATES:
        return f"{value:.1%}"
    return f"{value:.1f}" if name.endswith("_hours") else str(value)


def _file(visit: Visit, found: ReportOut, kind: str) -> Response:
    """Answer a report as a file; rates are numbers from 0 to 1 there."""
    say, heads = words(visit), _heads(found)
    names = [say(f"admin.report.by.{found.by}"), *(say(f"admin.report.{name}") for name in heads)]
    rows = [[line.name, *(getattr(line, name) for name in heads)] for line in found.lines]
    writers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "csv": (CSV, lambda: csv_of(names, rows)),
        "xlsx": (XLSX, lambda: xlsx_of(say("admin.tab.reports"), names, rows)),
    }
    media_type, write = writers[kind]
    name = f"report-{found.by}-{found.since}-{found.until}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(), media_type=media_type, headers=headers)
