"""The first schema."""

from alembic import op

from engine.store.tables import metadata
from engine.store.tables.record import TRIGGERS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, and what refuses changes of the history."""
    connection = op.get_bind()
    metadata.create_all(connection)
    for statement in TRIGGERS[connection.dialect.name]:
        op.execute(statement)
