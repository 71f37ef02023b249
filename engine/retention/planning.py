"""What erasing takes from a case and from what goes with it: read, and nothing is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from engine import access, interpreter
from engine.model import Actor, ProcessInstance
from engine.model.retention import personal_of
from engine.retention.personal import Sought, sought
from engine.retention.tree import ended_together
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What erasing takes from one case."""

    instance: ProcessInstance
    rows: tuple[int, ...]
    """Numbers of the rows of the record that lose their content."""
    of_rows: int
    """How many rows there are."""
    personal: tuple[str, ...]
    """Names of the variables that count as personal; none = all."""


def preview(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Erasure]:
    """Tell what erasing a case would take, from it and from what goes with it (a dry run).

    Auditors and administrators. Raises Conflict as `erase` does, but for a hold.
    """
    access.check_has_role(by, *access.SEES_ALL)
    cases = ended_together(tx, instance_id)
    wanted = sought_in(tx, cases)
    return [planned(tx, case, wanted) for case in cases if case.erased_at is None]


def planned(tx: Transaction, case: ProcessInstance, wanted: Sought) -> Erasure:
    """Tell which rows of a case speak of what is sought."""
    rows = list(tx.history.every(case.id))
    personal = (
        row.seq
        for row in rows
        if row.payload is not None and wanted.of_event(row.type, orjson.loads(row.payload))
    )
    return Erasure(
        instance=case,
        rows=tuple(personal),
        of_rows=len(rows),
        personal=tuple(sorted(wanted.names)),
    )


def sought_in(tx: Transaction, cases: Sequence[ProcessInstance]) -> Sought:
    """Gather the personal names of all processes that are part of it, and what they held.

    Where the case itself names none, everything is personal, in what goes with it too.
    """
    named = [personal_of(tx.definitions.latest(case.key).settings) for case in cases]
    names: frozenset[str] = frozenset().union(*named) if named[0] else frozenset()
    return sought(names, (document for case in cases for document in _documents(tx, case)))


def _documents(tx: Transaction, case: ProcessInstance) -> Iterator[Any]:
    yield interpreter.variables(tx.cases.snapshot(case.id))
    for row in tx.history.every(case.id):
        if row.payload is not None:
            yield orjson.loads(row.payload)
