"""Handing over thing by thing: each in a transaction of its own, so that one stops no other."""

from collections.abc import Callable
from uuid import UUID

from api.depends import Call
from engine import handovers
from engine.errors import EngineError, Unavailable
from engine.store import Handover, Transaction


def carried_out(call: Call, begin: Callable[[Transaction], Handover]) -> Handover:
    """Make a list and hand over thing by thing, each in a transaction of its own."""
    made = call.store.run(begin)
    for ordinal, item in enumerate(made.items):
        if item.state == handovers.PENDING:
            _carry_on(call, made.id, ordinal)
    return call.read(lambda tx: handovers.get(tx, made.id, by=call.actor))


def _carry_on(call: Call, handover_id: UUID, ordinal: int) -> None:
    try:
        call.store.run(lambda tx: handovers.carry_on(tx, handover_id, ordinal, by=call.actor))
    except Unavailable:
        raise
    except EngineError as error:
        refusal = error
        call.store.run(
            lambda tx: handovers.fail(tx, handover_id, ordinal, by=call.actor, error=refusal)
        )
