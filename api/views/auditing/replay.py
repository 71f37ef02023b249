"""A case played again from its record: its moments, and its drawing and data at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.language import Language
from api.views import diagrams
from api.views.auditing.story import CaseRecord
from api.views.diagrams import element_names
from api.views.timeline import line
from engine.auditing.moments import data_at, moments
from engine.errors import NotFound
from engine.history import HistoryRow
from engine.model.events import InstanceMigrated
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A moment at which a replay can stop."""

    seq: int
    """The last entry that belongs to it."""
    at: datetime
    text: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMoment:
    """A case as it was."""

    seq: int
    at: datetime
    open: tuple[str, ...]
    data: Mapping[str, Any]
    diagram: str


def stops(record: CaseRecord, language: Language) -> Sequence[Stop]:
    """Return the moments of a case, in order."""
    names = element_names(record.definition, language)
    return [
        Stop(seq=moment.last, at=moment.row.at, text=said.text, who=said.who)
        for moment in moments(record.rows)
        for said in (line(moment.row, names, language),)
    ]


def at_moment(tx: Transaction, record: CaseRecord, seq: int) -> AtMoment:
    """Return the case as it was after entry `seq`; raises NotFound where there is none."""
    rows = [row for row in record.rows if row.seq <= seq]
    if not rows or rows[-1].seq != seq:
        raise NotFound(f"no row {seq} of case {record.instance.id}")
    return AtMoment(
        seq=seq,
        at=rows[-1].at,
        open=moments(rows)[-1].after,
        data=data_at(rows),
        diagram=_drawn(tx, record, rows),
    )


def _drawn(tx: Transaction, record: CaseRecord, rows: Sequence[HistoryRow]) -> str:
    """Draw the case as it was, in the version that it had then."""
    later = (row.event for row in record.rows[len(rows) :])
    left = next((each for each in later if isinstance(each, InstanceMigrated)), None)
    definition = record.definition if left is None else tx.definitions.get(left.previous_id)
    try:
        return diagrams.of_rows(definition, rows, (), rows[-1].at)
    except NotFound:
        return ""
