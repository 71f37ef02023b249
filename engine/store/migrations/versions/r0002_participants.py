"""Participants of user tasks, consultations, and what a task says of its group."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "0002_participants"
down_revision = "0001"

_decided = sa.text("decided_at IS NOT NULL")


def upgrade() -> None:
    """Add two tables, and three columns with defaults for the rows that are there."""
    _columns()
    _participant()
    _consultation()


def _columns() -> None:
    for column in (
        sa.Column("grouped", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("involved", Json, nullable=False, server_default="[]"),
        sa.Column("tally", Json, nullable=False, server_default="{}"),
    ):
        op.add_column("user_task", column)


def _participant() -> None:
    op.create_table(
        "participant",
        sa.Column("task_id", Id, primary_key=True),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance_id", Id, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("person", "name", "post")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "part")),
        sa.Column("parent", sa.Integer),
        sa.Column("order", sa.Integer, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("added_by", "on_behalf_of", "decision")),
        sa.Column("opinion", sa.Text, nullable=False),
        sa.Column("signature", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("patch", Json, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("decided_at", Utc),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_participant_instance_id", "participant", ["instance_id"])
    op.create_index("ix_participant_person", "participant", ["person", "instance_id"])
    op.create_index(
        "ix_participant_decided",
        "participant",
        ["person", "decided_at"],
        sqlite_where=_decided,
        postgresql_where=_decided,
    )


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("instance_id", Id, nullable=False),
        sa.Column("task_id", Id, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("asked_by", "asked_by_name")),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", Utc),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_consultation_instance_id", "consultation", ["instance_id"])
    op.create_index("ix_consultation_person_asked_at", "consultation", ["person", "asked_at"])
