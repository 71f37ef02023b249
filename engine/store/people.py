"""The organisation: read whole and cached, replaced whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from engine.model.organisation import (
    Assignment,
    Organisation,
    Person,
    Post,
    ReportingLine,
    RoleGrant,
    Unit,
)
from engine.model.people import Role
from engine.model.rosters import AuthorityLimit
from engine.store.accounts import Accounts
from engine.store.rows import Row
from engine.store.substitutions import Substitutions, changed
from engine.store.tables import organisation as more
from engine.store.tables import people as tables


class People(Accounts):
    """The organisation, and the accounts of its people."""

    def organisation(self) -> Organisation:
        """Return the whole organisation; read again only after it has changed."""
        version = self._session.organisation_version
        cached = self._session.shared.organisation
        if cached is not None and cached.version == version:
            return cached
        read = self._read(version)
        if not self._session.changed_organisation:
            self._session.shared.organisation = read
        return read

    def replace(self, organisation: Organisation) -> None:
        """Make this the organisation; accounts and what people did stay."""
        changed(self._session)
        for table, rows in _rows_of(organisation).items():
            self._session.execute(table.delete())
            if rows:
                self._session.execute(table.insert(), rows)

    def _read(self, version: int) -> Organisation:
        def rows(table: sa.Table) -> Sequence[Row]:
            return self._session.rows(sa.select(table).order_by(*table.primary_key.columns))

        groups, roles = defaultdict(set), defaultdict(set)
        for row in rows(tables.membership):
            groups[row["person"]].add(row["group_code"])
        for row in rows(tables.role_grant):
            roles[row["person"]].add(Role(row["role"]))
        return Organisation(
            version=version,
            units={row["code"]: Unit(**row) for row in rows(tables.org_unit)},
            posts={row["code"]: Post(**row) for row in rows(tables.post)},
            people={
                row["id"]: Person(
                    **row, groups=frozenset(groups[row["id"]]), roles=frozenset(roles[row["id"]])
                )
                for row in rows(tables.person)
            },
            assignments=tuple(Assignment(**_plain(row)) for row in rows(tables.assignment)),
            lines=tuple(ReportingLine(**_plain(row)) for row in rows(more.reporting_line)),
            limits=tuple(
                AuthorityLimit(**_plain(row))
                for table in (more.authority_limit, more.timed_limit)
                for row in rows(table)
            ),
            grants=tuple(
                RoleGrant(**{**_plain(row), "role": Role(row["role"])})
                for table in (more.scoped_role, more.timed_role)
                for row in rows(table)
            ),
            substitutions=tuple(Substitutions(self._session).lasting()),
        )


def _plain(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "ordinal"}


def _rows_of(organisation: Organisation) -> Mapping[sa.Table, list[dict[str, Any]]]:
    people = organisation.people.values()
    named = [column.name for column in tables.person.columns]
    return {
        tables.org_unit: [asdict(unit) for unit in organisation.units.values()],
        tables.post: [asdict(post) for post in organisation.posts.values()],
        tables.person: [{name: getattr(p, name) for name in named} for p in people],
        tables.membership: [
            {"person": p.id, "group_code": code} for p in people for code in p.groups
        ],
        tables.role_grant: [{"person": p.id, "role": role} for p in people for role in p.roles],
        tables.assignment: _numbered(organisation.assignments),
        more.reporting_line: _numbered(organisation.lines),
        more.authority_limit: _always(organisation.limits),
        more.timed_limit: _timed(organisation.limits),
        more.scoped_role: _always(organisation.grants),
        more.timed_role: _timed(organisation.grants),
    }


def _always(values: Iterable[AuthorityLimit | RoleGrant]) -> list[dict[str, Any]]:
    days = {"valid_from", "valid_to"}
    rows = (asdict(each) for each in values if not _has_days(each))
    return [{name: value for name, value in row.items() if name not in days} for row in rows]


def _timed(values: Iterable[AuthorityLimit | RoleGrant]) -> list[dict[str, Any]]:
    return _numbered(each for each in values if _has_days(each))


def _has_days(each: AuthorityLimit | RoleGrant) -> bool:
    return (each.valid_from, each.valid_to) != (None, None)


def _numbered(
    values: Iterable[Assignment | ReportingLine | AuthorityLimit | RoleGrant],
) -> list[dict[str, Any]]:
    return [{"ordinal": ordinal, **asdict(each)} for ordinal, each in enumerate(values)]
