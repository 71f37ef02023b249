"""How long cases are kept: when personal data was erased, and legal holds."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Utc

revision = "keeping"
down_revision = "reports"

_KEPT = sa.text("ended_at IS NOT NULL AND erased_at IS NULL")


def upgrade() -> None:
    """Add the column, the index that finds what is due, and the table of holds."""
    op.add_column("process_instance", sa.Column("erased_at", Utc))
    op.create_index(
        "ix_process_instance_kept",
        "process_instance",
        ["key", "ended_at"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    op.create_table(
        "legal_hold",
        sa.Column("instance_id", Id, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_by_name", sa.Text, nullable=False),
        sa.Column("set_at", Utc, nullable=False),
    )
    op.create_index("ix_legal_hold_set_at_instance_id", "legal_hold", ["set_at", "instance_id"])
