"""What is deployed, and messages and numbers that belong to no case yet."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

blob = sa.Table(
    "blob",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""Bytes by the SHA-256 (hex) of their content: diagrams, tables, forms, attachments."""

deployment = sa.Table(
    "deployment",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("deployed_at", Utc, nullable=False),
    sa.Column("deployed_by", sa.Text, nullable=False),
    sa.Column("deployed_by_name", sa.Text, nullable=False),
    sa.Column("resources", Json, nullable=False),
    sa.Index(None, "deployed_at", "id"),
)

definition = sa.Table(
    "definition",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("version_tag", sa.Text),
    sa.Column("deployment_id", sa.ForeignKey("deployment.id"), nullable=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("xml", sa.ForeignKey("blob.digest"), nullable=False),
    sa.Column("decisions", Json, nullable=False),
    sa.Column("forms", Json, nullable=False),
    sa.UniqueConstraint("key", "version"),
    sa.Index(None, "key", "digest"),
)
"""The version of a process with the highest `turn` is in force: new cases are of it."""

resource = sa.Table(
    "resource",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("digest", sa.ForeignKey("blob.digest"), nullable=False),
    sa.Column("deployment_id", sa.ForeignKey("deployment.id"), nullable=False),
)
"""Decisions and forms in their own right: the newest one serves releases that bring none."""

start_trigger = sa.Table(
    "start_trigger",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("element_id", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("definition_id", sa.ForeignKey("definition.id"), nullable=False),
    sa.Index(None, "kind", "name"),
)
"""What begins cases of the newest version of each process; `event` is its place at the element."""

message = sa.Table(
    "message",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("correlation_key", sa.Text, nullable=False),
    sa.Column("variables", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("published_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("instance_id", Id),
    sa.Index(None, "state", "name", "correlation_key"),
    sa.Index(None, "state", "expires_at"),
)

sequence = sa.Table(
    "sequence",
    metadata,
    sa.Column("prefix", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

clock = sa.Table(
    "clock",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("now", Utc, nullable=False),
)
"""One row: what time it is where the clock is set by hand."""

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", Json, nullable=False),
)
