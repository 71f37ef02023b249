"""The tree over the record with its checkpoints: tables that refuse every change.

Also the one function by which a role that may not change the record erases personal data.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "seals"
down_revision = "organisation_changes"

_HASH = sa.LargeBinary(32)
_ERASE = """
CREATE FUNCTION history_erase(of_case uuid, of_seq integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found integer;
BEGIN
  UPDATE history SET payload = NULL, salt = NULL WHERE instance_id = of_case AND seq = of_seq;
  GET DIAGNOSTICS found = ROW_COUNT;
  RETURN found;
END $$
"""
_TABLES = ("seal_segment", "seal_node", "seal_checkpoint", "seal_key")


def upgrade() -> None:
    """Add the tables, and what refuses changes of them."""
    op.create_table(
        "seal_segment",
        sa.Column("leaf", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("instance_id", Id, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
    )
    op.create_index(
        "uq_seal_segment_instance_id_last", "seal_segment", ["instance_id", "last"], unique=True
    )
    op.create_table(
        "seal_node",
        sa.Column("height", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", _HASH, nullable=False),
    )
    op.create_table(
        "seal_checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("frontier", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("seen", Utc, nullable=False),
    )
    op.create_table(
        "seal_key",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("endorsement", sa.Text, nullable=False),
        sa.Column("since", Utc, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_ERASE)
        op.execute("REVOKE ALL ON FUNCTION history_erase(uuid, integer) FROM PUBLIC")
    for table in _TABLES:
        for statement in _refusing(table, op.get_bind().dialect.name):
            op.execute(statement)


def _refusing(table: str, dialect: str) -> Iterator[str]:
    for verb in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        if dialect == "postgresql":
            yield f"{head} FOR EACH ROW EXECUTE FUNCTION history_refuse()"
        else:
            yield f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    if dialect == "postgresql":
        head = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        yield f"{head} FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()"
