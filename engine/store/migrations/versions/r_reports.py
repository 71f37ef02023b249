"""Indexes of the overview and of reports: open cases, and what ended when."""

import sqlalchemy as sa
from alembic import op

revision = "reports"
down_revision = "releases"


def upgrade() -> None:
    """Add them."""
    _add("ix_process_instance_open", "process_instance", ["key", "project"], "ended_at IS NULL")
    _add("ix_process_instance_ended", "process_instance", ["ended_at"], "ended_at IS NOT NULL")
    _add("ix_user_task_done", "user_task", ["ended_at"], "ended_at IS NOT NULL")


def _add(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
