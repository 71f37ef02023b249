"""What waits for a worker or a person is found without reading what is over."""

import sqlalchemy as sa
from alembic import op

revision = "waiting"
down_revision = "issuers"


def upgrade() -> None:
    """Add the indexes over live jobs and open incidents, of which there are few."""
    live = sa.text("state IN ('open', 'leased', 'failed')")
    unresolved = sa.text("resolved_at IS NULL")
    for name, table, columns, only in (
        ("ix_job_live", "job", ["state", "due_at", "id"], live),
        ("ix_incident_open", "incident", ["created_at", "id"], unresolved),
    ):
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
