"""Workers that run now or did so lately: each gives a sign of life every few seconds."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Utc

worker = sa.Table(
    "worker",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
)
