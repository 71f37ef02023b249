"""What people keep on their own desk: filters of lists they come back to, phrases they write."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

saved_filter = sa.Table(
    "saved_filter",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Index(None, "person"),
    sa.Index(None, "unit"),
)
"""`unit` is the code of the unit whose people see it too; none = only its maker does."""

phrase = sa.Table(
    "phrase",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("content", Json, nullable=False),
)
"""All phrases of a person in his order."""

favourite = sa.Table(
    "favourite",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("content", Json, nullable=False),
)
"""What a person starts often: names of beginnings in his order."""
