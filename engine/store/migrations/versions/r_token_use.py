"""When a token was used last; and drafts that notices lead to."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "token_use"
down_revision = "proofs"


def upgrade() -> None:
    """Add columns that older rows leave empty."""
    op.add_column("api_token", sa.Column("last_used_at", Utc))
    op.add_column("notice", sa.Column("draft_id", sa.Text))
