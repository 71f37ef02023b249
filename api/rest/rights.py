"""Who may sign in, and which roles count by post or for one unit. Administrators."""

from datetime import date, datetime
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Question
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from engine import admissions, organisations
from engine.admissions import Standing
from engine.errors import NotPermitted
from engine.model import Role
from engine.organisations import Given

router = APIRouter(prefix="/organisation", tags=["organisation"], dependencies=[ADMINISTRATORS])


class AccountOut(BaseModel):
    """An account; its password is known to nobody."""

    person: str = Field(examples=["limin"])
    login: str = Field(examples=["limin"])
    active: bool = Field(description="False = blocked: signs in no more, by whatever way.")
    browsers: int = Field(description="So many browsers are signed in with it.")
    issuer: str | None = Field(description="The identity provider that it is bound to.")
    subject: str | None = Field(description="What that one calls the person for good.")

    @classmethod
    def of(cls, each: Standing) -> Self:
        found, bound = each.account, each.binding
        return cls(
            person=found.person,
            login=found.login,
            active=found.active,
            browsers=each.browsers,
            issuer=bound.issuer if bound else None,
            subject=bound.subject if bound else None,
        )


class GivenOut(BaseModel):
    """A grant, and who gave it; null where it was there before the record began."""

    role: Role
    person: str = Field(description="Empty = whoever holds the post.")
    post: str
    unit: str = Field(description="The unit it is for, with all below it; empty = everywhere.")
    valid_from: date | None
    valid_to: date | None
    given_by: str | None
    given_by_name: str | None
    given_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, each: Given) -> Self:
        change = each.change
        return cls(
            role=each.grant.role,
            person=each.grant.person,
            post=each.grant.post,
            unit=each.grant.unit,
            valid_from=each.grant.valid_from,
            valid_to=each.grant.valid_to,
            given_by=change.actor if change else None,
            given_by_name=change.actor_name if change else None,
            given_at=change.at if change else None,
            reason=change.reason if change else None,
        )


@router.get("/accounts", responses=documented(NotPermitted))
def list_accounts(call: Question, limit: Limit = 50, cursor: Cursor = None) -> PageOut[AccountOut]:
    """List the accounts by login, blocked ones too; who they are says `GET /organisation`."""
    page = call.read(lambda tx: admissions.page(tx, by=call.actor, limit=limit, cursor=cursor))
    return PageOut(items=[AccountOut.of(each) for each in page.items], next=page.next)


@router.get("/role-grants", responses=documented(NotPermitted))
def list_grants(call: Question, limit: Limit = 50, cursor: Cursor = None) -> PageOut[GivenOut]:
    """List the roles that count by post or for one unit, by unit, role, person and post.

    Somebody's own roles, which count everywhere, stand in `GET /organisation/people/{person_id}`.
    """
    page = call.read(
        lambda tx: organisations.given_page(tx, by=call.actor, limit=limit, cursor=cursor)
    )
    return PageOut(items=[GivenOut.of(each) for each in page.items], next=page.next)
