"""Finding cases among very many: by number, person, time, outcome, a value, words in Chinese.

Words are found anywhere in what a case is called by: its number, title, initiator, outcome and
declared search values. On PostgreSQL an index over runs of two or three characters carries this;
they are made by a function of the schema, since two characters are the shortest word that Chinese
people search for, and no extension is asked of the server (docs/why/0320).
A frequent word is found at once among the newest cases, a rare one by the index: which it is, the
newest cases tell. SQLite reads its narrow columns through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.model import Actor, InstanceState, ProcessInstance
from engine.store.apply.cases import search_text
from engine.store.cases import COLUMNS, SEES_ALL, has_text, visible_to
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row, instance_of
from engine.store.session import Session
from engine.store.tables.copies import copy
from engine.store.tables.participants import consultation, participant
from engine.store.tables.work import GRAMS, process_instance, search_value, user_task, words_of

RECENT: Final = 20_000
"""Newest cases that are looked through first: some 50 ms, and enough for any frequent word."""

_case = process_instance.c
_ORDER: Final = (_case.started_at.desc(), _case.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSearch:
    """Which cases are looked for; what is None or empty does not filter."""

    words: tuple[str, ...] = ()
    """All of these stand in the case's number, title, initiator, outcome or search values."""
    number: str = ""
    """A part of the business number."""
    people: frozenset[str] = frozenset()
    """Ids of people, one of whom began the case, or has or had to do with a task of it."""
    key: str | None = None
    project: str | None = None
    states: frozenset[InstanceState] = frozenset()
    outcome: str | None = None
    """Id of the end event that was reached last; of a case that was ended by hand the reason."""
    field: str | None = None
    """Name of a declared search variable, which has the value `value`."""
    value: str = ""
    said: tuple[str, ...] = ()
    """All of these stand in what people wrote or entered: opinions, comments, reasons, data."""
    among: frozenset[UUID] | None = None
    """Only these; None = all."""
    since: datetime | None = None
    """Started at this time or later."""
    until: datetime | None = None
    """Started before."""


class CaseSearches:
    """Searches the cases that somebody may see."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, search: CaseSearch, viewer: Actor, *, limit: int = 50, cursor: str | None = None
    ) -> Page[ProcessInstance]:
        """Return the cases that are meant and that the viewer may see, the newest first."""
        rows = self._recent(search, viewer, limit, cursor)
        if rows is None:
            wanted = [
                *_conditions(search, process_instance),
                visible_to(viewer),
                *self._grams(search),
            ]
            query = sa.select(*COLUMNS).where(*wanted)
            rows = self._session.rows(after(query, _ORDER, cursor).limit(limit + 1))
        return page_of(rows, limit, ("started_at", "id"), instance_of)

    @property
    def _is_postgresql(self) -> bool:
        return self._session.connection.dialect.name == "postgresql"

    def _recent(
        self, search: CaseSearch, viewer: Actor, limit: int, cursor: str | None
    ) -> Sequence[Row] | None:
        """Return a full page from among the newest cases; None where they do not fill one.

        The newest cases are read in their order only until the page is full.
        """
        if not self._is_postgresql or not _said(search) or SEES_ALL.isdisjoint(viewer.roles):
            return None
        newest = after(sa.select(*COLUMNS), _ORDER, cursor).limit(RECENT).subquery()
        order = newest.c.started_at.desc(), newest.c.id.desc()
        query = sa.select(newest).where(*_conditions(search, newest)).order_by(*order)
        rows = self._session.rows(query.limit(limit + 1))
        return rows if len(rows) > limit else None

    def _grams(self, search: CaseSearch) -> list[sa.ColumnElement[bool]]:
        """Return the conditions that the index over runs of characters answers."""
        if not self._is_postgresql:
            return []
        grams = (sa.func.guanjia_grams(sa.func.lower(word)) for word in _said(search))
        return [GRAMS.op("@>")(each) for each in grams]


def _said(search: CaseSearch) -> list[str]:
    """Return the texts that stand somewhere in what a case is called by."""
    said = (*search.words, search.number, search.outcome or "")
    return [text for text in said if is_found(text)]


def is_found(text: str) -> bool:
    """Tell whether the index finds a text: two Chinese characters, or three of other ones."""
    return len(text) > (2 if text.isascii() else 1)


def _conditions(search: CaseSearch, source: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    case, words = source.c, words_of(source)
    wanted: list[sa.ColumnElement[bool]] = [has_text(word, words) for word in search.words]
    equal = {case.key: search.key, case.project: search.project, case.outcome: search.outcome}
    wanted += [column == value for column, value in equal.items() if value is not None]
    if search.number:
        wanted.append(has_text(search.number, case.business_key))
    if search.people:
        wanted.append(case.id.in_(_cases_of(sorted(search.people))))
    if search.states:
        wanted.append(case.state.in_(sorted(search.states)))
    if search.field is not None:
        wanted.append(case.id.in_(_having(search.field, search.value)))
    if search.among is not None:
        wanted.append(case.id.in_(sorted(search.among)))
    if search.since is not None:
        wanted.append(case.started_at >= search.since)
    if search.until is not None:
        wanted.append(case.started_at < search.until)
    return wanted


def _having(name: str, value: str) -> sa.Select[Any]:
    """Select the cases whose declared search variable has a value."""
    return sa.select(search_value.c.instance_id).where(
        search_value.c.name == name, search_value.c.value == search_text(value)
    )


def _cases_of(people: Sequence[str]) -> sa.CompoundSelect[Any]:
    """Select the cases that people began, or that they have or had a task of."""
    task = user_task.c
    sources = (
        (_case.id, _case.initiator),
        (task.instance_id, task.assignee),
        (task.instance_id, task.ended_by),
        (task.instance_id, task.ended_for),
        (participant.c.instance_id, participant.c.person),
        (consultation.c.instance_id, consultation.c.person),
        (copy.c.instance_id, copy.c.person),
    )
    return sa.union_all(*(sa.select(case).where(who.in_(people)) for case, who in sources))
