"""What the people of a unit have to do, for whoever heads it (部门待办)."""

from engine import telling
from engine.calendar import SHANGHAI
from engine.model import Actor, UserTask, group
from engine.store import Transaction


def team(tx: Transaction, *, by: Actor) -> tuple[str, ...]:
    """Return the ids of everybody with a post in a unit, or below one, that this person heads."""
    today = tx.now.astimezone(SHANGHAI).date()
    return tx.people.organisation().below({by.id}, today)


def team_addresses(tx: Transaction, *, by: Actor) -> frozenset[str]:
    """Return the addresses at which work reaches those people; nothing for who heads no unit.

    Groups are left out: they reach across units.
    """
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    found = (organisation.principals(who, today) for who in team(tx, by=by))
    return frozenset(
        address for each in found for address in each if not address.startswith(group(""))
    )


def leads_holders(tx: Transaction, task: UserTask, by: Actor) -> bool:
    """Tell whether somebody who has the task, or may take it, works in a unit that `by` heads.

    Who has to keep out of a task (回避) leads nobody who has it.
    """
    if by.id in task.excluded:
        return False
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    return not set(team(tx, by=by)).isdisjoint(telling.holders(task, organisation, today))
