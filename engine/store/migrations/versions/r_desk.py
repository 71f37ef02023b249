"""What people keep on their desk: saved filters, phrases."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "desk"
down_revision = "channels"


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "saved_filter",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_saved_filter_person", "saved_filter", ["person"])
    op.create_index("ix_saved_filter_unit", "saved_filter", ["unit"])
    op.create_table(
        "phrase",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("content", Json, nullable=False),
    )
