"""The history itself: append-only, one chain per case.

No foreign key to the case: a check per row would cost more than the row, and `verify` finds
whatever has no head. SQLite keeps the rows in the order of the key (WITHOUT ROWID).
"""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Utc

history = sa.Table(
    "history",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("element_id", sa.Text),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("actor_post", sa.Text, nullable=False),
    sa.Column("on_behalf_of", sa.Text),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("occurred_at", Utc),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("payload", sa.Text),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("prev", sa.LargeBinary(32), nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Index("ix_history_at", "at", "instance_id", "seq"),
    sqlite_with_rowid=False,
)

KEPT = tuple(c.name for c in history.columns if c.name not in {"salt", "payload"})
"""Columns that nothing may ever change."""

_REFUSAL = "history is append-only"

_PRESERVED = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in KEPT)

_REFUSE = (
    "CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$"
)
_ON_CHANGE = (
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history FOR EACH ROW"
    f" WHEN (NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND {_PRESERVED}))"
    " EXECUTE FUNCTION history_refuse()"
)
_ON_DELETE = (
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history"
    " FOR EACH ROW EXECUTE FUNCTION history_refuse()"
)
_ON_TRUNCATE = (
    "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history"
    " FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()"
)
_SQLITE_ON_CHANGE = (
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history"
    f" WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND"
    f" {_PRESERVED.replace('IS NOT DISTINCT FROM', 'IS')})"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
)
_SQLITE_ON_DELETE = (
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
)

TRIGGERS = {
    "sqlite": (_SQLITE_ON_CHANGE, _SQLITE_ON_DELETE),
    "postgresql": (_REFUSE, _ON_CHANGE, _ON_DELETE, _ON_TRUNCATE),
}
"""What refuses changes, also from outside this program; erasing payload and salt is allowed."""
