"""The seam for directories (OIDC, LDAP): groups that somebody is in become posts, roles, groups.

A sign-in or a nightly job asks the directory, calls `granted`, and keeps the outcome with
`put_person` and `put_assignments`: checked and on record like every other change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.model import Role
from engine.model.organisation import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What membership in one group of the directory means here; what is empty means nothing."""

    group: str
    """As the directory names it: `cn=cs,ou=HY01,…`, or the value of a claim."""
    unit: str = ""
    post: str = ""
    is_head: bool = False
    role: Role | None = None
    code: str = ""
    """Group (用户组) of this product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What somebody has by his groups."""

    assignments: tuple[Assignment, ...]
    roles: frozenset[Role]
    groups: frozenset[str]


def granted(person: str, groups: Iterable[str], rules: Iterable[Rule]) -> Granted:
    """Return what follows from somebody's groups, in the order of the rules.

    The first post is the primary one; groups that no rule names mean nothing.
    """
    names = set(groups)
    mine = [rule for rule in rules if rule.group in names]
    held = dict.fromkeys((rule.unit, rule.post) for rule in mine if rule.unit and rule.post)
    heads = {(rule.unit, rule.post) for rule in mine if rule.is_head}
    return Granted(
        assignments=tuple(
            Assignment(
                person=person,
                unit=unit,
                post=post,
                is_primary=number == 0,
                is_head=(unit, post) in heads,
            )
            for number, (unit, post) in enumerate(held)
        ),
        roles=frozenset(rule.role for rule in mine if rule.role is not None),
        groups=frozenset(rule.code for rule in mine if rule.code),
    )
