"""Running tokens up to the next wait state, and turning what goes wrong into incidents."""

from engine.interpreter import cancelling
from engine.interpreter.failures import Failure, Uncaught
from engine.interpreter.flows import Case
from engine.interpreter.happening import settle
from engine.interpreter.library import ERROR, READY
from engine.interpreter.specs import faults
from engine.interpreter.specs.gateways import release_joins
from engine.interpreter.tokens import Token
from engine.model.events import IncidentRaised

MOST_STEPS = 20_000
"""Automatic steps of one command, a second of work: what wants more runs in circles."""


def drive(case: Case) -> None:
    """Run every token that can go on until all of them wait; first come, first served."""
    steps = 0
    settle(case)
    while case.queue or release_joins(case.flows()) or cancelling.go_on(case):
        token = case.queue.popleft() if case.queue else None
        if token is None or token.state != READY:
            continue
        if steps == MOST_STEPS:
            _stop_runaway(case, token)
            return
        steps += 1
        try:
            token.run()
        except Failure as failure:
            raise_incident(case, token, failure)
        settle(case)


def raise_incident(case: Case, token: Token, failure: Failure) -> None:
    """Stop a token until somebody mends and retries; the rest of the case goes on."""
    token._set_state(ERROR)  # noqa: SLF001  (the library's life cycle)
    if isinstance(failure, Uncaught):
        faults.tell_uncaught(token, "error", failure.code, failure.variables)
    token.incident = case.next_ordinal()
    case.incidents[token.incident] = token
    case.emit(
        IncidentRaised(
            incident_id=case.id(token.incident),
            element_id=token.task_spec.bpmn_id,
            kind=failure.kind,
            message=failure.message,
            activity_id=case.id(token.id),
        )
    )


def _stop_runaway(case: Case, token: Token) -> None:
    """Stop at one incident; whatever else was running on waits until that is retried."""
    message = f"more than {MOST_STEPS} automatic steps: does the diagram run in circles?"
    raise_incident(case, token, Failure("limit", message))
    token.internal_data["runaway"] = True
    case.parked = [other.id for other in case.queue if other.state == READY]
    case.queue.clear()
