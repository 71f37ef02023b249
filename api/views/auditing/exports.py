"""What auditors take along: lists as CSV and XLSX, event logs as XES and OCEL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from api.language import Language, text
from api.views import spreadsheets
from api.views.auditing import deviating as deviations_view
from api.views.auditing import log as log_view
from api.views.auditing.deviating import DeviationOut
from api.views.auditing.log import EntryOut
from api.views.auditing.searching import SearchIn, search_of
from api.views.diagrams import element_names
from api.views.fields import ZONE
from api.views.spreadsheets import Cell
from engine.auditing import deviating, event_logs, exporting, log
from engine.errors import Invalid
from engine.model import Actor, ProcessInstance
from engine.store import Page, Transaction

_PAGE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list as people read it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file to take along, and how much is in it."""

    name: str
    media_type: str
    content: bytes
    count: int
    masked: bool = True
    """Whether marked data is starred in it."""


Asked = Mapping[str, str]


def export(
    tx: Transaction, kind: str, asked: Asked, *, by: Actor, language: Language
) -> ExportFile:
    """Make a file; raises Invalid for an unknown kind or filter, and for too many lines."""
    what, _, form = kind.partition(".")
    if what == "events" and form in _LOGS:
        return _event_log(tx, form, asked, by)
    if what not in _TABLES or form not in _FORMS:
        known = [f"{each}.{form}" for each in _TABLES for form in _FORMS]
        raise Invalid(f"{kind!r} is no export: {', '.join([*known, *KINDS_OF_LOGS])}")
    table = _TABLES[what](tx, asked, by, language)
    media_type, write = _FORMS[form]
    return ExportFile(
        name=f"{what}.{form}",
        media_type=media_type,
        content=write(table),
        count=len(table.rows),
    )


def _event_log(tx: Transaction, form: str, asked: Asked, by: Actor) -> ExportFile:
    found = exporting.logs(tx, search_of(tx, _search(asked)), by=by)
    media_type, write = _LOGS[form]
    return ExportFile(
        name=f"events.{form}", media_type=media_type, content=write(found), count=len(found)
    )


def _search(asked: Asked) -> SearchIn:
    try:
        return SearchIn(**asked)
    except (TypeError, ValueError) as error:
        raise Invalid(f"this filter is not one of cases: {sorted(asked)}") from error


def _cases(tx: Transaction, asked: Asked, by: Actor, language: Language) -> Table:
    found = exporting.cases(tx, search_of(tx, _search(asked)), by=by)
    keys = ("number", "title", "process", "project", "state", "outcome", "initiator")
    times = ("started", "ended")
    return Table(
        title=text(language, "audit.cases"),
        heads=[text(language, f"audit.{key}") for key in (*keys, *times, "returns")],
        rows=[_case(tx, each, language) for each in found],
    )


def _case(tx: Transaction, case: ProcessInstance, language: Language) -> Sequence[Cell]:
    names = element_names(tx.definitions.get(case.definition_id), language)
    unit = tx.people.organisation().units.get(case.project or "")
    return [
        case.business_key,
        case.title,
        case.process_name,
        unit.name if unit else case.project,
        text(language, f"case-state.{case.state}"),
        names.get(case.outcome, case.outcome),
        case.initiator_name,
        _time(case.started_at),
        _time(case.ended_at),
        case.returns,
    ]


def _log(tx: Transaction, asked: Asked, by: Actor, language: Language) -> Table:
    query = log_view.query_of(
        tx,
        number=asked.get("number", ""),
        actor=asked.get("actor", ""),
        type_=asked.get("type", ""),
        since=asked.get("since", ""),
        until=asked.get("until", ""),
    )
    found = _every(lambda cursor: log.page(tx, query, by=by, limit=_PAGE, cursor=cursor))
    heads = ("at", "who", "post", "what", "quote", "number", "seq", "client")
    return Table(
        title=text(language, "audit.log"),
        heads=[text(language, f"audit.{key}") for key in heads],
        rows=[
            [_time(one.at), one.who, one.post, one.text, one.quote, *_place(one)]
            for one in log_view.entries(tx, found, language)
        ],
    )


def _place(entry: EntryOut) -> Sequence[Cell]:
    return [entry.number, entry.seq, entry.client]


def _deviations(tx: Transaction, asked: Asked, by: Actor, language: Language) -> Table:
    query = deviations_view.query_of(
        tx,
        rule=asked.get("rule", ""),
        actor=asked.get("actor", ""),
        process=asked.get("process", ""),
        project=asked.get("project", ""),
        since=asked.get("since", ""),
        until=asked.get("until", ""),
    )
    found = _every(lambda cursor: deviating.page(tx, query, by=by, limit=_PAGE, cursor=cursor))
    told = (DeviationOut.of(tx, each, language) for each in found)
    heads = ("rule", "number", "title", "process", "node", "what", "quote", "who", "at", "seq")
    return Table(
        title=text(language, "audit.deviations"),
        heads=[text(language, f"audit.{key}") for key in heads],
        rows=[
            [
                one.name,
                one.number,
                one.title,
                one.process,
                one.step,
                one.text,
                one.quote,
                one.who,
                _time(one.at),
                one.seq,
            ]
            for one in told
        ],
    )


def _every(ask: Callable[[str | None], Page[Any]]) -> list[Any]:
    """Return all pages of a list; raises Invalid where there are more lines than an export has."""
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = ask(cursor)
        found += page.items
        if len(found) > exporting.MOST:
            raise Invalid(
                f"more than {exporting.MOST} lines: narrow the list",
                zh=f"超过 {exporting.MOST} 行，请缩小范围后再导出",
            )
        cursor = page.next
        if cursor is None:
            return found


def _time(at: datetime | None) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _csv(table: Table) -> bytes:
    return spreadsheets.csv_of(table.heads, table.rows)


def _xlsx(table: Table) -> bytes:
    return spreadsheets.xlsx_of(table.title, table.heads, table.rows)


def _ocel(found: Iterable[event_logs.CaseLog]) -> bytes:
    return orjson.dumps(event_logs.ocel(tuple(found)))


_TABLES: Final[Mapping[str, Callable[[Transaction, Asked, Actor, Language], Table]]] = {
    "cases": _cases,
    "log": _log,
    "deviations": _deviations,
}
_FORMS: Final[Mapping[str, tuple[str, Callable[[Table], bytes]]]] = {
    "csv": (spreadsheets.CSV, _csv),
    "xlsx": (spreadsheets.XLSX, _xlsx),
}
_LOGS: Final[Mapping[str, tuple[str, Callable[[Sequence[event_logs.CaseLog]], bytes]]]] = {
    "xes": ("application/xml", event_logs.xes),
    "ocel.json": ("application/json", _ocel),
}
KINDS_OF_LOGS: Final = tuple(f"events.{form}" for form in _LOGS)
