"""Hearing: what a case's notices said to somebody of the house, or to an address outside."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from engine import inbox
from engine.scenarios.playing import ALL, Play, Which
from engine.store import DeliveryQuery, Transaction

KIND = "case.notice"


def heard(play: Play, who: str, which: Which) -> Sequence[str]:
    """Return title and text of each notice of a case, in order, as they reached one account.

    `who` is an account, or an address outside such as a telephone number. Web hooks and channels
    of staff are left out: these are the words that people read.
    """
    case = play.case(which).id
    company = play.store.run(lambda tx: tx.people.organisation())
    if who in company.people:
        actor = play.actor(who)
        mine = play.store.run(lambda tx: inbox.mine(tx, by=actor, limit=ALL)).items
        found = [one for one in mine if one.instance_id == case and one.kind == KIND]
        return [f"{one.title}：{one.text}" for one in sorted(found, key=lambda one: one.seq)]
    return play.store.run(lambda tx: list(_sent(tx, case, who)))


def _sent(tx: Transaction, case: UUID, address: str) -> Iterator[str]:
    page = tx.outbox.page(DeliveryQuery(instance_id=case), limit=ALL, cursor=None)
    for one in sorted(page.items, key=lambda one: one.seq):
        if one.address == address and one.kind == KIND:
            yield f"{one.title}：{one.text}"
