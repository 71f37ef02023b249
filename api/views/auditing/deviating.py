"""The list of deviations as its readers see it."""

from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.language import Language, text
from api.views.auditing.searching import midnight
from api.views.diagrams import element_names
from api.views.timeline import line
from engine.auditing import searching
from engine.auditing.deviating import DeviationQuery, Found
from engine.auditing.rules import Rule
from engine.errors import Invalid
from engine.store import Transaction

_BY_DEFAULT: Final = timedelta(days=30)
"""How far back is looked where nobody says since when."""


class DeviationOut(BaseModel):
    """One deviation, and the entry of the record that it comes from."""

    rule: str = Field(examples=["self-approval", "moved", "overdue"])
    name: str
    instance_id: UUID
    number: str
    title: str
    process: str
    seq: int
    event: str = Field(description="Type of the event.", examples=["InstanceModified"])
    at: datetime
    occurred_at: datetime | None
    who: str
    step: str
    text: str
    quote: str

    @classmethod
    def of(cls, tx: Transaction, found: Found, language: Language) -> Self:
        row, case = found.deviation.row, found.case
        names = element_names(tx.definitions.get(case.definition_id), language)
        said = line(row, names, language)
        return cls(
            rule=found.deviation.rule.value,
            name=text(language, f"deviation.{found.deviation.rule}"),
            instance_id=case.id,
            number=case.business_key or case.process_name,
            title=case.title,
            process=case.process_name,
            seq=row.seq,
            event=row.type,
            at=row.at,
            occurred_at=row.occurred_at,
            who=said.who,
            step=names.get(row.element_id or "", row.element_id or ""),
            text=said.text,
            quote=said.quote,
        )


def query_of(
    tx: Transaction,
    *,
    rule: str,
    actor: str,
    process: str,
    project: str,
    since: str,
    until: str,
) -> DeviationQuery:
    """Return what is asked for: of the last thirty days where nobody says since when.

    Raises Invalid for an unknown rule and for what is no day.
    """
    if rule and rule not in set(Rule):
        raise Invalid(f"{rule!r} is no rule: {', '.join(Rule)}")
    return DeviationQuery(
        rules=frozenset({Rule(rule)}) if rule else frozenset(),
        people=searching.people_of(tx.people.organisation(), actor),
        key=process or None,
        project=project or None,
        since=midnight(since) or tx.now - _BY_DEFAULT,
        until=midnight(until, later=1),
    )
