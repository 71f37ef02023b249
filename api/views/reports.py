"""Reports as REST, the page and files answer them: a line for each group, rates and counts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from pydantic import BaseModel, Field

from api.views.fields import ZONE
from engine import reports
from engine.errors import Invalid
from engine.model.organisation import Organisation
from engine.participation import refused
from engine.reports import Report, share
from engine.store import ReportQuery
from engine.store.reporting import CaseFigures, TaskFigures

_HOUR: Final = 3600
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)
"""Days that may be asked for."""
_NO_CASES: Final = CaseFigures(group="")
_NO_TASKS: Final = TaskFigures(group="", done=0, due=0, late=0, seconds=0, again=0)

Rate = float | None


class LineOut(BaseModel):
    """The figures of one group; rates from 0 to 1, null where nothing was counted."""

    group: str = Field(examples=["complaint-handling"])
    key: str = Field(description="Of the process, where lines are of steps.")
    name: str = Field(examples=["投诉处理"])
    started: int = Field(description="0 where lines are of steps or people, who begin no case.")
    ended: int = Field(
        description="Of a step or person: ended cases in which it was done, or he did something."
    )
    cycle_hours: float | None = Field(description="From beginning to end, on average.")
    returned: int = Field(
        description="Ended cases that were returned at least once. "
        "Of a step or person: those in which just that was done once more."
    )
    return_rate: Rate
    rated: int
    satisfied: int = Field(description="Rated 3 of 5 or better.")
    satisfaction_rate: Rate
    done: int = Field(description="Tasks completed.")
    due: int = Field(description="Those of them that had a due time.")
    late: int
    on_time_rate: Rate = Field(description="及时率: in time, of those that had a due time.")
    task_hours: float | None = Field(description="From creation to completion, on average.")
    again: int = Field(description="Tasks done once more after a return.")


class ReportOut(BaseModel):
    """The figures of a period."""

    since: date
    until: date = Field(description="The last day.")
    by: str
    lines: list[LineOut]


def report_out(found: Report, names: Mapping[str, str]) -> ReportOut:
    """Return a report; `names` says what groups are called."""
    cases = {(each.key, each.group): each for each in found.cases}
    tasks = {(each.key, each.group): each for each in found.tasks}
    lines = [
        _line(place, cases.get(place, _NO_CASES), tasks.get(place, _NO_TASKS), names)
        for place in sorted({*cases, *tasks})
    ]
    return ReportOut(
        since=found.query.since.astimezone(ZONE).date(),
        until=found.query.until.astimezone(ZONE).date() - timedelta(days=1),
        by=found.by,
        lines=lines,
    )


def query_of(
    since: date,
    until: date,
    *,
    key: str | None = None,
    project: str | None = None,
    element_id: str | None = None,
    person: str | None = None,
) -> ReportQuery:
    """Return the query of a period of whole days, the last one included.

    Raises Invalid for years in which no case can have been.
    """
    if not _FIRST <= since <= _LAST or not _FIRST <= until <= _LAST:
        zh = f"日期须在 {_FIRST} 至 {_LAST} 之间"
        raise refused(Invalid, f"days lie between {_FIRST} and {_LAST}", zh)
    return ReportQuery(
        since=datetime.combine(since, time(), ZONE),
        until=datetime.combine(until, time(), ZONE) + timedelta(days=1),
        key=key or None,
        project=project or None,
        element_id=element_id or None,
        person=person or None,
    )


def names_of(
    found: Report, processes: Mapping[str, str], organisation: Organisation
) -> dict[str, str]:
    """Return what the groups of a report are called."""
    told: Sequence[CaseFigures | TaskFigures] = (*found.cases, *found.tasks)
    match found.by:
        case "process":
            return dict(processes)
        case "project":
            return {code: unit.name for code, unit in organisation.units.items()}
        case "step":
            return {
                f"{each.key}/{each.group}": f"{processes.get(each.key, each.key)} · {each.name}"
                for each in told
            }
        case "person":
            return {each.group: each.name for each in told}
        case _:
            return {}


def _line(
    place: tuple[str, str], cases: CaseFigures, tasks: TaskFigures, names: Mapping[str, str]
) -> LineOut:
    key, group = place
    return LineOut(
        group=group,
        key=key,
        name=names.get(f"{key}/{group}" if key else group, group),
        started=cases.started,
        ended=cases.ended,
        cycle_hours=_hours(cases.cycle, cases.ended),
        returned=cases.returned,
        return_rate=share(cases.returned, cases.ended),
        rated=cases.rated,
        satisfied=cases.satisfied,
        satisfaction_rate=share(cases.satisfied, cases.rated),
        done=tasks.done,
        due=tasks.due,
        late=tasks.late,
        on_time_rate=share(tasks.due - tasks.late, tasks.due),
        task_hours=_hours(tasks.seconds, tasks.done),
        again=tasks.again,
    )


def _hours(seconds: float, count: int) -> float | None:
    average = reports.share(seconds, count)
    return None if average is None else round(average / _HOUR, 2)


HEADS: Final[Sequence[str]] = (
    "started",
    "ended",
    "cycle_hours",
    "return_rate",
    "satisfaction_rate",
    "done",
    "late",
    "on_time_rate",
    "task_hours",
    "again",
)
"""Figures of a line, in the order of the page and of files; each has a name on the screen."""
