"""The first schema, as frozen SQL: every table, and what refuses changes of the history."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_SCHEMA = Path(__file__).parents[1] / "schema"


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    text = (_SCHEMA / f"0001_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in text.split("\n\n")[1:]:
        connection.exec_driver_sql(statement)
