"""The people layer of user tasks: each person's own item, and who was asked for an opinion."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

_decided = sa.text("decided_at IS NOT NULL")

participant = sa.Table(
    "participant",
    metadata,
    sa.Column("task_id", Id, primary_key=True),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("part", sa.Text, nullable=False),
    sa.Column("parent", sa.Integer),
    sa.Column("order", sa.Integer, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("added_by", sa.Text),
    sa.Column("on_behalf_of", sa.Text),
    sa.Column("decision", sa.Text),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("signature", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("rule", Json, nullable=False),
    sa.Column("patch", Json, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("decided_at", Utc),
    sa.Index(None, "instance_id"),
    sa.Index("ix_participant_person", "person", "instance_id"),
    sa.Index(
        "ix_participant_decided",
        "person",
        "decided_at",
        sqlite_where=_decided,
        postgresql_where=_decided,
    ),
    sqlite_with_rowid=False,
)

consultation = sa.Table(
    "consultation",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("task_id", Id, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_by_name", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", Utc, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("answered_at", Utc),
    sa.Index(None, "instance_id"),
    sa.Index(None, "person", "asked_at"),
    sqlite_with_rowid=False,
)
