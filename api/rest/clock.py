"""The clock of rehearsals: set by hand, it answers when everything that became due has run."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import ADMINISTRATORS, Call, Question
from api.problems import documented
from api.rest.bodies import Body
from engine import access
from engine.errors import Invalid, NotPermitted
from engine.model import Role
from engine.worker import Worker

router = APIRouter(prefix="/clock", tags=["clock"])


class Instant(Body):
    """The time that it shall be."""

    now: AwareDatetime


class Duration(Body):
    """How much later it shall be."""

    duration: timedelta = Field(examples=["PT24H"], description="ISO 8601 duration.")


class ClockOut(BaseModel):
    """What time it is now."""

    now: datetime
    manual: bool


@router.get("", responses=documented())
def get_clock(call: Question) -> ClockOut:
    """Show what time the engine takes it to be."""
    return _shown(call)


@router.put("", responses=documented(NotPermitted), dependencies=[ADMINISTRATORS])
def set_clock(body: Instant, call: Question) -> ClockOut:
    """Set the manual clock (administrators, GUANJIA_CLOCK=manual only)."""
    _worker(call).set_clock(body.now)
    return _shown(call)


@router.post("/advance", responses=documented(NotPermitted), dependencies=[ADMINISTRATORS])
def advance_clock(body: Duration, call: Question) -> ClockOut:
    """Let time pass by hand (administrators, GUANJIA_CLOCK=manual only)."""
    if body.duration < timedelta():
        raise Invalid("the clock cannot go back")
    _worker(call).advance_clock(body.duration)
    return _shown(call)


def _worker(call: Call) -> Worker:
    """Return a worker for a clock that may be set; raises NotPermitted."""
    access.check_has_role(call.actor, Role.ADMINISTRATOR)
    if not _is_manual(call.request):
        raise NotPermitted("the clock runs by itself: GUANJIA_CLOCK is not manual")
    return Worker(call.store)


def _is_manual(request: Request) -> bool:
    manual: bool = request.app.state.settings.clock == "manual"
    return manual


def _shown(call: Call) -> ClockOut:
    return ClockOut(now=call.read(lambda tx: tx.now), manual=_is_manual(call.request))
