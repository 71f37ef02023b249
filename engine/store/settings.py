"""Settings of the whole installation: small JSON values by name."""

from typing import Any

import sqlalchemy as sa

from engine.store.session import Session
from engine.store.tables.definitions import setting
from engine.store.upsert import insert_or_update


class Settings:
    """Reads and writes settings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str, default: Any = None) -> Any:
        """Return a setting, or the default where it has never been set."""
        row = self._session.first(sa.select(setting.c.value).where(setting.c.name == name))
        return default if row is None else row["value"]

    def put(self, name: str, value: Any) -> None:
        """Set a JSON value."""
        insert_or_update(self._session, setting, {"name": name, "value": value})
