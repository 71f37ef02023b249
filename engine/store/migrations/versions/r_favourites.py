"""What people start often."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json

revision = "favourites"
down_revision = "case_search"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "favourite",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("content", Json, nullable=False),
    )
