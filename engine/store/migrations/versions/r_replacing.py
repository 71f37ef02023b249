"""What only grows refuses `INSERT OR REPLACE` too, on SQLite.

REPLACE deletes the row that is in the way, and SQLite fires no trigger of deletion for it unless
whoever is connected has switched `recursive_triggers` on.
"""

from typing import Final

from alembic import op

revision = "replacing"
down_revision = "timed_rights"

_ROWID: Final = "(rowid = NEW.rowid)"
_IN_THE_WAY: Final = {
    "history": "(instance_id = NEW.instance_id AND seq = NEW.seq)",  # it is WITHOUT ROWID
    "seal_segment": f"(leaf = NEW.leaf) OR (instance_id = NEW.instance_id AND last = NEW.last) "
    f"OR {_ROWID}",
    "seal_node": f"(height = NEW.height AND position = NEW.position) OR {_ROWID}",
    "seal_checkpoint": f"(size = NEW.size) OR {_ROWID}",
    "seal_key": f"(id = NEW.id) OR {_ROWID}",
    "release_event": "(number = NEW.number)",  # an INTEGER key is the rowid
    "operation": f"(id = NEW.id) OR {_ROWID}",
    "organisation_change": "(number = NEW.number)",
}
"""Which row of a table a new one would replace: one of the same key."""


def upgrade() -> None:
    """Refuse a row whose key is there; PostgreSQL has no way to replace without an UPDATE."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for table, condition in _IN_THE_WAY.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  # constants
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
