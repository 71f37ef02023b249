"""The record of releases: who drew, submitted, reviewed, released and rolled back what."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Utc

release_event = sa.Table(
    "release_event",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("draft_id", sa.Text),
    sa.Column("content", sa.Text),
    sa.Column("key", sa.Text),
    sa.Column("definition_id", sa.Text),
    sa.Column("replaced", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index(None, "draft_id", "number"),
    sa.Index(None, "key", "number"),
)
"""Triggers refuse to alter or delete rows: the record outlives the drafts that it tells of."""
