"""Finished tokens are spliced out of the task tree at once: round 1,000 costs what round 1 did.

Nothing asks a finished token for anything: data is in scopes, joins know the flow an arrival came
by, boundary events belong to the living host, and returning is computed from history.
"""

from engine.interpreter.library import Task


def splice(token: Task) -> None:
    """Take one finished token out; what came after it hangs on what was before it."""
    tasks = token.workflow.tasks
    parent = tasks[token._parent]  # noqa: SLF001  (the tree is the library's own bookkeeping)
    siblings = parent._children  # noqa: SLF001
    at = siblings.index(token.id)
    siblings[at : at + 1] = token._children  # noqa: SLF001
    for child in token._children:  # noqa: SLF001
        tasks[child]._parent = parent.id  # noqa: SLF001
    del tasks[token.id]
