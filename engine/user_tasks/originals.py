"""What rules of forms see of the cases that a form names (widget `case`), as `cases` by field."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from engine.model import ProcessInstance, UserTask, Variables
from engine.store import Transaction

_DAY: Final = timedelta(days=1)


def named(
    tx: Transaction, document: Mapping[str, Any], task: UserTask, submission: Variables
) -> Mapping[str, Mapping[str, Any] | None]:
    """Return by field the case whose number stands in it; None where there is none.

    Of several rounds it is the newest. A case is told as `number`, `process`, `same_project` (as
    the task), `open`, `outcome`, and `ended_days`: days since its end, null while it is open.
    """
    fields = document.get("ui", {}).get("fields", {})
    wanted = [name for name, field in fields.items() if field.get("widget") == "case"]
    found: dict[str, Mapping[str, Any] | None] = {}
    for name in wanted:
        number = submission.get(name)
        cases = tx.cases.by_business_key(number) if isinstance(number, str) else ()
        found[name] = _told(tx, cases[0], task) if cases else None
    return found


def _told(tx: Transaction, case: ProcessInstance, task: UserTask) -> Mapping[str, Any]:
    ended = case.ended_at
    return {
        "number": case.business_key,
        "process": case.key,
        "same_project": case.project == task.project,
        "open": ended is None,
        "outcome": case.outcome,
        "ended_days": None if ended is None else (tx.now - ended) / _DAY,
    }
