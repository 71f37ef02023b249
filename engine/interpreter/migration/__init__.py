"""A case goes on as another version of its process: everything that waits keeps waiting there."""

from engine.interpreter.migration.counterparts import Pairing, pairings
from engine.interpreter.migration.migrating import migrate

__all__ = ["Pairing", "migrate", "pairings"]
