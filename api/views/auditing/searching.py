"""A search across cases as its asker writes it, on the page, over REST and for an export."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field

from api.views.fields import ZONE
from engine.auditing import searching
from engine.errors import Invalid
from engine.model import InstanceState
from engine.store import CaseSearch, Transaction


class SearchIn(BaseModel):
    """What is looked for; what is empty does not filter. Days are those of the company's zone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(
        "",
        max_length=200,
        description="Words, each of two Chinese characters or three letters at least, that all"
        " stand in number, title, initiator, outcome or search values.",
        examples=["电梯 异响"],
    )
    said: str = Field(
        "",
        max_length=200,
        description="Words, of the same length, that all stand in opinions, comments, reasons or"
        " in what was entered, as the caller gets to read it. Cases are read through, so narrow the"
        " rest; a page may be short and still have a `next`.",
        examples=["反复投诉"],
    )
    number: str = Field("", max_length=100, description="A part of the business number.")
    person: str = Field(
        "", max_length=100, description="Id or name of somebody who began it or had a task of it."
    )
    process: str = Field("", max_length=200, description="Key of the process.")
    project: str = Field("", max_length=200, description="Code of the project.")
    state: str = Field("", max_length=20)
    outcome: str = Field("", max_length=200, description="Id of the end event reached last.")
    field: str = Field(
        "", max_length=300, description="A declared search variable and its value: `name=value`."
    )
    since: str = Field("", max_length=10, description="First day on which it may have begun.")
    until: str = Field("", max_length=10, description="Last day on which it may have begun.")

    def asked(self) -> dict[str, str]:
        """Return what was asked for, by name, without what is empty."""
        return {name: value for name, value in self.model_dump().items() if value.strip()}


def search_of(tx: Transaction, asked: SearchIn) -> CaseSearch:
    """Return the search; raises Invalid for a day, state or field that makes no sense."""
    search = CaseSearch(
        words=searching.words_of(asked.q),
        said=searching.words_of(asked.said),
        number=asked.number.strip(),
        people=searching.people_of(tx.people.organisation(), asked.person),
        key=asked.process or None,
        project=asked.project or None,
        states=frozenset({_state(asked.state)}) if asked.state else frozenset(),
        outcome=asked.outcome or None,
        since=midnight(asked.since),
        until=midnight(asked.until, later=1),
    )
    return searching.of_field(search, asked.field)


def midnight(day: str, *, later: int = 0) -> datetime | None:
    """Return when a day begins in the company's zone, so many days later; None for no day.

    Raises Invalid for what is no day of the calendar.
    """
    if not day.strip():
        return None
    try:
        wanted = date.fromisoformat(day.strip()) + timedelta(days=later)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"{day!r} is no date") from error
    return datetime.combine(wanted, time(), ZONE)


def _state(name: str) -> InstanceState:
    try:
        return InstanceState(name)
    except ValueError as error:
        known = ", ".join(sorted(InstanceState))
        raise Invalid(f"{name!r} is no state of a case: {known}") from error
