"""Calendars: every version that was ever in force, since deadlines name theirs."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Json, Utc

calendar_version = sa.Table(
    "calendar_version",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_by_name", sa.Text, nullable=False),
)
"""Version 1 of every calendar is what is announced, and has no row: the first change makes 2."""
