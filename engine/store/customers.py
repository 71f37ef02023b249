"""Customers (客户): owners and tenants, outside the organisation; telephone numbers are encrypted.

AES-128 with HMAC (Fernet, `cryptography`) under a key derived from the installation's own, so that
a copy of the database alone tells no number.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

from engine.errors import Invalid, NotFound
from engine.model.places import Customer
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.organisation import customer
from engine.store.upsert import insert_or_update


class Customers:
    """Reads and writes customers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def every(self) -> Sequence[Customer]:
        """Return all customers by code."""
        rows = self._session.rows(sa.select(customer).order_by(customer.c.code))
        cipher = self._cipher
        return [_of(row, cipher) for row in rows]

    def get(self, code: str) -> Customer:
        """Return a customer; raises NotFound."""
        row = self._session.first(sa.select(customer).where(customer.c.code == code))
        if row is None:
            raise NotFound(f"no customer {code!r}")
        return _of(row, self._cipher)

    def has(self, code: str) -> bool:
        """Tell whether there is a customer with this code."""
        found = sa.select(customer.c.code).where(customer.c.code == code)
        return self._session.first(found) is not None

    def page(self, text: str, *, limit: int, cursor: str | None) -> Page[Customer]:
        """Return customers by code; those whose code, name or unit holds a text."""
        wanted = sa.select(customer)
        if text:
            either = (customer.c.code, customer.c.name, sa.cast(customer.c.units, sa.Text))
            wanted = wanted.where(sa.or_(*(c.contains(text, autoescape=True) for c in either)))
        query = after(wanted, [customer.c.code.asc()], cursor)
        cipher = self._cipher
        rows = self._session.rows(query.limit(limit + 1))
        return page_of(rows, limit, ("code",), lambda row: _of(row, cipher))

    def put(self, new: Customer) -> None:
        """Keep a customer, in the place of the one with this code."""
        insert_or_update(self._session, customer, _row(new, self._cipher))

    def remove(self, code: str) -> None:
        """Take a customer away."""
        self._session.execute(customer.delete().where(customer.c.code == code))

    def replace(self, customers: Iterable[Customer]) -> None:
        """Put these in the place of all."""
        self._session.execute(customer.delete())
        cipher = self._cipher
        rows = [_row(each, cipher) for each in customers]
        if rows:
            self._session.execute(customer.insert(), rows)

    @property
    def _cipher(self) -> Fernet:
        digest = hmac.digest(self._session.shared.key, b"customer phone", hashlib.sha256)
        return Fernet(base64.urlsafe_b64encode(digest))


def _row(each: Customer, cipher: Fernet) -> dict[str, Any]:
    return {
        "code": each.code,
        "kind": each.kind,
        "name": each.name,
        "phone_enc": cipher.encrypt(each.phone.encode()).decode(),
        "units": list(each.units),
    }


def _of(row: Row, cipher: Fernet) -> Customer:
    try:
        phone = cipher.decrypt(row["phone_enc"]).decode()
    except InvalidToken:
        raise Invalid("a telephone number was encrypted with another key") from None
    return Customer(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        phone=phone,
        units=tuple(row["units"]),
    )
