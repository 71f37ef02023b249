"""The role of the application on PostgreSQL: it may add to the record, and not change it.

The owner of the tables migrates; the application signs in as another role, which may read and
write everything but what the record stands on: there it may read and insert. Erasing personal data
goes through one function of the owner's, which can do nothing else.
"""

from collections.abc import Iterator
from typing import Final

APPEND_ONLY: Final = (
    "history",
    "seal_segment",
    "seal_node",
    "seal_checkpoint",
    "seal_key",
    "release_event",
    "operation",
)
"""Tables that only grow."""

READ_ONLY: Final = ("alembic_version", "schema_level")
"""Tables that only the owner writes."""

ERASE: Final = "history_erase"


def statements(role: str) -> Iterator[str]:
    """Yield the SQL that the owner of the schema runs, once the role exists.

    `role` is the name of a role; it is quoted here. Running it again changes nothing.
    """
    name = _quoted(role)
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
    for table in APPEND_ONLY:
        yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}"
    for table in READ_ONLY:
        yield f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {name}"
    yield f"GRANT EXECUTE ON FUNCTION {ERASE}(uuid, integer) TO {name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
