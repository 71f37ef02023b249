"""The heat map: which steps of a version are visited most, and which take longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine import access
from engine.model import Actor
from engine.store import Transaction
from engine.store.heat import Warmth

By = Literal["count", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """How warm each step is."""

    elements: Sequence[Warmth]

    def shades(self, by: By) -> Mapping[str, float]:
        """Return a shade between 0 and 1 by element: its part of the warmest."""
        values = {one.element_id: _value(one, by) for one in self.elements}
        most = max(values.values(), default=0)
        return {id_: value / most if most else 0.0 for id_, value in values.items()}


def heat_map(
    tx: Transaction,
    definition_id: str,
    *,
    by: Actor,
    since: datetime | None = None,
    until: datetime | None = None,
    project: str | None = None,
) -> HeatMap:
    """Count the steps of a version, of cases that began in a time. Auditors and administrators.

    Raises NotFound for an unknown version.
    """
    access.check_has_role(by, *access.SEES_ALL)
    tx.definitions.get(definition_id)
    return HeatMap(
        elements=tx.heat.elements(definition_id, since=since, until=until, project=project)
    )


def _value(one: Warmth, by: By) -> float:
    return one.tasks if by == "count" else one.seconds
