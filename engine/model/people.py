"""Who acts: people, the principals they stand for, and the system itself."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from engine.model.substitutions import Scope, StandIn


class Role(StrEnum):
    """Functional roles; work is routed by posts, never by roles."""

    DESIGNER = "designer"
    STAFF = "staff"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DISCLOSER = "discloser"
    """May have the personal data of a case disclosed to him, which goes on the operation log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, an API client or the system, acting now.

    `principals` are the addresses at which work reaches this actor: `person:{user id}`,
    `post:{unit code}/{post code}` and `group:{code}`. Names and posts are snapshots for the record.
    """

    id: str
    name: str
    post: str = ""
    principals: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    on_behalf_of: str | None = None
    client: str = ""
    """Where the command came from (address, device), for the record."""
    stands_in: tuple[StandIn, ...] = ()
    """In whose place he may act now."""
    hidden: tuple[Scope, ...] = ()
    """Work of his that stands in the lists of those alone who act in his place."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Projects, each with the post that he acts with there, where it is another one than `post`."""
    leads: frozenset[str] = frozenset()
    """Units that he heads today, and all below them: their cases exist for him."""

    def at(self, project: str | None) -> Self:
        """Return the same as he acts in a case of this project, for the record."""
        there = next((post for code, post in self.elsewhere if code == project), None)
        return self if there is None else replace(self, post=there)

    def has(self, role: Role) -> bool:
        return role in self.roles


SYSTEM = Actor(id="system", name="系统")
"""Rules, timers and time-outs act as the system, never as a person."""


CUSTOMER: Final = "customer:"
"""What the id of a customer begins with on the record."""


def is_of_staff(actor_id: str) -> bool:
    """Tell whether an id on the record is a person's: not the system's, not a customer's."""
    return actor_id not in {"", SYSTEM.id} and not actor_id.startswith(CUSTOMER)


def person(user_id: str) -> str:
    """Address one person."""
    return f"person:{user_id}"


def post(unit: str, code: str) -> str:
    """Address whoever holds a post in a unit."""
    return f"post:{unit}/{code}"


def group(code: str) -> str:
    """Address a group."""
    return f"group:{code}"
