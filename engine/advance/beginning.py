"""A case to be started: what is recorded first, before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from engine import interpreter
from engine.advance import clocks, heading
from engine.advance.setting import Setting
from engine.model import SYSTEM, Actor, ProcessDefinition, ProcessInstance, Variables
from engine.model.events import ChildCalled, Event, InstanceStarted
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a new case is, and by what it came to be."""

    definition: ProcessDefinition
    id: UUID | None = None
    """None = a new one is drawn."""
    variables: Variables = field(default_factory=dict)
    business_key: str | None = None
    """None = by the process's own number rule."""
    project: str | None = None
    element_id: str | None = None
    """The start event, or what else begins the case; None = the none start event."""
    event: int | None = None
    """The place of what has come among the event definitions of the element; None = all."""
    correlation_key: str = ""
    """Of the message that starts it."""
    conversation: str | None = None
    """Of the message that starts it; None = it begins one (see `_conversation`)."""
    parent: ProcessInstance | None = None
    called_by: ChildCalled | None = None
    links: tuple[Event, ...] = ()
    """What else is recorded at its beginning."""
    at: tuple[Mapping[str, Any], ...] = ()
    """Instructions where to begin instead of at a start event (engine.model.moves)."""
    round: int = 1
    initiator: str | None = None
    """Who the case is of; None = who starts it."""
    initiator_name: str = ""


def setting_of(tx: Transaction, beginning: Beginning, by: Actor) -> Setting:
    """Return the setting of a new case, its number drawn; the command is its InstanceStarted.

    A called process without a number rule goes by the number of the case that calls it.
    """
    definition, parent, call = beginning.definition, beginning.parent, beginning.called_by
    instance_id = beginning.id or tx.cases.new_id()
    business_key = (
        beginning.business_key
        or heading.number(tx, definition, beginning.project)
        or (parent.business_key if parent else None)
    )
    started = InstanceStarted(
        definition_id=definition.id,
        key=definition.key,
        version=definition.version,
        digest=definition.digest,
        variables=beginning.variables,
        business_key=business_key,
        project=beginning.project,
        element_id=beginning.element_id,
        event=beginning.event,
        correlation_key=beginning.correlation_key,
        parent_id=parent.id if parent else None,
        parent_activity_id=call.activity_id if call else None,
        root_id=parent.root_id if parent else instance_id,
        title=definition.name,
        at=beginning.at,
        round=beginning.round,
        initiator=beginning.initiator,
        initiator_name=beginning.initiator_name,
    )
    setting = Setting(
        instance_id=instance_id,
        definition=definition,
        seq=0,
        business_key=business_key,
        project=beginning.project,
        initiator=beginning.initiator or by.id,
        started_at=tx.now,
        command=started,
        by=by,
        title=definition.name,
    )
    called_by = {"called_by": call.element_id} if call else {}
    talk = _conversation(tx, beginning, setting)
    counted = clocks.told(tx, definition, setting.project, since=tx.now)
    known = {**setting.facts, **called_by, **talk, **counted}
    return replace(setting, command=replace(started, case=known))


def whose(
    tx: Transaction, parent: ProcessInstance, call: ChildCalled, *, by: Actor
) -> tuple[str | None, str]:
    """Return id and name of whom a called case is of, by `gj:initiator` of its call activity.

    `system`: a rule calls, on behalf of nobody. `case.initiator`: whoever began the calling case.
    Else who acted when it was called, (None, ""); where that was the machine, which had a notice
    to send or a clock to watch before, whoever began the calling case.
    """
    definition = tx.definitions.get(parent.definition_id)
    match interpreter.settings_of(definition, call.element_id).get("gj:initiator", ""):
        case "system":
            return SYSTEM.id, SYSTEM.name
        case "case.initiator":
            return parent.initiator, parent.initiator_name
        case _ if by.id == SYSTEM.id:
            return parent.initiator, parent.initiator_name
        case _:
            return None, ""


def _conversation(tx: Transaction, beginning: Beginning, setting: Setting) -> dict[str, str]:
    """Return the fact by which messages without a correlation key find the case.

    A case that a message starts takes over the conversation of its sender; any other begins one,
    named by its number or else its id. Called processes talk for the case that calls them.
    Processes whose messages all have keys do without.
    """
    if beginning.conversation:
        return {"conversation": beginning.conversation}
    if not interpreter.converses(beginning.definition):
        return {}
    own = setting.business_key or str(setting.instance_id)
    if beginning.parent is None:
        return {"conversation": own}
    root = tx.cases.get(beginning.parent.root_id)
    first = tx.history.of(root.id, limit=1)[0].event
    known = first.case.get("conversation") if isinstance(first, InstanceStarted) else None
    return {"conversation": known or root.business_key or str(root.id)}
