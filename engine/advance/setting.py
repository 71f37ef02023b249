"""The case as it was before a command: the same for new and running ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model import Actor, ProcessDefinition, ProcessInstance
from engine.model.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What titles, routing and deadlines may know of a case at the moment of a command."""

    instance_id: UUID
    definition: ProcessDefinition
    seq: int
    """Number of its last history event before the command; 0 = it begins."""
    business_key: str | None
    project: str | None
    initiator: str
    started_at: datetime
    command: Event
    """The event of the command, which is not in the record yet."""
    by: Actor
    title: str = ""
    search: Mapping[str, Any] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    """In which round elements are that are done again; see ProcessInstance."""
    incidents: int = 0
    """Open incidents before the command."""
    rehearsed: bool = False
    """Whether nothing of it will be recorded: no turn is drawn."""

    @property
    def facts(self) -> dict[str, Any]:
        """What expressions see as `case`."""
        return {
            "id": str(self.instance_id),
            "process": self.definition.key,
            "number": self.business_key,
            "project": self.project,
            "initiator": self.initiator,
            "started": self.started_at.isoformat(),
        }


def of_running(
    instance: ProcessInstance, definition: ProcessDefinition, command: Event, by: Actor
) -> Setting:
    """Return the setting of a running case."""
    return Setting(
        instance_id=instance.id,
        definition=definition,
        seq=instance.seq,
        business_key=instance.business_key,
        project=instance.project,
        initiator=instance.initiator,
        started_at=instance.started_at,
        command=command,
        by=by,
        title=instance.title,
        search=instance.search,
        rounds={**instance.rounds, **getattr(command, "rounds", {})},
        incidents=instance.incidents,
    )
