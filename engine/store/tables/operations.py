"""Operations outside of cases; both databases refuse to alter or delete them."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

operation = sa.Table(
    "operation",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("particulars", Json, nullable=False),
    sa.Index(None, "at", "id"),
    sa.Index(None, "actor", "at"),
)
