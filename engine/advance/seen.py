"""The variables that an open activity of a case sees, read out of the snapshot."""

from datetime import datetime
from uuid import UUID

from engine.errors import NotFound
from engine.interpreter.compiling import program
from engine.interpreter.snapshot import load
from engine.model import ProcessDefinition, Variables


def of_activity(
    definition: ProcessDefinition, snapshot: bytes, activity_id: UUID, now: datetime
) -> Variables:
    """Return every variable that is visible at an open activity, with the facts of the `case`.

    Raises NotFound where the activity is not open (any more).
    """
    case = load(program(definition), snapshot, now)
    token = case.token(activity_id.int - case.instance_id.int)
    if token is None:
        raise NotFound(f"no activity {activity_id} is open")
    return {**token.inner.visible(), "case": case.facts}
