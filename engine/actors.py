"""Who is acting, from the organisation as it is today."""

from contextlib import suppress
from datetime import date

from engine.calendar import SHANGHAI
from engine.errors import NotFound
from engine.model import CUSTOMER, SYSTEM, Actor
from engine.model.organisation import Organisation
from engine.store import Transaction


def of_customer(tx: Transaction, code: str, *, name: str, through: Actor) -> Actor:
    """Return a customer as an actor, for what he does himself in an app or on a web page.

    No one of the staff: the id on the record is `customer:{code}`. The name is the directory's
    where the code is known there. `through` is the program that brings his word; it stands on the
    record as the client.
    """
    with suppress(NotFound):
        name = tx.customers.get(code).name
    return Actor(id=f"{CUSTOMER}{code}", name=name, client=f"{through.id} {through.client}".strip())


def of_program(name: str, *, through: Actor) -> Actor:
    """Return the program that a token is of, for the word that it brings: nobody did anything.

    The id on the record is the system's, the name says the token's. `through` is whose token it is;
    he stands on the record as the client.
    """
    client = f"{through.id} {through.client}".strip()
    return Actor(id=SYSTEM.id, name=f"{SYSTEM.name}（{name}）", client=client)


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
    usual = organisation.post_title(person_id, today)
    return Actor(
        id=somebody.id,
        name=somebody.name,
        post=usual,
        elsewhere=_elsewhere(organisation, person_id, today, usual),
        leads=organisation.led_by(person_id, today),
        principals=organisation.principals(person_id, today),
        roles=organisation.roles(person_id, today),
        client=client,
        stands_in=organisation.stands_in(person_id, tx.now, today),
        hidden=organisation.stood_in_for(person_id, tx.now),
    )


def _elsewhere(
    organisation: Organisation, person_id: str, today: date, usual: str
) -> tuple[tuple[str, str], ...]:
    """Return with which post somebody acts in projects where it is not the usual one."""
    if len(organisation.held_by(person_id, today)) == 1:
        return ()
    projects = (code for code, unit in organisation.units.items() if unit.type == "project")
    titles = ((code, organisation.post_title(person_id, today, code)) for code in projects)
    return tuple(each for each in titles if each[1] != usual)
