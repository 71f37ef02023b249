"""Copies of cases that people only read, and forms that somebody has not handed in yet."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

_unread = sa.text("read_at IS NULL")

copy = sa.Table(
    "copy",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("task_id", Id, nullable=False),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("confirm", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sent_by", sa.Text, nullable=False),
    sa.Column("sent_by_name", sa.Text, nullable=False),
    sa.Column("sent_at", Utc, nullable=False),
    sa.Column("read_at", Utc),
    sa.Column("confirmed_at", Utc),
    sa.Column("signature", Json, nullable=False),
    sa.Index(None, "instance_id"),
    sa.Index(None, "task_id"),
    sa.Index(None, "person", "sent_at", "id"),
    sa.Index("ix_copy_unread", "person", sqlite_where=_unread, postgresql_where=_unread),
)
"""Read off the history, as participants are."""

form_draft = sa.Table(
    "form_draft",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("about", sa.Text, primary_key=True),
    sa.Column("instance_id", Id),
    sa.Column("content", Json, nullable=False),
    sa.Column("files", Json, nullable=False),
    sa.Column("saved_at", Utc, nullable=False),
    sa.Index(None, "person", "saved_at"),
    sa.Index(None, "about"),
)
"""`about` is `task:{id}` or `start:{process key}`; `files` hold digests of blobs by field."""
