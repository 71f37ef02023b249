"""Calendars: working time of projects, version by version, and what a change would do."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply, etag
from api.paging import LARGEST
from api.problems import documented
from api.rest.bodies import Body
from engine import calendars
from engine.calendar import stated
from engine.errors import Conflict, NotFound, NotPermitted, PreconditionFailed
from engine.store import CalendarVersion, Transaction

router = APIRouter(prefix="/calendars", tags=["calendars"])

MOST_DAYS: Final = 400
Code = Annotated[str, Path(max_length=100, examples=["cn"])]
Hours = Annotated[list[list[str]], Field(examples=[[["09:00", "12:00"], ["13:30", "18:00"]]])]


class ShiftIn(Body):
    """The hours of a shift."""

    hours: Hours
    every_day: bool = Field(default=False, description="Days off are worked as well.")


class Content(Body):
    """Working time: hours with breaks, days that differ, shifts."""

    zone: str = Field(default="Asia/Shanghai")
    hours: Hours
    days: dict[str, str] = Field(
        default_factory=dict,
        description="Kind by date: workday, makeup or holiday; others are as announced.",
        examples=[{"2027-10-01": "holiday", "2027-10-09": "makeup"}],
    )
    shifts: dict[str, ShiftIn] = Field(default_factory=dict)


class CalendarIn(Content):
    """A new version."""

    name: str = Field(default="", max_length=100, examples=["华东项目"])
    reason: str = Field(min_length=1, max_length=2000)


class CalendarOut(BaseModel):
    """One version of a calendar."""

    code: str
    version: int
    name: str
    content: dict[str, Any]
    reason: str
    created_at: datetime | None = Field(description="Null: as announced, nobody has changed it.")
    created_by: str
    created_by_name: str
    unmaintained: list[int] = Field(
        description="This year or the next where nobody knows its holidays: Monday to Friday count."
    )

    @classmethod
    def of(cls, found: CalendarVersion, now: datetime) -> Self:
        year = now.astimezone(found.calendar.zone).year
        return cls(
            code=found.code,
            version=found.version,
            name=found.name,
            content=stated(found.calendar),
            reason=found.reason,
            created_at=found.created_at,
            created_by=found.created_by,
            created_by_name=found.created_by_name,
            unmaintained=[
                each for each in (year, year + 1) if not found.calendar.is_maintained(each)
            ],
        )


class ChangedOut(CalendarOut):
    """The version that is in force now, and the order to count open cases anew."""

    batch: UUID
    cases: int = Field(description="Open cases that are counted anew.")


class DayOut(BaseModel):
    """One day as it counts."""

    date: date
    works: bool
    by_hand: bool = Field(description="Set by hand, against or beside what is announced.")
    maintained: bool = Field(description="False: nobody knows the year's holidays yet.")


class EffectOut(BaseModel):
    """An open task that would be due at another time."""

    task_id: UUID
    instance_id: UUID
    business_key: str | None
    name: str
    before: datetime
    after: datetime


@router.get("", responses=documented())
def list_calendars(call: Question) -> list[CalendarOut]:
    """List every calendar that is maintained or that a unit names, as it is in force."""
    return call.read(lambda tx: [CalendarOut.of(each, tx.now) for each in calendars.known(tx)])


@router.get("/{code}", responses=documented(NotFound))
def get_calendar(
    code: Code,
    call: Question,
    response: Response,
    version: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> CalendarOut:
    """Show a calendar as it is in force, or one of its versions."""
    found = call.read(lambda tx: CalendarOut.of(calendars.get(tx, code, version), tx.now))
    response.headers.update(etag(found.version))
    return found


@router.get("/{code}/versions", responses=documented())
def list_calendar_versions(code: Code, call: Question) -> list[CalendarOut]:
    """List every version that was ever in force, the newest first."""
    return call.read(
        lambda tx: [CalendarOut.of(each, tx.now) for each in calendars.versions(tx, code)]
    )


@router.get("/{code}/days", responses=documented())
def list_calendar_days(
    code: Code,
    call: Question,
    since: date,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 31,
) -> list[DayOut]:
    """Tell of each day whether it is worked, and how that is known."""
    calendar = call.read(lambda tx: calendars.get(tx, code)).calendar
    wanted = [since + timedelta(days=number) for number in range(days)]
    return [
        DayOut(
            date=day,
            works=calendar.is_workday(day),
            by_hand=day in calendar.days,
            maintained=calendar.is_maintained(day.year),
        )
        for day in wanted
    ]


@router.put(
    "/{code}",
    responses=documented(NotPermitted, Conflict, PreconditionFailed),
    response_model=ChangedOut,
    dependencies=[ADMINISTRATORS],
)
def put_calendar(code: Code, body: CalendarIn, call: Change) -> Response:
    """Put a new version in force; open deadlines are counted anew by it. Administrators."""

    def change(tx: Transaction) -> Reply:
        done = calendars.put(
            tx,
            code,
            by=call.actor,
            name=body.name,
            content=_content(body),
            reason=body.reason,
            expected=call.expected,
        )
        shown = CalendarOut.of(done.version, tx.now).model_dump()
        cases = sum(done.batch.counts.values())
        return Reply(body=ChangedOut(**shown, batch=done.batch.id, cases=cases))

    return call.change(body, change)


@router.post("/{code}/preview", responses=documented(NotPermitted), dependencies=[ADMINISTRATORS])
def preview_calendar(code: Code, body: Content, call: Question) -> list[EffectOut]:
    """Tell which open tasks would be due at another time; nothing is changed. Administrators."""
    found = call.read(lambda tx: calendars.preview(tx, code, by=call.actor, content=_content(body)))
    return [
        EffectOut(
            task_id=each.task_id,
            instance_id=each.instance_id,
            business_key=each.business_key,
            name=each.name,
            before=each.before,
            after=each.after,
        )
        for each in found
    ]


def _content(body: Content) -> dict[str, Any]:
    return body.model_dump(include={"zone", "hours", "days", "shifts"})
