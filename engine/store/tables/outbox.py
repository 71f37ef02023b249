"""What is to be told to people and machines: announcements, deliveries, notices, web hooks.

An announcement says that a history event is to be told; it is written with the event and taken
away when it has become notices and deliveries, so nothing is told that was not committed.
"""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

announcement = sa.Table(
    "announcement",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", Utc, nullable=False),
    sa.Index(None, "at", "instance_id", "seq"),
    sqlite_with_rowid=False,
)

_waiting = sa.text("next_try IS NOT NULL")

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("instance_id", Id),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("task_id", Id),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", Utc),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),
    sa.Column("digest", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_delivery_next_try", "next_try", sqlite_where=_waiting, postgresql_where=_waiting),
    sa.Index(None, "state", "created_at", "id"),
    sa.Index(None, "instance_id", "seq"),
    sa.Index(None, "task_id"),
)

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("dedupe", sa.Text, nullable=False, unique=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("title_en", sa.Text, nullable=False),
    sa.Column("text_en", sa.Text, nullable=False),
    sa.Column("instance_id", Id),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("task_id", Id),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("read_at", Utc),
    sa.Column("draft_id", sa.Text),
    sa.Index(None, "person", "created_at", "id"),
    sa.Index(None, "instance_id", "seq"),
)

webhook = sa.Table(
    "webhook",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("kinds", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False, server_default="webhook"),
)

preference = sa.Table(
    "preference",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("content", Json, nullable=False),
)
"""How somebody wants to be told: addresses by channel, what is muted, quiet hours, digest."""

follow = sa.Table(
    "follow",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("since", Utc, nullable=False),
    sa.Index(None, "person", "since"),
)
