"""Comments and attachments of cases and tasks, read off the history; the bytes lie in `blob`."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Utc

comment = sa.Table(
    "comment",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("task_id", Id),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Index(None, "instance_id", "created_at"),
)

attachment = sa.Table(
    "attachment",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("task_id", Id),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Index(None, "instance_id", "created_at"),
)
