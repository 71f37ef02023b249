"""Operations outside of cases: who signed in or failed to, was refused, took data along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class OperationKind(StrEnum):
    """What was done, or tried."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    REFUSED = "refused"
    """Somebody who was signed in asked for what is not for him."""
    EXPORTED = "exported"
    DISCLOSED = "disclosed"
    """Somebody had the personal data of a case shown to him in full, and said why."""
    SEARCHED = "searched"
    """Somebody looked for cases by what personal fields of theirs hold."""
    VERIFIED = "verified"
    TOKEN_CREATED = "token-created"  # noqa: S105  # the name of an operation
    TOKEN_REVOKED = "token-revoked"  # noqa: S105  # the name of an operation
    PASSWORD_SET = "password-set"  # noqa: S105  # the name of an operation
    ACCOUNT_BLOCKED = "account-blocked"
    ACCOUNT_ADMITTED = "account-admitted"
    """A blocked account may sign in again."""
    ORGANISATION_CHANGED = "organisation-changed"
    """People, posts, rights or limits were changed."""


FAILED = frozenset({OperationKind.SIGN_IN_FAILED, OperationKind.REFUSED})
"""What was tried and did not succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; it is kept for good."""

    id: UUID
    kind: OperationKind
    at: datetime
    actor: str
    """Empty where nobody is known: a sign-in that failed names its account as the subject."""
    actor_name: str
    client: str
    subject: str
    """What it was about: an address, a format, a token's name, an account."""
    particulars: Mapping[str, Any] = field(default_factory=dict)
