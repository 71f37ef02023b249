"""Headcount (编制): places per unit, post and year, taken so that two never get the last one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model.places import Headcount
from engine.store.session import Session
from engine.store.tables.organisation import headcount, headcount_hold
from engine.store.upsert import insert_or_ignore


class HoldState(StrEnum):
    """What became of a claim."""

    RESERVED = "reserved"
    FILLED = "filled"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Places that were taken for something, e.g. for one case of recruitment."""

    ref: str
    unit: str
    post: str
    year: int
    places: int
    state: HoldState
    at: datetime


class Headcounts:
    """Reads and changes the places; every change is one statement that checks what it changes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def every(self) -> Sequence[Headcount]:
        """Return all, by unit, post and year."""
        query = sa.select(headcount).order_by(*headcount.primary_key.columns)
        return [Headcount(**row) for row in self._session.rows(query)]

    def get(self, unit: str, post: str, year: int) -> Headcount:
        """Return the places of one post in one unit in one year; raises NotFound."""
        row = self._session.first(sa.select(headcount).where(_is(unit, post, year)))
        if row is None:
            raise NotFound(f"no headcount for {post} in {unit}, {year}")
        return Headcount(**row)

    def put(self, wanted: Headcount) -> None:
        """Say how many places there are and how many are filled; what is reserved stays."""
        insert_or_ignore(self._session, headcount, asdict(wanted))
        place = _is(wanted.unit, wanted.post, wanted.year)
        told = headcount.update().where(place).values(quota=wanted.quota, actual=wanted.actual)
        self._session.execute(told)

    def put_upon(self, wanted: Headcount, seen: Headcount | None) -> bool:
        """Say how many places there are where they are still as they were seen; None = none kept.

        Tell whether they were.
        """
        if seen is None:
            return insert_or_ignore(self._session, headcount, asdict(wanted))
        same = (headcount.c.quota == seen.quota) & (headcount.c.actual == seen.actual)
        told = headcount.update().where(_is(wanted.unit, wanted.post, wanted.year) & same)
        values = {"quota": wanted.quota, "actual": wanted.actual}
        return self._session.execute(told.values(values)).rowcount == 1

    def replace(self, counts: Iterable[Headcount]) -> None:
        """Put these in the place of all; what somebody reserves meanwhile stays reserved."""
        wanted = {(each.unit, each.post, each.year): each for each in counts}
        for each in self.every():
            if (each.unit, each.post, each.year) not in wanted:
                gone = _is(each.unit, each.post, each.year) & (headcount.c.reserved == 0)
                self._session.execute(headcount.delete().where(gone))
        for each in wanted.values():
            self.put(each)

    def hold(self, ref: str) -> Hold | None:
        """Return what was taken for something; None = nothing yet."""
        row = self._session.first(sa.select(headcount_hold).where(headcount_hold.c.ref == ref))
        return None if row is None else Hold(**{**row, "state": HoldState(row["state"])})

    def holds(self, place: Headcount, *, limit: int) -> Sequence[Hold]:
        """Return for what places of a post were taken, the newest first; what was released too."""
        table = headcount_hold.c
        mine = [table[name] == getattr(place, name) for name in ("unit", "post", "year")]
        query = sa.select(headcount_hold).where(*mine).order_by(table.at.desc(), table.ref)
        rows = self._session.rows(query.limit(limit))
        return [Hold(**{**row, "state": HoldState(row["state"])}) for row in rows]

    def take(self, ref: str, wanted: Headcount, places: int) -> bool:
        """Reserve places where there are enough; tell whether they are this one's now.

        Whoever comes second waits for the first one's commit, and counts anew.
        """
        taken = (
            headcount.update()
            .where(
                _is(wanted.unit, wanted.post, wanted.year),
                headcount.c.reserved + headcount.c.actual + places <= headcount.c.quota,
            )
            .values(reserved=headcount.c.reserved + places)
        )
        return self._session.execute(taken).rowcount > 0 and self._held(ref, wanted, places)

    def take_beyond(self, ref: str, wanted: Headcount, places: int) -> bool:
        """Reserve places whether there are enough or not: somebody has granted it (超编)."""
        insert_or_ignore(self._session, headcount, asdict(wanted))
        taken = (
            headcount.update()
            .where(_is(wanted.unit, wanted.post, wanted.year))
            .values(reserved=headcount.c.reserved + places)
        )
        self._session.execute(taken)
        return self._held(ref, wanted, places)

    def _held(self, ref: str, wanted: Headcount, places: int) -> bool:
        self._session.execute(headcount_hold.delete().where(headcount_hold.c.ref == ref))
        row = {
            "ref": ref,
            "unit": wanted.unit,
            "post": wanted.post,
            "year": wanted.year,
            "places": places,
            "state": HoldState.RESERVED,
            "at": self._session.now,
        }
        return insert_or_ignore(self._session, headcount_hold, row)

    def settle_some(self, hold: Hold, state: HoldState, places: int) -> bool:
        """Fill or release some of the places that are reserved; the others stay reserved."""
        if places >= hold.places:
            return self.settle(hold, state)
        facts = {"ref": hold.ref, "state": HoldState.RESERVED, "places": hold.places}
        mine = sa.and_(*(headcount_hold.c[name] == value for name, value in facts.items()))
        left = headcount_hold.update().where(mine).values(places=hold.places - places)
        if self._session.execute(left).rowcount == 0:
            return False
        values = {"reserved": headcount.c.reserved - places}
        if state is HoldState.FILLED:
            values["actual"] = headcount.c.actual + places
        place = _is(hold.unit, hold.post, hold.year)
        self._session.execute(headcount.update().where(place).values(**values))
        return True

    def settle(self, hold: Hold, state: HoldState) -> bool:
        """Fill or release what is reserved, or release what is filled; tell whether it changed.

        Only the first of two who settle the same claim changes it.
        """
        before = {"ref": hold.ref, "state": hold.state}
        mine = sa.and_(*(headcount_hold.c[name] == value for name, value in before.items()))
        settled = headcount_hold.update().where(mine).values(state=state, at=self._session.now)
        if self._session.execute(settled).rowcount == 0:
            return False
        column = {HoldState.RESERVED: headcount.c.reserved, HoldState.FILLED: headcount.c.actual}
        values = {column[hold.state].name: column[hold.state] - hold.places}
        if state is HoldState.FILLED:
            values["actual"] = headcount.c.actual + hold.places
        place = _is(hold.unit, hold.post, hold.year)
        self._session.execute(headcount.update().where(place).values(**values))
        return True


def _is(unit: str, post: str, year: int) -> sa.ColumnElement[bool]:
    table = headcount.c
    return (table.unit == unit) & (table.post == post) & (table.year == year)
