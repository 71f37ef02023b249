"""On PostgreSQL an index over what the record says in Chinese, for words in opinions and data."""

from alembic import op

revision = "said"
down_revision = "token_use"

_PAIRS = r"""
CREATE FUNCTION guanjia_said(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF words !~ '[\u3400-\u9fff]{2}' THEN
    RETURN '{}';
  END IF;
  RETURN (SELECT array_agg(DISTINCT substr(run[1], at, 2))
    FROM regexp_matches(words, '[\u3400-\u9fff]{2,}', 'g') AS run,
         generate_series(1, char_length(run[1]) - 1) AS at);
END $$
"""
"""Two neighbouring Chinese characters; names of variables, ids and numbers make no entry.

In plpgsql, whose plans a session keeps: a function in SQL is planned anew in each statement.
"""

_INDEX = "CREATE INDEX ix_history_said ON history USING gin (guanjia_said(payload))"


def upgrade() -> None:
    """Add function and index; a row whose payload is erased has no entry in it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_PAIRS)
        op.execute(_INDEX)
