"""How new the schema is: programs of two versions work on it side by side."""

import sqlalchemy as sa
from alembic import op

revision = "schema_level"
down_revision = "operations"


def upgrade() -> None:
    """Add the table; its row is written when the migrations have run."""
    op.create_table(
        "schema_level",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Integer, nullable=False),
    )
