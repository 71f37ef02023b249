"""The operation log as its readers see it: one line for each entry, whatever it is about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.language import Language, text, texts
from api.views.auditing.searching import midnight
from api.views.diagrams import element_names
from api.views.timeline import PEOPLE, is_notice, line
from engine.auditing import searching
from engine.auditing.log import LogQuery, failed
from engine.errors import Invalid
from engine.history import HistoryRow
from engine.model import ProcessInstance
from engine.model.operations import Operation, OperationKind
from engine.store import Transaction

FAILED = "failed"
"""The filter for attempts that did not succeed."""


class EntryOut(BaseModel):
    """One entry: something done in a case, or outside of cases."""

    at: datetime
    type: str = Field(examples=["UserTaskCompleted", "signed-in", "refused"])
    text: str
    actor: str
    who: str
    post: str
    on_behalf_of: str | None
    client: str
    quote: str = Field(description="Reason, opinion, address: the entry's own words.")
    instance_id: UUID | None
    seq: int | None
    number: str = Field(description="Business number of the case; empty outside of cases.")
    particulars: dict[str, Any]


def query_of(
    tx: Transaction, *, number: str, actor: str, type_: str, since: str, until: str
) -> LogQuery:
    """Return what is asked for; raises Invalid for an unknown type and for what is no day."""
    query = LogQuery(
        people=searching.people_of(tx.people.organisation(), actor),
        types=PEOPLE,
        business_key=number.strip() or None,
        since=midnight(since),
        until=midnight(until, later=1),
    )
    if type_ == FAILED:
        return failed(query)
    return _narrowed(query, type_) if type_ else query


def _narrowed(query: LogQuery, type_: str) -> LogQuery:
    outside = [kind for kind in OperationKind if kind == type_]
    if not outside and type_ not in PEOPLE:
        raise Invalid(f"{type_!r} is no type of the log")
    return LogQuery(
        people=query.people,
        types=() if outside else frozenset({type_}),
        kinds=outside,
        business_key=query.business_key,
        since=query.since,
        until=query.until,
    )


def entries(
    tx: Transaction, found: Sequence[HistoryRow | Operation], language: Language
) -> list[EntryOut]:
    """Tell entries in sentences."""
    cases = tx.cases.some({one.instance_id for one in found if isinstance(one, HistoryRow)})
    return [
        _outside(one, language)
        if isinstance(one, Operation)
        else _in_case(tx, one, cases, language)
        for one in found
    ]


def _in_case(
    tx: Transaction, row: HistoryRow, cases: Mapping[UUID, ProcessInstance], language: Language
) -> EntryOut:
    case = cases.get(row.instance_id)
    names = element_names(tx.definitions.get(case.definition_id), language) if case else {}
    said, sent = line(row, names, language), is_notice(row)
    return EntryOut(
        at=row.at,
        type=row.type,
        text=text(language, "log.notice") if sent else said.text,
        actor=row.actor,
        who=said.who,
        post=row.actor_post,
        on_behalf_of=row.on_behalf_of,
        client=row.client,
        quote="" if sent else said.quote,  # it names a template, which is no sentence
        instance_id=row.instance_id,
        seq=row.seq,
        number=(case.business_key or case.process_name) if case else "",
        particulars={},
    )


def _outside(one: Operation, language: Language) -> EntryOut:
    known = texts(language).get(f"operation-kind.{one.kind}", one.kind.value)
    subject = one.subject
    way = f"change-way.{subject}"
    return EntryOut(
        at=one.at,
        type=one.kind.value,
        text=known,
        actor=one.actor,
        who=one.actor_name or text(language, "none"),
        post="",
        on_behalf_of=None,
        client=one.client,
        quote=texts(language).get(way, subject),
        instance_id=None,
        seq=None,
        number="",
        particulars=dict(one.particulars),
    )
