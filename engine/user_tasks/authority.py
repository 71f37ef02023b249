"""How much somebody may approve (审批权限): checked as a decision or a form is handed in or over.

A node says what is at stake (`gj:amount`, FEEL) and in which matter (`gj:matter`). Whoever acts in
another's place has that person's authority, never his own.
"""

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

from engine import feel
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import Actor, UserTask
from engine.participation import Newcomer, refused
from engine.store import Transaction


def limits_of(tx: Transaction, task: UserTask, who: str) -> Mapping[str, float | None]:
    """Return what rules of forms see as `authority`: yuan by matter; None = without limit."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    found = {
        matter: organisation.authority(who, matter, today, around=task.project)
        for matter in sorted({limit.matter for limit in organisation.limits})
    }
    return {matter: None if limit == inf else limit for matter, limit in found.items()}


def check(tx: Transaction, task: UserTask, by: Actor, values: Mapping[str, Any]) -> None:
    """Raise Invalid, naming the limit, where what is at stake is above this person's authority.

    `values` are the variables as they would be. Nothing is checked where the node names no matter,
    or its amount is no number (yet).
    """
    above = _above(tx, task, acting_for(by), values)
    if above is not None:
        raise refused(
            Invalid,
            f"{above.amount:g} is above your authority in {above.matter} ({above.limit:g} yuan)",
            f"超出审批权限（上限{above.limit:g}元）",
            limit=above.limit,
            amount=above.amount,
        )


def check_newcomer(
    tx: Transaction, task: UserTask, newcomer: Newcomer, values: Mapping[str, Any]
) -> None:
    """Raise Invalid, as `check` does, where somebody could not agree to what is to be his."""
    above = _above(tx, task, newcomer.id, values)
    if above is not None:
        raise refused(
            Invalid,
            f"{above.amount:g} is above the authority of {newcomer.name} in {above.matter}"
            f" ({above.limit:g} yuan)",
            f"超出{newcomer.name}的审批权限（上限{above.limit:g}元）",
            person=newcomer.id,
            limit=above.limit,
            amount=above.amount,
        )


def acting_for(by: Actor) -> str:
    """Return whose authority counts: that of the person in whose place somebody acts."""
    return by.on_behalf_of or by.id


class _Above(NamedTuple):
    matter: str
    amount: float
    limit: float


def _above(tx: Transaction, task: UserTask, who: str, values: Mapping[str, Any]) -> _Above | None:
    matter, rule = task.settings.get("gj:matter"), task.settings.get("gj:amount")
    if not matter or not rule or _is_below(task, who):
        return None
    names = {name: feel.from_json(value) for name, value in values.items()}
    amount = feel.to_json(feel.expression(rule.removeprefix("=")).value(names, now=tx.now))
    limit = limits_of(tx, task, who).get(matter, 0.0)
    if not isinstance(amount, int | float) or limit is None or amount <= limit:
        return None
    return _Above(matter=matter, amount=amount, limit=limit)


def _is_below(task: UserTask, who: str) -> bool:
    """Tell whether a chain up to who may approve the amount asks somebody above him too."""
    levels = task.routing.get("levels", ())
    chained = "until=amount" in task.settings.get("gj:assign", "")
    return chained and any(who in level for level in levels[:-1])
