"""How much somebody may approve (审批权限): checked as a decision or a form is handed in.

A node says what is at stake (`gj:amount`, FEEL) and in which matter (`gj:matter`). Whoever acts in
another's place has that person's authority, never his own.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

from engine import feel
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import Actor, UserTask
from engine.participation import refused
from engine.store import Transaction


def limits_of(tx: Transaction, task: UserTask, by: Actor) -> Mapping[str, float | None]:
    """Return what rules of forms see as `authority`: yuan by matter; None = without limit."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    who = by.on_behalf_of or by.id
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
    matter, rule = task.settings.get("gj:matter"), task.settings.get("gj:amount")
    if not matter or not rule:
        return
    names = {name: feel.from_json(value) for name, value in values.items()}
    amount = feel.to_json(feel.expression(rule.removeprefix("=")).value(names, now=tx.now))
    limit = limits_of(tx, task, by).get(matter, 0.0)
    if not isinstance(amount, int | float) or limit is None or amount <= limit:
        return
    raise refused(
        Invalid,
        f"{amount:g} is above your authority in {matter} ({limit:g} yuan)",
        f"超出审批权限（上限{limit:g}元）",
        limit=limit,
        amount=amount,
    )
