"""Use case on conditions: whoever has new facts lets the processes start that wait for such facts.

A condition of a start event looks at variables, and a process that has not begun has none: they
come with the question (docs/why/0112).
"""

from engine import advance
from engine.errors import Invalid
from engine.interpreter import condition_starts
from engine.model import Actor, ProcessInstance, Variables
from engine.store import Transaction


def evaluate(
    tx: Transaction,
    *,
    by: Actor,
    variables: Variables,
    key: str | None = None,
    business_key: str | None = None,
    project: str | None = None,
) -> tuple[ProcessInstance, ...]:
    """Start a case, with these variables, at each conditional start event whose condition is true.

    Of the newest version of every process, or of `key` alone. What fails or is null is not true.
    The project is the argument, else the variable `project`. Raises Invalid where the project is no
    text, Conflict where a process that is to start wants one open case a number.
    """
    place = project if project is not None else variables.get("project")
    if place is not None and not isinstance(place, str):
        raise Invalid(f"project is {place!r}: expected the code of a unit")
    started = []
    for start in tx.messages.starts("conditional", ""):
        definition = tx.definitions.get(start.definition_id)
        wanted = key in (None, start.key) and condition_starts(
            definition, start.element_id, variables, tx.now, start.event
        )
        if wanted:
            advance.check_unique(tx, definition, business_key)
            beginning = advance.Beginning(
                definition=definition,
                variables=variables,
                business_key=business_key,
                project=place,
                element_id=start.element_id,
                event=start.event,
            )
            started.append(advance.begin(tx, beginning, by=by))
    return tuple(started)
