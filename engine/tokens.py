"""Use cases of administrators on API tokens: those of everybody, and putting one out of force.

Making a token is its owner's (engine.accounts): it acts for him.
"""

from collections.abc import Sequence
from uuid import UUID

from engine import access
from engine.errors import NotFound
from engine.model import Actor, Role
from engine.store import ApiToken, Transaction


def every(tx: Transaction, *, by: Actor) -> Sequence[ApiToken]:
    """Return everybody's tokens, the newest first, revoked ones included. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return tx.people.every_token()


def revoke(tx: Transaction, token_id: UUID, *, by: Actor) -> None:
    """Put anybody's token out of force at once. Administrators; NotFound where it is not."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    owners = {each.id: each.person for each in tx.people.every_token()}
    if token_id not in owners or not tx.people.revoke_token(token_id, owners[token_id]):
        raise NotFound(f"no token {token_id} in force")
