"""The proof of who somebody is, given with a decision of high risk (gj:proof).

A password is checked as at the sign-in: outside of any transaction, with the same limits for who
guesses. Without one a session counts that the identity provider opened, by when it saw the person.
"""

from typing import Final

from api.depends import Call
from api.signin import address, proves
from engine import accounts
from engine.errors import NotPermitted
from engine.participation import refused
from engine.store import Account, Transaction
from engine.user_tasks import Proof
from engine.user_tasks.proving import PASSWORD, SIGN_IN

_WRONG: Final = ("the password is not right", "密码不正确")


def proof_of(call: Call, password: str) -> Proof | None:
    """Return what the caller has shown; None where he has shown nothing.

    Raises NotPermitted for a wrong password, TooManyAttempts after too many of them.
    """
    if password:
        return _by_password(call, password)
    seen = call.caller.proved_at
    return Proof(person=call.actor.id, by=SIGN_IN, at=seen) if seen else None


def _by_password(call: Call, password: str) -> Proof:
    client = address(call.request)
    found, now = call.read(lambda tx: (_account(tx, call.actor.id, client), tx.now))
    if found is None or not proves(found, password, call.request.app.state.directory):
        login = found.login if found else call.actor.id
        call.store.run(lambda tx: accounts.refuse(tx, login, client=client))
        raise refused(NotPermitted, *_WRONG)
    return Proof(person=call.actor.id, by=PASSWORD, at=now)


def _account(tx: Transaction, person: str, client: str) -> Account | None:
    known = tx.people.account(person)
    return accounts.account(tx, known.login, client=client) if known else None
