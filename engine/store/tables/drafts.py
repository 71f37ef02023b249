"""Releases in work: files that somebody keeps before they are put in force."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Json, Utc

release_draft = sa.Table(
    "release_draft",
    metadata,
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
    sa.Column("deployment_id", sa.ForeignKey("deployment.id")),
    sa.Index(None, "changed_at", "id"),
)
"""`files` are digests of blobs by file name; `deployment_id` is what it was put in force as."""
