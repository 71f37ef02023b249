"""PostgreSQL databases that one test after another uses, emptied in between.

To copy and to drop a database takes longer than most tests; to empty one takes milliseconds.
One whose schema a test has changed is not used again.
"""

import itertools
import os
from contextlib import contextmanager

import psycopg

_TABLES = """
SELECT oid::regclass FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND relname NOT IN ('alembic_version', 'schema_level')
"""
_EMPTY = f"""
DO $$
DECLARE one regclass; found boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN {_TABLES} LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO found;
    IF found THEN EXECUTE format('DELETE FROM %s', one); END IF;
  END LOOP;
END $$
"""
_SCHEMA = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
  SELECT format('%s.%s', oid, xmin) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s.%s', oid, xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s.%s', oid, xmin) FROM pg_trigger
  UNION ALL SELECT format('%s.%s', oid, xmin) FROM pg_constraint
  UNION ALL SELECT format('%s.%s.%s', attrelid, attnum, xmin) FROM pg_attribute
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
) parts
"""
_OTHERS = (
    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_USES = 50  # deleted rows stay in the files, and what reads a whole table slows down


class Databases:
    """Databases of one server, each a copy of a template; a test borrows one at a time."""

    def __init__(self, server, template):
        self.server = server
        self.template = template
        self._numbers = itertools.count(1)
        self._free = []

    @contextmanager
    def one(self):
        """Lend the URL of an empty database with the template's schema."""
        name, schema, uses = self._free.pop() if self._free else self._made()
        url = self.server.set(database=name)
        yield url.render_as_string(hide_password=False)
        if uses < _USES and _emptied(url) == schema:
            self._free.append((name, schema, uses + 1))
        else:
            self._drop(name)

    def close(self):
        for name, *_ in self._free:
            self._drop(name)

    def _made(self):
        name = f"guanjia_{os.getpid()}_{next(self._numbers)}"
        copied = f'CREATE DATABASE "{name}" TEMPLATE "{self.template}" STRATEGY FILE_COPY'
        execute(self.server, copied)
        with _connected(self.server.set(database=name)) as connection:
            for (table,) in connection.execute(_TABLES).fetchall():
                filled = connection.execute(f"SELECT FROM {table} LIMIT 1").fetchall()
                assert not filled, f"a migration fills {table}: emptying would take that away"
            return name, _schema(connection), 1

    def _drop(self, name):
        execute(self.server, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(server, statement):
    """Run one statement outside of any transaction."""
    with _connected(server) as connection:
        connection.execute(statement)


def _emptied(url):
    """Empty a database, whoever is still connected to it; return what its schema looks like."""
    with _connected(url) as connection:
        connection.execute(_OTHERS)
        connection.execute(_EMPTY)
        return _schema(connection)


def _schema(connection):
    return connection.execute(_SCHEMA).fetchone()[0]


def _connected(url):
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
