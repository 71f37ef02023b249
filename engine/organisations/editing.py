"""One row of the organisation after the other: checked as the whole, and on record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine import access
from engine.errors import NotFound
from engine.model import Actor, Role
from engine.model.organisation import Assignment, Person, Post, ReportingLine, RoleGrant, Unit
from engine.model.rosters import AuthorityLimit
from engine.organisations import books
from engine.organisations.books import Difference
from engine.organisations.recording import note
from engine.store import Transaction

WAY = "edit"
Rows = tuple[Any, ...]
Edit = Callable[[Rows], Rows]
Changed = tuple[Difference, ...]


def put_unit(tx: Transaction, unit: Unit, *, by: Actor, reason: str = "") -> Changed:
    """Keep a unit in the place of the one with its code; raises Invalid as every change here.

    Administrators only; the fact `errors` lists what names nothing that there is.
    """
    return _changed(tx, {"组织": _put(unit, "code")}, by=by, reason=reason)


def remove_unit(tx: Transaction, code: str, *, by: Actor, reason: str = "") -> Changed:
    """Take a unit away that nothing names any more; raises NotFound."""
    return _changed(tx, {"组织": _removed("code", code)}, by=by, reason=reason)


def put_post(tx: Transaction, post: Post, *, by: Actor, reason: str = "") -> Changed:
    """Keep a post in the place of the one with its code."""
    return _changed(tx, {"岗位": _put(post, "code")}, by=by, reason=reason)


def remove_post(tx: Transaction, code: str, *, by: Actor, reason: str = "") -> Changed:
    """Take a post away that nobody holds and nothing names any more; raises NotFound."""
    return _changed(tx, {"岗位": _removed("code", code)}, by=by, reason=reason)


def person(tx: Transaction, person_id: str, *, by: Actor) -> tuple[Person, Sequence[Assignment]]:
    """Return somebody with addresses, and what he holds; raises NotFound. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    organisation = tx.people.organisation()
    found = organisation.people.get(person_id)
    if found is None:
        raise NotFound(f"no person {person_id!r}")
    return found, [each for each in organisation.assignments if each.person == person_id]


def put_person(tx: Transaction, new: Person, *, by: Actor, reason: str = "") -> Changed:
    """Keep a person in the place of the one with this id. Nobody is taken away: he is closed.

    Raises Invalid where one would take the administrator's role from oneself.
    """
    return _changed(tx, {"人员": _put(new, "id")}, by=by, reason=reason)


def put_assignments(
    tx: Transaction, person_id: str, held: Sequence[Assignment], *, by: Actor, reason: str = ""
) -> Changed:
    """Say which posts somebody holds, in the place of those he held; raises NotFound."""
    person(tx, person_id, by=by)

    def edit(rows: Rows) -> Rows:
        return (*(each for each in rows if each.person != person_id), *held)

    return _changed(tx, {"任职": edit}, by=by, reason=reason)


def put_people(
    tx: Transaction,
    people: Sequence[Person],
    held: Mapping[str, Sequence[Assignment]],
    *,
    by: Actor,
    reason: str = "",
) -> Changed:
    """Keep several people and, of those named, which posts they hold: one change on record."""
    new = {each.id: each for each in people}

    def edit_people(rows: Rows) -> Rows:
        present = {each.id: each for each in rows}
        return tuple({**present, **new}.values())

    def edit_posts(rows: Rows) -> Rows:
        kept = (each for each in rows if each.person not in held)
        return (*kept, *(each for mine in held.values() for each in mine))

    return _changed(tx, {"人员": edit_people, "任职": edit_posts}, by=by, reason=reason)


def put_lines(
    tx: Transaction, lines: Sequence[ReportingLine], *, by: Actor, reason: str = ""
) -> Changed:
    """Say all exceptions to "the superior is the head"."""
    return _changed(tx, {"汇报关系": lambda _: tuple(lines)}, by=by, reason=reason)


def put_limits(
    tx: Transaction, limits: Sequence[AuthorityLimit], *, by: Actor, reason: str = ""
) -> Changed:
    """Say all authority limits (审批权限)."""
    return _changed(tx, {"审批权限": lambda _: tuple(limits)}, by=by, reason=reason)


def put_grants(
    tx: Transaction, grants: Sequence[RoleGrant], *, by: Actor, reason: str = ""
) -> Changed:
    """Say all roles that count by post or for one unit only."""
    return _changed(tx, {"角色授权": lambda _: tuple(grants)}, by=by, reason=reason)


def _changed(tx: Transaction, edits: Mapping[str, Edit], *, by: Actor, reason: str) -> Changed:
    access.check_has_role(by, Role.ADMINISTRATOR)
    present = tx.people.organisation()
    old = books.of_organisation(present)
    new = {**old, **{title: edit(old[title]) for title, edit in edits.items()}}
    books.refuse(books.astray(new))
    found = tuple(books.differences(old, new))
    books.keep(tx, present, new, by=by)
    note(tx, found, by=by, way=WAY, reason=reason)
    return found


def _put(new: Any, key: str) -> Edit:
    def edit(rows: Rows) -> Rows:
        mine = getattr(new, key)
        if all(getattr(each, key) != mine for each in rows):
            return (*rows, new)
        return tuple(new if getattr(each, key) == mine else each for each in rows)

    return edit


def _removed(key: str, value: str) -> Edit:
    def edit(rows: Rows) -> Rows:
        rest = tuple(each for each in rows if getattr(each, key) != value)
        if len(rest) == len(rows):
            raise NotFound(f"there is no {value!r}")
        return rest

    return edit
