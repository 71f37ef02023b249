"""The organisation row by row: units, posts, people and what they hold, and what was changed."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.depends import ADMINISTRATORS, Call, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.rest.workbook import ChangesOut, DifferenceOut
from engine import admissions, identities, organisations
from engine.errors import Invalid, NotFound, NotPermitted
from engine.model import Role
from engine.model.organisation import Assignment, Person, Post, ReportingLine, RoleGrant, Unit
from engine.model.rosters import AuthorityLimit
from engine.organisations import Difference
from engine.store import Transaction

router = APIRouter(prefix="/organisation", tags=["organisation"])

_KEPT = documented(NotPermitted, Invalid)
_FOUND = documented(NotPermitted, NotFound, Invalid)
Reason = Query(default="", max_length=2000, description="Why; it stays on record.")


class UnitIn(Body):
    """One node of the tree."""

    name: str = Field(min_length=1)
    type: str = Field(examples=["project"])
    parent: str | None = None
    calendar: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class PostIn(Body):
    """One entry of the catalogue of posts."""

    name: str = Field(min_length=1)
    rank: int = 0
    is_key: bool = False
    trade: str = ""


class WhyIn(Body):
    """Why something is done."""

    reason: str = Field(min_length=1, max_length=2000)


class PersonIn(Body):
    """Somebody who can sign in or hold a post, and where messages reach him."""

    name: str = Field(min_length=1)
    roles: list[Role] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)
    active: bool = True
    successor: str | None = None
    email: str = ""
    mobile: str = ""
    wecom: str = ""
    dingtalk: str = ""
    feishu: str = ""


class HeldIn(Body):
    """One post that somebody holds."""

    unit: str
    post: str
    is_primary: bool = False
    is_head: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


class LineIn(Body):
    """An exception to "the superior is the head"."""

    superior: str
    person: str = ""
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class LimitIn(Body):
    """How much (yuan) who holds a post may approve, without amount: without limit.

    It counts from one day to another, both included.
    """

    post: str
    matter: str
    unit: str = ""
    amount: float | None = Field(default=None, ge=0)
    valid_from: date | None = None
    valid_to: date | None = None


class GrantIn(Body):
    """A role by post, or for one unit only; from one day to another, both included."""

    role: Role
    person: str = ""
    post: str = ""
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class PersonDetail(PersonIn):
    """Somebody with everything that is known of him."""

    model_config = ConfigDict(extra="ignore")

    id: str
    assignments: list[HeldIn]


class ChangeOut(BaseModel):
    """One change of the organisation."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    way: str = Field(examples=["workbook"])
    reason: str
    row_count: int = Field(description="So many rows differ; the list may tell fewer.")
    differences: list[dict[str, Any]]


