"""The tree over the record: its leaves, its full subtrees, and the checkpoints that were signed.

Append-only: triggers refuse every change, and the role of the application may only insert.
"""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

segment = sa.Table(
    "seal_segment",
    metadata,
    sa.Column("leaf", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Index("uq_seal_segment_instance_id_last", "instance_id", "last", unique=True),
)

node = sa.Table(
    "seal_node",
    metadata,
    sa.Column("height", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
)

checkpoint = sa.Table(
    "seal_checkpoint",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("frontier", Json, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("seen", Utc, nullable=False),
)
"""`seen`: rows of record up to this time have been looked at; later ones may not be sealed yet."""

key = sa.Table(
    "seal_key",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("verifier", sa.Text, nullable=False),
    sa.Column("endorsement", sa.Text, nullable=False),
    sa.Column("since", Utc, nullable=False),
)
"""Public keys; an endorsement is the note by which the key before it hands over."""
