"""Bringing a database to the newest schema, with Alembic run from the package itself.

Two versions of the program work on one database side by side while a company upgrades. Migrations
therefore only add; one that takes something away says `removes = True`, and programs that do not
know it yet are refused from then on.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from engine.errors import Invalid
from engine.store.tables.schema import schema_level

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x6775616E6A6961  # any number that nobody else locks: "guanjia" in ASCII


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that the database lacks, in this transaction.

    A database that a newer program has migrated is left as it is. Raises Invalid where that
    newer schema has taken away what this program needs.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    present = MigrationContext.configure(connection).get_current_revision()
    known = [script.revision for script in _chain()]
    if present == known[-1]:
        return
    if present is not None and present not in known:
        _check_serves(connection, len(known))
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _keep_level(connection)


def _check_serves(connection: sa.Connection, mine: int) -> None:
    """Refuse a newer schema that a program of this age cannot work on."""
    found = None
    if sa.inspect(connection).has_table(schema_level.name):
        found = connection.execute(sa.select(schema_level)).mappings().first()
    if found is None:
        raise Invalid("the database has a schema that this program does not know")
    if mine < found["oldest"]:
        raise Invalid(
            f"the database has schema {found['level']}, which needs a program that knows "
            f"{found['oldest']}; this one knows {mine}: start the newer version"
        )


def _keep_level(connection: sa.Connection) -> None:
    chain = _chain()
    breaking = [n for n, script in enumerate(chain, 1) if getattr(script.module, "removes", False)]
    first = next(n for n, script in enumerate(chain, 1) if script.revision == schema_level.name)
    row = {"one": 1, "level": len(chain), "oldest": max([first, *breaking])}
    connection.execute(schema_level.delete())
    connection.execute(schema_level.insert(), row)


@cache
def _chain() -> Sequence[Script]:
    """Return the migrations that this program knows, the first one first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(reversed(list(scripts.walk_revisions())))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
