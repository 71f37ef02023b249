"""Events of a case as a whole: its row, its search values, its incidents."""

from collections.abc import Mapping
from typing import Any

import orjson

from engine.model import InstanceState, events
from engine.store.apply.jobs import drop_resuming, pause, resume_at, wake
from engine.store.fold import Appliers, Fold
from engine.store.tables.work import incident, search_value


def _started(fold: Fold, event: events.InstanceStarted) -> None:
    fold.instance.update(
        root_id=event.root_id or fold.instance_id,
        parent_id=event.parent_id,
        parent_activity_id=event.parent_activity_id,
        definition_id=event.definition_id,
        key=event.key,
        version=event.version,
        process_name=fold.process_name(event.definition_id),
        state=InstanceState.ACTIVE,
        business_key=event.business_key,
        title=event.title,
        project=event.project,
        initiator=event.initiator or fold.actor,
        initiator_name=event.initiator_name or fold.actor_name,
        started_at=fold.at,
        ended_at=None,
        outcome="",
        incidents=0,
        search={},
        returns=0,
        rounds={},
        erased_at=None,
    )


def _completed(fold: Fold, event: events.InstanceCompleted) -> None:
    _end(fold, InstanceState.COMPLETED, event.outcome)


def _terminated(fold: Fold, event: events.InstanceTerminated) -> None:
    _end(fold, InstanceState.TERMINATED, event.reason)


def _cancelled(fold: Fold, event: events.InstanceCancelled | events.CancellationCompleted) -> None:
    _end(fold, InstanceState.CANCELLED, event.reason)


def _voided(fold: Fold, event: events.InstanceVoided) -> None:
    _end(fold, InstanceState.VOIDED, event.reason)


def _returned(fold: Fold, event: events.UserTaskReturned) -> None:
    _begin_rounds(fold, event.rounds, fold.instance["returns"] + 1)


def _done_again(fold: Fold, event: events.SubmissionWithdrawn | events.UserTaskJumped) -> None:
    _begin_rounds(fold, event.rounds, fold.instance["returns"])


def _begin_rounds(fold: Fold, rounds: Mapping[str, int], returns: int) -> None:
    fold.instance |= {"returns": returns, "rounds": {**fold.instance["rounds"], **rounds}}
    fold.further = (*fold.further, "returns", "rounds")


def _end(fold: Fold, state: InstanceState, outcome: str) -> None:
    fold.instance.update(state=state, ended_at=fold.at, outcome=outcome)


def _suspended(fold: Fold, event: events.InstanceSuspended) -> None:
    fold.instance["state"] = InstanceState.SUSPENDED
    pause(fold)
    if event.until is not None:
        resume_at(fold, event.until)


def _resumed(fold: Fold, _event: events.InstanceResumed) -> None:
    fold.instance["state"] = InstanceState.ACTIVE
    drop_resuming(fold)
    wake(fold)


def _titled(fold: Fold, event: events.InstanceTitled) -> None:
    fold.instance["title"] = event.title
    find_by(fold, event.search)


def find_by(fold: Fold, search: Mapping[str, Any]) -> None:
    """Let a case be found by these search variables alone."""
    if search == fold.instance["search"]:
        return
    fold.instance["search"] = dict(search)
    fold.changes.clear(search_value, "instance_id", fold.instance_id)
    for name, value in search.items():
        if value is not None:
            fold.changes.put(
                search_value,
                {"instance_id": fold.instance_id, "name": name, "value": search_text(value)},
            )


def search_text(value: Any) -> str:
    """Return the text under which a search variable is found: a string as it is, else its JSON."""
    return value if isinstance(value, str) else orjson.dumps(value, default=dict).decode()


def _incident_raised(fold: Fold, event: events.IncidentRaised) -> None:
    fold.instance["incidents"] += 1
    fold.changes.put(
        incident,
        {
            "id": event.incident_id,
            "instance_id": fold.instance_id,
            "activity_id": event.activity_id,
            "element_id": event.element_id,
            "kind": event.kind,
            "message": event.message,
            "created_at": fold.at,
            "resolved_at": None,
        },
    )


def _incident_resolved(fold: Fold, event: events.IncidentResolved) -> None:
    fold.instance["incidents"] -= 1
    fold.changes.patch(incident, (event.incident_id,), {"resolved_at": fold.at})


APPLIERS: Appliers = {
    events.InstanceStarted: _started,
    events.InstanceCompleted: _completed,
    events.InstanceTerminated: _terminated,
    events.InstanceCancelled: _cancelled,
    events.CancellationCompleted: _cancelled,
    events.InstanceVoided: _voided,
    events.UserTaskReturned: _returned,
    events.SubmissionWithdrawn: _done_again,
    events.UserTaskJumped: _done_again,
    events.InstanceSuspended: _suspended,
    events.InstanceResumed: _resumed,
    events.InstanceTitled: _titled,
    events.IncidentRaised: _incident_raised,
    events.IncidentResolved: _incident_resolved,
}
