"""Links between cases that messages bring together, on the record of both (docs/why/0176).

A case that a thrown message starts is linked as `source` to the case that threw it, which knows it
by the id of its process. Where a message says `relation` and reaches a waiting case, that one knows
the sender by this word (such as `duplicate`), and is known to it by the word with `_of`.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from engine.advance.carry import note
from engine.model import SYSTEM, ProcessInstance, Variables
from engine.model.events import CaseLinked
from engine.store import Transaction


def to_source(sender: UUID | None) -> tuple[CaseLinked, ...]:
    """Return what a case that a message starts records of its sender, if a case sent it."""
    return (CaseLinked(other_id=sender, relation="source"),) if sender else ()


def link_sender(
    tx: Transaction,
    sender: UUID | None,
    variables: Variables,
    *,
    reached: Iterable[ProcessInstance],
    started: Iterable[ProcessInstance],
) -> None:
    """Record in the sender which cases its message started and, if it says so, whom it reached.

    The sender is locked last: nobody holds it and waits for what has just begun.
    """
    if sender is None:
        return
    word = variables.get("relation")
    met = [one for one in reached if isinstance(word, str) and word and one.id != sender]
    for one in met:
        told = CaseLinked(other_id=sender, relation=str(word))
        note(tx, tx.cases.lock(one.id), [told], by=SYSTEM)
    links = [
        *(CaseLinked(other_id=one.id, relation=f"{word}_of") for one in met),
        *_begun(started),
    ]
    if links:
        note(tx, tx.cases.lock(sender), links, by=SYSTEM)


def _begun(started: Iterable[ProcessInstance]) -> Iterator[CaseLinked]:
    return (CaseLinked(other_id=one.id, relation=one.key) for one in started)
