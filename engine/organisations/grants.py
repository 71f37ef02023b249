"""Role grants (角色授权) one by one: given and ended with a reason, and who gave each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine import access
from engine.errors import Conflict, Invalid, NotFound
from engine.model import Actor, Role
from engine.model.organisation import RoleGrant
from engine.organisations import editing
from engine.organisations.books import Difference
from engine.participation import refused
from engine.store import OrganisationChange, Page, Transaction
from engine.store.paging import page_in

_SHEET: Final = "角色授权"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A grant, and the change that gave it."""

    grant: RoleGrant
    change: OrganisationChange | None
    """None where it was there before changes were kept on record."""


def given(tx: Transaction, *, by: Actor) -> Sequence[Given]:
    """Return all grants, each with who gave it, when and why. Administrators.

    Those whose days are over or to come are there too.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    grants = tx.people.organisation().grants
    wanted = {_key(each) for each in grants}
    found: dict[str, OrganisationChange] = {}
    for change in tx.organisation_changes.naming(_SHEET):
        for row in change.differences:
            if row["sheet"] == _SHEET and row["kind"] == "added" and row["key"] in wanted:
                found.setdefault(row["key"], change)
    return [Given(grant=each, change=found.get(_key(each))) for each in grants]


def given_page(
    tx: Transaction, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[Given]:
    """Return all grants by unit, role, person and post. Administrators."""
    return page_in(given(tx, by=by), _place, limit=limit, cursor=cursor)


def give(tx: Transaction, new: RoleGrant, *, by: Actor, reason: str = "") -> tuple[Difference, ...]:
    """Give a role to a person or a post, everywhere or for one unit. Administrators.

    Raises Invalid for both or neither of person and post, Conflict where it counts already.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    if bool(new.person) == bool(new.post):
        zh = "请在人员和岗位中选择一个"
        raise refused(Invalid, "a role is given to a person or to a post, one of them", zh)
    present = tx.people.organisation().grants
    if new in present:
        raise refused(Conflict, "this role is given already", "该授权已存在")
    return editing.put_grants(tx, (*present, new), by=by, reason=reason)


def end(tx: Transaction, old: RoleGrant, *, by: Actor, reason: str = "") -> tuple[Difference, ...]:
    """Let a grant count no more; raises NotFound where it does not. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    present = tx.people.organisation().grants
    if old not in present:
        raise NotFound(f"no such grant of {old.role}")
    rest = [each for each in present if each != old]
    return editing.put_grants(tx, rest, by=by, reason=reason)


def _place(each: Given) -> tuple[str, str, str, str, str, str]:
    days = (str(each.grant.valid_from or ""), str(each.grant.valid_to or ""))
    return each.grant.unit, each.grant.role, each.grant.person, each.grant.post, *days


def _key(grant: RoleGrant) -> str:
    """Return how the record names a grant; its words stand in the order of the spreadsheet."""
    words = (grant.role, grant.person, grant.post, grant.unit, grant.valid_from)
    return " ".join(str(part) for part in words if part)
