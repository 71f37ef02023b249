"""Where messages reach people outside the product, and which of them are told together."""

import sqlalchemy as sa
from alembic import op

revision = "channels"
down_revision = "outbox"


def upgrade() -> None:
    """Add columns with defaults for who and what is there."""
    for name in ("email", "mobile", "wecom", "dingtalk", "feishu"):
        op.add_column("person", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column(
        "delivery", sa.Column("digest", sa.Boolean, nullable=False, server_default=sa.false())
    )