@router.put(
    "/units/{code}", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_unit(code: str, body: UnitIn, call: Change, reason: str = Reason) -> Response:
    """Keep a unit (administrators)."""
    unit = Unit(code=code, **body.model_dump())
    return _done(
        call, body, lambda tx: organisations.put_unit(tx, unit, by=call.actor, reason=reason)
    )


@router.delete("/units/{code}", responses=_FOUND, response_model=ChangesOut)
def remove_unit(code: str, call: Change, reason: str = Reason) -> Response:
    """Take a unit away that nothing names any more (administrators)."""
    return _done(
        call, None, lambda tx: organisations.remove_unit(tx, code, by=call.actor, reason=reason)
    )


@router.put(
    "/posts/{code}", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_post(code: str, body: PostIn, call: Change, reason: str = Reason) -> Response:
    """Keep a post (administrators)."""
    post = Post(code=code, **body.model_dump())
    return _done(
        call, body, lambda tx: organisations.put_post(tx, post, by=call.actor, reason=reason)
    )


@router.delete("/posts/{code}", responses=_FOUND, response_model=ChangesOut)
def remove_post(code: str, call: Change, reason: str = Reason) -> Response:
    """Take a post away that nobody holds any more (administrators)."""
    return _done(
        call, None, lambda tx: organisations.remove_post(tx, code, by=call.actor, reason=reason)
    )


@router.get("/people/{person_id}", responses=_FOUND)
def get_person(person_id: str, call: Question) -> PersonDetail:
    """Show somebody with roles, addresses and what he holds (administrators)."""
    who, held = call.read(lambda tx: organisations.person(tx, person_id, by=call.actor))
    known = {**asdict(who), "roles": sorted(who.roles), "groups": sorted(who.groups)}
    rows = [{n: v for n, v in asdict(each).items() if n != "person"} for each in held]
    return PersonDetail.model_validate({**known, "assignments": rows})


@router.put(
    "/people/{person_id}", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_person(person_id: str, body: PersonIn, call: Change, reason: str = Reason) -> Response:
    """Keep a person, or close one by `active` (administrators)."""
    known = {**body.model_dump(), "roles": frozenset(body.roles), "groups": frozenset(body.groups)}
    who = Person(id=person_id, **known)
    return _done(
        call, body, lambda tx: organisations.put_person(tx, who, by=call.actor, reason=reason)
    )


@router.put(
    "/people/{person_id}/block", status_code=204, responses=_FOUND, dependencies=[ADMINISTRATORS]
)
def block(person_id: str, body: WhyIn, call: Change) -> Response:
    """Let somebody sign in no more; his sessions and tokens end at once (administrators)."""

    def work(tx: Transaction) -> Reply:
        admissions.block(tx, person_id, by=call.actor, reason=body.reason)
        return Reply(body=None, status=204)

    return call.change(body, work)


@router.delete("/people/{person_id}/block", status_code=204, responses=_FOUND)
def admit(person_id: str, call: Change, reason: str = Reason) -> Response:
    """Let somebody who was blocked sign in again (administrators)."""

    def work(tx: Transaction) -> Reply:
        admissions.admit(tx, person_id, by=call.actor, reason=reason)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.delete("/people/{person_id}/binding", status_code=204, responses=_FOUND)
def unbind(person_id: str, call: Change, reason: str = Reason) -> Response:
    """Let the next sign-in at the identity provider bind an account anew (administrators)."""

    def work(tx: Transaction) -> Reply:
        identities.unbind(tx, person_id, by=call.actor, reason=reason)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.put(
    "/people/{person_id}/assignments",
    responses=_FOUND,
    response_model=ChangesOut,
    dependencies=[ADMINISTRATORS],
)
def put_assignments(
    person_id: str, body: list[HeldIn], call: Change, reason: str = Reason
) -> Response:
    """Say which posts somebody holds, in the place of those he held (administrators)."""
    held = [Assignment(person=person_id, **each.model_dump()) for each in body]

    def work(tx: Transaction) -> Sequence[Difference]:
        return organisations.put_assignments(tx, person_id, held, by=call.actor, reason=reason)

    return _done(call, body, work)


@router.put(
    "/reporting-lines", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_lines(body: list[LineIn], call: Change, reason: str = Reason) -> Response:
    """Say all exceptions to "the superior is the head" (administrators)."""
    lines = [ReportingLine(**each.model_dump()) for each in body]
    return _done(
        call,
        body,
        lambda tx: organisations.put_lines(tx, lines, by=call.actor, reason=reason),
    )


@router.put(
    "/authority-limits", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_limits(body: list[LimitIn], call: Change, reason: str = Reason) -> Response:
    """Say all authority limits 审批权限 (administrators)."""
    limits = [AuthorityLimit(**each.model_dump()) for each in body]
    return _done(
        call,
        body,
        lambda tx: organisations.put_limits(tx, limits, by=call.actor, reason=reason),
    )


@router.put(
    "/role-grants", responses=_KEPT, response_model=ChangesOut, dependencies=[ADMINISTRATORS]
)
def put_grants(body: list[GrantIn], call: Change, reason: str = Reason) -> Response:
    """Say all roles that count by post or for one unit only (administrators)."""
    grants = [RoleGrant(**each.model_dump()) for each in body]
    return _done(
        call,
        body,
        lambda tx: organisations.put_grants(tx, grants, by=call.actor, reason=reason),
    )


@router.get("/changes", responses=documented(NotPermitted))
def list_changes(call: Question, limit: Limit = 50, cursor: Cursor = None) -> PageOut[ChangeOut]:
    """List what was changed in the organisation, the newest first (administrators, auditors)."""
    page = call.read(
        lambda tx: organisations.changes(tx, by=call.actor, limit=limit, cursor=cursor)
    )
    return PageOut(items=[ChangeOut(**asdict(each)) for each in page.items], next=page.next)


def _done(
    call: Call, body: object, work: Callable[[Transaction], Sequence[Difference]]
) -> Response:
    def change(tx: Transaction) -> Reply:
        found = work(tx)
        return Reply(body=ChangesOut(differences=[DifferenceOut.of(each) for each in found]))

    return call.change(body, change)
