"""The history itself: append-only, one chain per case.

No foreign key to the case: a check per row would cost more than the row, and `verify` finds
whatever has no head. SQLite keeps the rows in the order of the key (WITHOUT ROWID).
Triggers (migrations/schema) refuse every change but the erasing of payload and salt, also from
outside this program.
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
