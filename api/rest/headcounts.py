"""Headcount (编制): places per unit, post and year, and taking, giving back and filling them."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from engine import access, headcounts
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.model import Role
from engine.store import Headcount, Transaction

router = APIRouter(prefix="/headcounts", tags=["organisation"])


class Quota(Body):
    """How many places there are, and how many are filled."""

    quota: int = Field(ge=0)
    actual: int = Field(ge=0)
    reason: str = Field(default="", max_length=500)


class Place(Body):
    """Places that are wanted for something, e.g. a recruitment."""

    ref: str = Field(min_length=1, max_length=200, examples=["ZP-HY01-20260701-001"])
    unit: str
    post: str
    year: int
    places: int = Field(default=1, ge=1)


class Claim(Body):
    """For what places were taken."""

    ref: str = Field(min_length=1, max_length=200)


class HeadcountOut(BaseModel):
    """The places of one post in one unit in one year."""

    unit: str
    post: str
    year: int
    quota: int
    reserved: int
    actual: int
    left: int

    @classmethod
    def of(cls, found: Headcount) -> "HeadcountOut":
        return cls(
            unit=found.unit,
            post=found.post,
            year=found.year,
            quota=found.quota,
            reserved=found.reserved,
            actual=found.actual,
            left=found.left,
        )


class Outcome(BaseModel):
    """Whether it was done: false where there was no place left, or nothing to do."""

    done: bool


_ADMIN = documented(NotFound, NotPermitted, Invalid, Conflict)


@router.get("", responses=documented())
def list_headcounts(call: Question) -> list[HeadcountOut]:
    """List all places."""
    return [HeadcountOut.of(each) for each in call.read(lambda tx: tx.headcounts.every())]


@router.put(
    "/{unit}/{post}/{year}",
    responses=_ADMIN,
    response_model=HeadcountOut,
    dependencies=[ADMINISTRATORS],
)
def set_quota(unit: str, post: str, year: int, body: Quota, call: Change) -> Response:
    """Say how many places there are (administrators)."""

    def work(tx: Transaction) -> Reply:
        wanted = Headcount(unit=unit, post=post, year=year, quota=body.quota, actual=body.actual)
        found = headcounts.set_quota(tx, wanted, by=call.actor, reason=body.reason)
        return Reply(body=HeadcountOut.of(found))

    return call.change(body, work)


@router.post(
    "/reservations", responses=_ADMIN, response_model=Outcome, dependencies=[ADMINISTRATORS]
)
def reserve(body: Place, call: Change) -> Response:
    """Take places; `done` is false where there are not enough (administrators)."""

    def work(tx: Transaction) -> Reply:
        access.check_has_role(call.actor, Role.ADMINISTRATOR)
        done = headcounts.reserve(
            tx, body.ref, body.unit, body.post, year=body.year, places=body.places
        )
        return Reply(body=Outcome(done=done))

    return call.change(body, work)


@router.post("/releases", responses=_ADMIN, response_model=Outcome, dependencies=[ADMINISTRATORS])
def release(body: Claim, call: Change) -> Response:
    """Give back what was taken for something (administrators)."""

    def work(tx: Transaction) -> Reply:
        access.check_has_role(call.actor, Role.ADMINISTRATOR)
        return Reply(body=Outcome(done=headcounts.release(tx, body.ref)))

    return call.change(body, work)


@router.post("/fillings", responses=_ADMIN, response_model=Outcome, dependencies=[ADMINISTRATORS])
def fill(body: Claim, call: Change) -> Response:
    """Let somebody begin on the places that were taken (administrators)."""

    def work(tx: Transaction) -> Reply:
        access.check_has_role(call.actor, Role.ADMINISTRATOR)
        return Reply(body=Outcome(done=headcounts.fill(tx, body.ref)))

    return call.change(body, work)
