"""Indexes that a search across very many cases needs; on PostgreSQL also one for words."""

import sqlalchemy as sa
from alembic import op

revision = "case_search"
down_revision = "seals"

_GRAMS = """
CREATE FUNCTION guanjia_grams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT gram) FILTER (WHERE gram IS NOT NULL), '{}')
  FROM (SELECT CASE
      WHEN ascii(one[at]) > 127 OR ascii(one[at + 1]) > 127 THEN one[at] || one[at + 1]
      WHEN ascii(one[at + 2]) < 128 THEN one[at] || one[at + 1] || one[at + 2] END AS gram
    FROM (SELECT string_to_array(words, NULL) AS one) AS split,
         generate_series(1, char_length(words) - 1) AS at) AS found
$$
"""
"""Two neighbouring characters where one is Chinese, three where all are letters or digits.

Nothing in it depends on the locale of the server.
"""

_INDEX = """
CREATE INDEX ix_process_instance_grams ON process_instance USING gin (guanjia_grams(lower(
  coalesce(business_key, ' ') || ' ' || title || ' ' || initiator_name || ' ' || outcome
  || ' ' || search)))
"""


def upgrade() -> None:
    """Add them."""
    for column in ("project", "state"):
        name = f"ix_process_instance_{column}_started_at"
        op.create_index(name, "process_instance", [column, "started_at"])
    done = sa.text("ended_for IS NOT NULL")
    op.create_index(
        "ix_user_task_ended_for",
        "user_task",
        ["ended_for"],
        sqlite_where=done,
        postgresql_where=done,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GRAMS)
        op.execute(_INDEX)
