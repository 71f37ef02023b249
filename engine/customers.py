"""Use cases on customers (客户): looked up by staff with masked numbers, kept by administrators."""

from dataclasses import replace
from typing import Final

from engine import access, organisations
from engine.errors import Conflict, Invalid, NotFound
from engine.model import Actor, Role
from engine.model.places import Customer
from engine.organisations import Difference
from engine.participation import refused
from engine.store import Page, Transaction

WAY: Final = "customer"
SHEET: Final = "客户"
LONGEST: Final = 200  # characters of a code, name or unit
MOST_UNITS: Final = 200
_FIELDS: Final = {"code": "标识", "name": "姓名", "kind": "类型"}


def page(
    tx: Transaction, text: str = "", *, limit: int = 50, cursor: str | None = None
) -> Page[Customer]:
    """Return customers by code whose code, name or unit holds a text; their numbers are masked."""
    found = tx.customers.page(text, limit=limit, cursor=cursor)
    return replace(found, items=tuple(_masked(each) for each in found.items))


def get(tx: Transaction, code: str, *, by: Actor) -> Customer:
    """Return a customer; only administrators see the whole number. Raises NotFound."""
    found = tx.customers.get(code)
    return found if by.has(Role.ADMINISTRATOR) else _masked(found)


def put(tx: Transaction, new: Customer, *, by: Actor, reason: str = "") -> Customer:
    """Keep a customer in the place of the one with this code. Administrators.

    Raises Invalid for a code or name that is empty or too long, or a number with asterisks.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    _check(new)
    try:
        present = tx.customers.get(new.code)
    except NotFound:
        present = None
    if present != new:
        tx.customers.put(new)
        _note(tx, "added" if present is None else "changed", new.code, by=by, reason=reason)
    return new


def add(tx: Transaction, new: Customer, *, by: Actor, reason: str = "") -> Customer:
    """Keep a customer who is new; raises Conflict where the code is another's. Else as `put`."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    if tx.customers.has(new.code):
        raise refused(Conflict, f"there is a customer {new.code!r}", f"标识“{new.code}”已有客户")
    return put(tx, new, by=by, reason=reason)


def remove(tx: Transaction, code: str, *, by: Actor, reason: str = "") -> None:
    """Take a customer away; what the record says of him stays. Raises NotFound. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    tx.customers.get(code)
    tx.customers.remove(code)
    _note(tx, "left", code, by=by, reason=reason)


def _note(tx: Transaction, kind: str, code: str, *, by: Actor, reason: str) -> None:
    found = Difference(kind=kind, sheet=SHEET, key=code)
    organisations.note(tx, [found], by=by, way=WAY, reason=reason)


def _masked(found: Customer) -> Customer:
    return replace(found, phone=found.masked_phone)


def _check(new: Customer) -> None:
    texts = {"code": new.code, "name": new.name, "kind": new.kind}
    for field, text in texts.items():
        if not 0 < len(text.strip()) <= LONGEST or not text.isprintable():
            zh = f"{_FIELDS[field]}应为1至{LONGEST}个字符"
            raise refused(Invalid, f"{field} has 1 to {LONGEST} characters", zh)
    if len(new.units) > MOST_UNITS or any(len(unit) > LONGEST for unit in new.units):
        zh = f"房间最多{MOST_UNITS}个，每个最多{LONGEST}个字符"
        raise refused(Invalid, f"at most {MOST_UNITS} units of {LONGEST} characters", zh)
    if "*" in new.phone or len(new.phone) > LONGEST:
        raise refused(Invalid, "the telephone number is not whole", "电话号码不完整")
