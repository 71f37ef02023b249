"""Use cases on rosters: who is on shift (班次) and on duty (值班), unit by unit, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine import access, organisations
from engine.errors import Invalid, NotFound
from engine.model import Actor, Role
from engine.model.organisation import Organisation
from engine.model.rosters import RosterKind, Shift
from engine.organisations import Difference
from engine.participation import refused
from engine.store import Transaction

WAY: Final = "roster"
MOST_DAYS: Final = 400  # a year and what is left of the month
MOST_TURNS: Final = 20_000  # of one unit: fifty people each of these days
SHEETS: Final = {RosterKind.SHIFT: "班次", RosterKind.DUTY: "值班"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whose turn it is in a unit on some days, both included."""

    kind: RosterKind
    unit: str
    first: date
    last: date
    turns: Sequence[Shift]


def turns(
    tx: Transaction, kind: RosterKind, first: date, last: date, *, unit: str | None = None
) -> Sequence[Shift]:
    """Return the turns of some days, both included; raises Invalid for more than 400 days."""
    _check_days(first, last)
    return tx.rosters.between(kind, first, last, unit=unit)


def put(tx: Transaction, plan: Plan, *, by: Actor, reason: str = "") -> Sequence[Shift]:
    """Put a plan in the place of what was said for its unit and days. Administrators.

    Raises NotFound for the unit, Invalid with all that is wrong (fact `errors`, by row from 0).
    Tasks that were offered before stay where they are, see `POST /organisation/rerouting`.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    _check_days(plan.first, plan.last)
    organisation = tx.people.organisation()
    if plan.unit not in organisation.units:
        raise NotFound(f"no unit {plan.unit!r}")
    _check_turns(plan, organisation)
    before = tx.rosters.between(plan.kind, plan.first, plan.last, unit=plan.unit)
    tx.rosters.replace_days(plan.kind, plan.unit, plan.first, plan.last, plan.turns)
    after = tx.rosters.between(plan.kind, plan.first, plan.last, unit=plan.unit)
    if before != after:
        organisations.note(tx, [_difference(plan, before)], by=by, way=WAY, reason=reason)
    return after


def add(tx: Transaction, turns: Sequence[Shift], *, by: Actor, reason: str = "") -> int:
    """Add turns to one unit's roster; return how many were not there yet. Administrators.

    Raises Invalid with all that is wrong, as `put` does, and where nothing is to be added.
    """
    plan = _plan(turns, by)
    _check_turns(plan, tx.people.organisation())
    return _noted(tx, plan, tx.rosters.add(turns), "added", by=by, reason=reason)


def clear(tx: Transaction, turns: Sequence[Shift], *, by: Actor, reason: str = "") -> int:
    """Take turns off one unit's roster; return how many were there. Administrators."""
    plan = _plan(turns, by)
    return _noted(tx, plan, tx.rosters.remove(turns), "left", by=by, reason=reason)


def _plan(turns: Sequence[Shift], by: Actor) -> Plan:
    """Return turns of one unit as a plan; raises Invalid for none, or more than are planned."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    if not turns:
        raise refused(Invalid, "no turn was named", "没有选择班次")
    days = [each.day for each in turns]
    plan = Plan(
        kind=turns[0].kind, unit=turns[0].unit, first=min(days), last=max(days), turns=turns
    )
    _check_days(plan.first, plan.last)
    return plan


def _noted(tx: Transaction, plan: Plan, count: int, kind: str, *, by: Actor, reason: str) -> int:
    if count:
        found = Difference(kind=kind, sheet=SHEETS[plan.kind], key=_key(plan))
        organisations.note(tx, [found], by=by, way=WAY, reason=reason)
    return count


def _key(plan: Plan) -> str:
    return f"{plan.unit} {plan.first} {plan.last}"


def _difference(plan: Plan, before: Sequence[Shift]) -> Difference:
    return Difference(
        kind="changed",
        sheet=SHEETS[plan.kind],
        key=_key(plan),
        fields=(("人次", str(len(before)), str(len(plan.turns))),),
    )


def _check_days(first: date, last: date) -> None:
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise Invalid(f"from {first} to {last}: 1 to {MOST_DAYS} days are wanted")


def _check_turns(plan: Plan, organisation: Organisation) -> None:
    if len(plan.turns) > MOST_TURNS:
        raise Invalid(f"{len(plan.turns)} turns are more than {MOST_TURNS}")
    seen: set[tuple[object, ...]] = set()
    errors: list[dict[str, object]] = []
    for row, turn in enumerate(plan.turns):
        key = (turn.day, turn.person, turn.post, turn.begins)
        wrong = {
            "unit": (turn.kind, turn.unit) != (plan.kind, plan.unit),
            "day": not plan.first <= turn.day <= plan.last,
            "person": turn.person not in organisation.people,
            "post": turn.post not in organisation.posts,
            "twice": key in seen,
        }
        seen.add(key)
        errors += [{"row": row, "field": name} for name, is_so in wrong.items() if is_so]
    if errors:
        raise Invalid(f"{len(errors)} mistakes; the first: {errors[0]}", errors=errors)
