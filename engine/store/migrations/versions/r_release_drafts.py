"""Releases in work."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json, Utc

revision = "release_drafts"
down_revision = "conversations"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "release_draft",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_by_name", sa.Text, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_by_name", sa.Text, nullable=False),
        sa.Column("deployment_id", sa.Text),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name="fk_release_draft_deployment_id_deployment"
        ),
    )
    op.create_index("ix_release_draft_changed_at_id", "release_draft", ["changed_at", "id"])
