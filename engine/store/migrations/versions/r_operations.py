"""Operations outside of cases: a table that refuses every change."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "operations"
down_revision = "keeping"


def upgrade() -> None:
    """Add the table, an index for deviations, and what refuses changes."""
    op.create_table(
        "operation",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("particulars", Json, nullable=False),
    )
    op.create_index("ix_operation_at_id", "operation", ["at", "id"])
    op.create_index("ix_operation_actor_at", "operation", ["actor", "at"])
    for statement in _refusing(op.get_bind().dialect.name):
        op.execute(statement)


def _refusing(dialect: str) -> Iterator[str]:
    for verb in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER operation_no_{verb.lower()} BEFORE {verb} ON operation"
        if dialect == "postgresql":
            yield f"{head} FOR EACH ROW EXECUTE FUNCTION history_refuse()"
        else:
            yield f"{head} BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END"
    if dialect == "postgresql":
        head = "CREATE TRIGGER operation_no_truncate BEFORE TRUNCATE ON operation"
        yield f"{head} FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()"
