"""How new the schema is, and how old a program may be that works on it."""

import sqlalchemy as sa

from engine.store.tables.base import metadata

schema_level = sa.Table(
    "schema_level",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("oldest", sa.Integer, nullable=False),
)
"""One row. `level` counts the migrations that were run; a program that knows `oldest` of them or
more may work on the schema, since what came later only added."""
