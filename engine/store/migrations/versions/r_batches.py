"""Batches: what is done to many cases, and what became of each."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "batches"
down_revision = "release_drafts"


def upgrade() -> None:
    """Add two tables."""
    op.create_table(
        "batch",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("asked", Json, nullable=False),
        sa.Column("actor", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_id", Id, primary_key=True),
        sa.Column("instance_id", Id, primary_key=True),
        sa.Column("job_id", Id, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("ended_at", Utc),
    )
    op.create_index("ix_batch_item_batch_id_state", "batch_item", ["batch_id", "state"])
