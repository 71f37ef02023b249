"""What is done to many cases, one after the other, and what became of each."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("asked", Json, nullable=False),
    sa.Column("actor", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
)

batch_item = sa.Table(
    "batch_item",
    metadata,
    sa.Column("batch_id", Id, primary_key=True),
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("job_id", Id, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
    sa.Column("ended_at", Utc),
    sa.Index(None, "batch_id", "state"),
)
