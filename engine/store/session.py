"""What the parts of a transaction share: its connection, its time, what it has loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import Unavailable
from engine.model import ProcessDefinition
from engine.model.organisation import Organisation
from engine.store.backend import Backend
from engine.store.changes import names_of
from engine.store.rows import Row
from engine.store.selects import Selects
from engine.store.statement import Statement

CACHED = 1000  # definitions kept in memory; older ones are read again


@dataclass(slots=True, kw_only=True)
class Shared:
    """What all transactions of a store share."""

    backend: Backend
    selects: Selects
    key: bytes = field(repr=False)
    manual: bool
    definitions: dict[str, ProcessDefinition] = field(default_factory=dict)
    """By id; a definition never changes."""
    organisation: Organisation | None = None
    """The newest one read; checked by its version."""
    calendars: tuple[int, Mapping[str, Any]] | None = None
    """The newest CalendarVersions by code, and the version of the organisation they go with."""


class Session:
    """One transaction's connection, with Core for everything off the hot path."""

    __slots__ = (
        "_now",
        "_organisation",
        "changed_organisation",
        "connection",
        "fresh",
        "recorded",
        "shared",
        "tasks",
    )

    def __init__(self, shared: Shared, connection: sa.Connection) -> None:
        self.shared = shared
        self.connection = connection
        self._now: datetime | None = None
        self._organisation: int | None = None
        self.changed_organisation = False
        """Whether what this transaction reads of the organisation is not committed yet."""
        self.recorded: dict[UUID, dict[str, Any]] = {}
        """Rows of locked instances as this transaction last left them."""
        self.fresh: dict[str, ProcessDefinition] = {}
        """Definitions read here, which others may know after the commit."""
        self.tasks: dict[UUID, dict[str, Any]] = {}
        """Rows of user tasks loaded under the lock."""

    @property
    def now(self) -> datetime:
        """The transaction's one time: asked at the first use, UTC."""
        if self._now is None:
            self.keep_facts(self.fetch(self.shared.selects.facts)[0])
        assert self._now is not None
        return self._now

    @property
    def organisation_version(self) -> int:
        """The organisation that the transaction began with, or put in its place; 0 = none yet."""
        if self._organisation is None:
            self.keep_facts(self.fetch(self.shared.selects.facts)[0])
        assert self._organisation is not None
        return self._organisation

    def changed_organisation_to(self, version: int) -> None:
        """Go on with an organisation that nobody else may know before the commit."""
        self.changed_organisation = True
        self._organisation = version

    def keep_facts(self, row: Row) -> None:
        """Keep what came with a load: the time, and the version of the organisation.

        Where the database tells no time, this process's clock counts.
        """
        asked = row["now"]
        if asked is None and self.shared.manual:
            raise Unavailable("the manual clock has not been set; migrate first")
        if self._now is None:
            self._now = datetime.now(UTC) if asked is None else asked
        if self._organisation is None:
            self._organisation = row["organisation"] or 0

    def definition(self, definition_id: str) -> ProcessDefinition | None:
        """Return a definition that is in memory."""
        known = self.shared.definitions.get(definition_id)
        return known if known is not None else self.fresh.get(definition_id)

    def publish(self) -> None:
        """Share what this transaction has read, after its commit."""
        if self.fresh:
            kept = {**self.shared.definitions, **self.fresh}
            self.shared.definitions = dict(list(kept.items())[-CACHED:])

    def fetch(self, statement: Statement, **values: Any) -> Sequence[Row]:
        """Run a prepared select."""
        return statement.rows(self.records(statement, **values))

    def records(self, statement: Statement, **values: Any) -> Sequence[Sequence[Any]]:
        """Run a prepared select of plain columns, of which very many rows may come."""
        return self.shared.backend.records(self.connection, statement, values)

    def execute(self, statement: sa.Executable, rows: Any = None) -> sa.CursorResult[Any]:
        """Run a Core statement."""
        result = self.connection.execute(statement, rows)
        assert isinstance(result, sa.CursorResult)
        return result

    def rows(self, statement: sa.Executable) -> Sequence[Row]:
        """Run a Core select and return its rows as mappings."""
        return [dict(row) for row in self.execute(statement).mappings()]

    def first(self, statement: sa.Executable) -> Row | None:
        """Return the first row, if there is one."""
        row = self.execute(statement).mappings().first()
        return None if row is None else dict(row)

    def scalar(self, statement: sa.Executable) -> Any:
        """Return the first column of the first row, if there is one."""
        return self.execute(statement).scalar()


def values_of(row: Mapping[str, Any], table: sa.Table, prefix: str = "") -> dict[str, Any]:
    """Return a row of one table out of a joined one."""
    return {name: row[prefix + name] for name in names_of(table)}
