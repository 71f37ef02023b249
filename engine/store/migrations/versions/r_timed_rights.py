"""Role grants and authority limits that count from one day to another."""

import sqlalchemy as sa
from alembic import op

revision = "timed_rights"
down_revision = "said"


def upgrade() -> None:
    """Add a table for each; those without days stay where they are."""
    op.create_table(
        "timed_limit",
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("amount", sa.Double),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    )
    op.create_table(
        "timed_role",
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("role", "person", "post", "unit")),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    )
