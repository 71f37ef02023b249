"""The variables that an open activity of a case sees, read out of the snapshot."""

from datetime import datetime
from uuid import UUID

from engine.interpreter.compiling import program
from engine.interpreter.snapshot import load
from engine.model import ProcessDefinition, Variables


def of_activity(
    definition: ProcessDefinition, snapshot: bytes, activity_id: UUID, now: datetime
) -> Variables:
    """Return every variable that is visible at an open activity, with the facts of the `case`.

    The activity is open: a task that can be worked on, or that has just come up.
    """
    case = load(program(definition), snapshot, now)
    token = case.token(activity_id.int - case.instance_id.int)
    assert token is not None  # an open activity has its token
    return {**token.inner.visible(), "case": case.facts}
