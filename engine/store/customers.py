"""Customers (客户): owners and tenants, outside the organisation; telephone numbers are encrypted.

AES-128 with HMAC (Fernet, `cryptography`) under a key derived from the installation's own, so that
a copy of the database alone tells no number.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

from engine.errors import Invalid, NotFound
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.organisation import customer

_SHOWN = 4  # last digits: what people ask for on the phone to make sure
_LEAST = 7  # digits of a number that may show its first three as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody whom the company works for; never one of its staff."""

    code: str
    kind: str = "owner"
    """owner (业主), tenant (租户), or a word of one's own."""
    name: str
    phone: str = ""
    units: tuple[str, ...] = ()
    """Rooms and projects that are theirs."""

    @property
    def masked_phone(self) -> str:
        """Return the number as others may see it: 138****5678."""
        if len(self.phone) < _LEAST + _SHOWN:
            return "*" * len(self.phone)
        hidden = "*" * (len(self.phone) - _LEAST)
        return f"{self.phone[:3]}{hidden}{self.phone[-_SHOWN:]}"


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

    def replace(self, customers: Iterable[Customer]) -> None:
        """Put these in the place of all."""
        self._session.execute(customer.delete())
        cipher = self._cipher
        rows = [
            {
                "code": each.code,
                "kind": each.kind,
                "name": each.name,
                "phone_enc": cipher.encrypt(each.phone.encode()).decode(),
                "units": list(each.units),
            }
            for each in customers
        ]
        if rows:
            self._session.execute(customer.insert(), rows)

    @property
    def _cipher(self) -> Fernet:
        digest = hmac.digest(self._session.shared.key, b"customer phone", hashlib.sha256)
        return Fernet(base64.urlsafe_b64encode(digest))


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
