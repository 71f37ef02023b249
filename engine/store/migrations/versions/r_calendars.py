"""Calendars that administrators maintain, version by version."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json, Utc

revision = "calendars"
down_revision = "returns"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "calendar_version",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_by_name", sa.Text, nullable=False),
    )
