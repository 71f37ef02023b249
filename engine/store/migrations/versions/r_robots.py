"""By which channel an address is told: a signed JSON body, or a message in a robot's group."""

import sqlalchemy as sa
from alembic import op

revision = "robots"
down_revision = "favourites"


def upgrade() -> None:
    """Add a column whose default is what every web hook was so far."""
    column = sa.Column("channel", sa.Text, nullable=False, server_default="webhook")
    op.add_column("webhook", column)
