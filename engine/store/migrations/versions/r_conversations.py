"""Subscriptions that a message without a key may reach."""

import sqlalchemy as sa
from alembic import op

revision = "conversations"
down_revision = "0002_participants"


def upgrade() -> None:
    """Add the column; what waits already has a key of its own."""
    column = sa.Column("conversation", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("subscription", column)
