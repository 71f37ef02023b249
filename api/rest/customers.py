"""Customers (客户): owners and tenants, looked up by staff, kept by administrators."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from engine import customers
from engine.errors import Invalid, NotFound, NotPermitted
from engine.model.places import Customer
from engine.store import Transaction

router = APIRouter(prefix="/customers", tags=["organisation"])

Code = Annotated[str, Path(max_length=200)]
Reason = Annotated[str, Query(max_length=2000, description="Why; it stays on record.")]


class CustomerIn(Body):
    """Somebody whom the company works for."""

    kind: str = Field(default="owner", examples=["owner"])
    name: str
    phone: str = ""
    units: list[str] = Field(default_factory=list, examples=[["3-1-1502"]])


class CustomerOut(BaseModel):
    """A customer; the number is masked for whoever is no administrator, and in lists."""

    code: str
    kind: str
    name: str
    phone: str
    units: list[str]


@router.get("", responses=documented(Invalid))
def list_customers(
    call: Question,
    limit: Limit = 50,
    cursor: Cursor = None,
    q: Annotated[str, Query(max_length=100, description="Part of code, name or unit.")] = "",
) -> PageOut[CustomerOut]:
    """List customers by code, with masked numbers."""
    page = call.read(lambda tx: customers.page(tx, q, limit=limit, cursor=cursor))
    return PageOut(items=[CustomerOut(**asdict(each)) for each in page.items], next=page.next)


@router.get("/{code}", responses=documented(NotFound))
def get_customer(code: Code, call: Question) -> CustomerOut:
    """Show a customer."""
    return CustomerOut(**asdict(call.read(lambda tx: customers.get(tx, code, by=call.actor))))


@router.put(
    "/{code}",
    responses=documented(NotPermitted, Invalid),
    response_model=CustomerOut,
    dependencies=[ADMINISTRATORS],
)
def put_customer(code: Code, body: CustomerIn, call: Change, reason: Reason = "") -> Response:
    """Keep a customer (administrators)."""
    new = Customer(
        code=code, kind=body.kind, name=body.name, phone=body.phone, units=tuple(body.units)
    )

    def work(tx: Transaction) -> Reply:
        kept = customers.put(tx, new, by=call.actor, reason=reason)
        return Reply(body=CustomerOut(**asdict(kept)))

    return call.change(body, work)


@router.delete("/{code}", responses=documented(NotPermitted, NotFound), status_code=204)
def remove_customer(code: Code, call: Change, reason: Reason = "") -> Response:
    """Take a customer away (administrators)."""

    def work(tx: Transaction) -> Reply:
        customers.remove(tx, code, by=call.actor, reason=reason)
        return Reply(body=None, status=204)

    return call.change(None, work)
