"""Nothing is kept of messages whose time is over, nor of what was typed where a sign-in failed."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json

revision = "quiet"
down_revision = "replacing"


def upgrade() -> None:
    """Empty the messages that expired, and forget the counts of failures: they go by HMAC now."""
    message = sa.table(
        "message",
        sa.column("state", sa.Text),
        sa.column("variables", Json),
        sa.column("correlation_key", sa.Text),
    )
    over = message.update().where(message.c.state == "expired")
    op.execute(over.values(variables={}, correlation_key=""))
    op.execute(sa.table("attempt").delete())
