"""Indexes that a search across very many cases needs; on PostgreSQL also one for words."""

from alembic import op

revision = "case_search"
down_revision = "seals"

_GRAMS = """
CREATE FUNCTION guanjia_grams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT one[at] || one[at + 1]), '{}')
  FROM (SELECT string_to_array(words, NULL) AS one) AS split,
       generate_series(1, char_length(words) - 1) AS at
$$
"""
"""Pairs of neighbouring characters; nothing in it depends on the locale of the server."""

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
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GRAMS)
        op.execute(_INDEX)
