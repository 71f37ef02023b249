"""Who vouches for somebody, for whom, and what is made of it here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engine.model import Actor, Role
from engine.organisations import Rule

PROVIDER: Final = Actor(
    id="identity-provider",
    name="统一身份认证",
    roles=frozenset({Role.ADMINISTRATOR}),
    client="OpenID Connect",
)
"""Stands on the record of what a sign-in at the provider changed in the organisation."""
DIRECTORY: Final = Actor(
    id="directory",
    name="目录服务",
    roles=frozenset({Role.ADMINISTRATOR}),
    client="LDAP",
)
"""Stands on the record of what the directory changed, by a sign-in or all at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody for whom is vouched."""

    login: str
    issuer: str = ""
    subject: str = ""
    """What the issuer calls him for good: only both together say who he is (OpenID Connect Core,
    5.7). Empty where who vouches has no such names."""
    name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()
    proved: timedelta | None = None
    """How long ago the provider saw this person; None where it does not say."""
    active: bool = True
    """Whether he may sign in there at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What is made of it here."""

    rules: tuple[Rule, ...] = ()
    create: bool = False
    """Whether somebody who is not in the organisation yet is taken in."""
    by: Actor = PROVIDER
    why: str = "groups of the identity provider"
    spares_passwords: bool = False
    """Whether who has a password of this product's own is left alone: he signs in with that."""
