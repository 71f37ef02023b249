"""Whose case it is that a message begins, where nobody sits before it.

gj:initiator = = reporter          at a message start event: FEEL over the message's variables; it
                                   gives the id of an account

A program or another case that sends a message is nobody. The case is of the person whom the process
has the message name, else of the system, as everything that nobody did. Whoever sends a message
himself begins the case himself, whatever it names.
"""

from dataclasses import dataclass
from typing import Final

from engine import feel, interpreter
from engine.model import SYSTEM, Actor, ProcessDefinition, Variables
from engine.store import Transaction

RULE: Final = "gj:initiator"


@dataclass(frozen=True, slots=True)
class Named:
    """Whose case it is; None = of whoever sent the message."""

    id: str | None = None
    name: str = ""


def named(
    tx: Transaction,
    definition: ProcessDefinition,
    element_id: str,
    variables: Variables,
    *,
    by: Actor,
) -> Named:
    """Return whom a message names as the initiator; nobody who is unknown or has left."""
    rule = interpreter.settings_of(definition, element_id).get(RULE, "").strip()
    if not rule or by.id != SYSTEM.id:
        return Named()
    names = {name: feel.from_json(value) for name, value in variables.items()}
    try:
        said = feel.expression(rule.removeprefix("=")).value(names, now=tx.now)
    except feel.FeelError:
        return Named()
    found = tx.people.organisation().people.get(said) if isinstance(said, str) else None
    return Named(found.id, found.name) if found is not None and found.active else Named()
