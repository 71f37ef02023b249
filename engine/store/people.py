"""The organisation: read whole and cached, replaced whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.model.people import Role
from engine.store.accounts import Accounts
from engine.store.rows import Row
from engine.store.selects import ORGANISATION
from engine.store.tables import people as tables
from engine.store.tables.definitions import sequence
from engine.store.upsert import increment


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
        key = {"prefix": ORGANISATION}
        version = increment(self._session, sequence, key, "value", 1)
        self._session.changed_organisation_to(version)
        for table, rows in _rows_of(organisation).items():
            self._session.execute(table.delete())
            if rows:
                self._session.execute(table.insert(), rows)

    def _read(self, version: int) -> Organisation:
        def rows(table: sa.Table) -> Sequence[Row]:
            return self._session.rows(sa.select(table).order_by(*table.primary_key.columns))

        groups, roles = rows(tables.membership), rows(tables.role_grant)
        return Organisation(
            version=version,
            units={row["code"]: Unit(**row) for row in rows(tables.org_unit)},
            posts={row["code"]: Post(**row) for row in rows(tables.post)},
            people={
                row["id"]: Person(
                    **row,
                    groups=frozenset(g["group_code"] for g in groups if g["person"] == row["id"]),
                    roles=frozenset(Role(r["role"]) for r in roles if r["person"] == row["id"]),
                )
                for row in rows(tables.person)
            },
            assignments=tuple(
                Assignment(**{name: value for name, value in row.items() if name != "ordinal"})
                for row in rows(tables.assignment)
            ),
        )


def _rows_of(organisation: Organisation) -> Mapping[sa.Table, list[dict[str, Any]]]:
    people = organisation.people.values()
    return {
        tables.org_unit: [asdict(unit) for unit in organisation.units.values()],
        tables.post: [asdict(post) for post in organisation.posts.values()],
        tables.person: [{"id": p.id, "name": p.name, "active": p.active} for p in people],
        tables.membership: [
            {"person": p.id, "group_code": code} for p in people for code in p.groups
        ],
        tables.role_grant: [{"person": p.id, "role": role} for p in people for role in p.roles],
        tables.assignment: [
            {"ordinal": ordinal, **asdict(held)}
            for ordinal, held in enumerate(organisation.assignments)
        ],
    }
