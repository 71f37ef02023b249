"""Who is acting, from the organisation as it is today."""

from engine.calendar import SHANGHAI
from engine.errors import NotFound
from engine.model import Actor
from engine.store import Transaction


def of_person(tx: Transaction, person_id: str, *, client: str = "") -> Actor:
    """Return a person as an actor, with all addresses at which work reaches him today.

    The name and the post are snapshots for the record. Raises NotFound for somebody who is unknown
    or no longer active.
    """
    organisation = tx.people.organisation()
    somebody = organisation.people.get(person_id)
    if somebody is None or not somebody.active:
        raise NotFound(f"no active person {person_id!r}")
    today = tx.now.astimezone(SHANGHAI).date()
    return Actor(
        id=somebody.id,
        name=somebody.name,
        post=organisation.post_title(person_id, today),
        principals=organisation.principals(person_id, today),
        roles=organisation.roles(person_id, today),
        client=client,
        stands_in=organisation.stands_in(person_id, tx.now, today),
        hidden=organisation.stood_in_for(person_id, tx.now),
    )
