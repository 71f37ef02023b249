"""In which round a case and its tasks are, how often it was returned, and who has read a task."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json

revision = "returns"
down_revision = "organisation"


def upgrade() -> None:
    """Add the columns; what is there has never been returned."""
    number, json = sa.Integer, Json
    for table, name, type_, default in (
        ("process_instance", "returns", number, "0"),
        ("process_instance", "rounds", json, "{}"),
        ("user_task", "round", number, "1"),
        ("user_task", "read_by", json, "[]"),
    ):
        column = sa.Column(name, type_(), nullable=False, server_default=default)
        op.add_column(table, column)
