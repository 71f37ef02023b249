"""What a story's operation on a user task is in REST: its address, and the body of its request."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.model.participants import Participant
from engine.scenarios.operations import signer
from engine.scenarios.unmet import Unmet
from engine.user_tasks import Late
from engine.user_tasks.proving import PASSWORD

REQUESTS: Final[Mapping[str, str]] = {
    "claim": "claim",
    "release": "release",
    "complete": "completion",
    "assign": "assignment",
    "return": "return",
    "withdraw": "withdraw",
    "escalate": "escalation",
    "approve": "approve",
    "reject": "reject",
    "resolve": "resolve",
    "transfer": "transfer",
    "delegate": "delegate",
    "add-before": "add-before",
    "add-after": "add-after",
    "add-parallel": "add-parallel",
    "remove-signer": "remove-signer",
    "pause": "pause",
    "resume": "resume",
    "urge": "urge",
    "copy": "copies",
    "jump": "jump",
    "choose": "choose",
}
"""The last part of the address below `/user-tasks/{id}/`, by the name in a story."""

_DECISIONS: Final = frozenset({"approve", "reject", "resolve"})
_BODILESS: Final = frozenset({"claim", "release"})
_RENAMED: Final = {("assign", "to"): "assignee", ("choose", "element"): "element_id"}


def body_of(
    operation: str, given: Mapping[str, Any], group: Sequence[Participant], password: str
) -> Mapping[str, Any] | None:
    """Return the body of an operation; `group` has part in the task, `password` proves who acts.

    Raises Unmet for what a story can say and a request cannot.
    """
    if operation in _BODILESS:
        return None
    if operation in _DECISIONS:
        return _decision(given, password)
    if operation == "complete":
        return {"variables": given}
    if operation == "remove-signer":
        return {"participant": signer(group, given), "reason": given.get("reason", "")}
    body = {_RENAMED.get((operation, name), name): value for name, value in given.items()}
    people = body.get("people")
    return {**body, "people": [people]} if isinstance(people, str) else body


def late_of(late: Late) -> Mapping[str, Any]:
    """Return the body's part that says when it was really done."""
    return {"occurred_at": late.occurred_at.isoformat(), "reason": late.reason}


def _decision(given: Mapping[str, Any], password: str) -> Mapping[str, Any]:
    """Return opinion, form and proof of a decision; what is of neither is handed in."""
    rest = dict(given)
    opinion, late, proof = (rest.pop(name, None) for name in ("opinion", "entered_late", "proof"))
    if proof not in {None, PASSWORD}:
        raise Unmet(f"the proof {proof!r} cannot be said over REST; only {PASSWORD!r}")
    body: dict[str, Any] = {"opinion": opinion or "", "variables": rest}
    if isinstance(late, Late):
        body["late"] = late_of(late)
    return body if proof is None else {**body, "password": password}
