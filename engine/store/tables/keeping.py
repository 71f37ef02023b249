"""Legal holds: cases of which nothing may be erased, read off the history."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Utc

legal_hold = sa.Table(
    "legal_hold",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("set_by", sa.Text, nullable=False),
    sa.Column("set_by_name", sa.Text, nullable=False),
    sa.Column("set_at", Utc, nullable=False),
    sa.Index(None, "set_at", "instance_id"),
)
