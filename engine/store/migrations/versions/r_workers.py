"""Signs of life of the workers."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "workers"
down_revision = "schema_level"


def upgrade() -> None:
    """Add the table; a worker of the version before does without."""
    op.create_table(
        "worker",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("started_at", Utc, nullable=False),
        sa.Column("seen_at", Utc, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
    )
