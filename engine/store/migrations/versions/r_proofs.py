"""When the identity provider saw whom a session belongs to: a proof that ages."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "proofs"
down_revision = "workers"


def upgrade() -> None:
    """Add a column that older sessions leave empty."""
    op.add_column("session", sa.Column("proved_at", Utc))
