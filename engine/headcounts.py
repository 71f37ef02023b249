"""Use cases on headcount (编制): take a place, give it back, fill it; never one place twice.

Processes do so by service tasks, which the engine's own worker carries out in one transaction with
the case: `headcount-reserve`, `headcount-release`, `headcount-fill`. A case holds what it takes
under the id of the outermost case that called it, or under a `ref` that the job names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from engine import access, advance, organisations
from engine.calendar import SHANGHAI
from engine.errors import Conflict, EngineError, Invalid, NotFound
from engine.model import SYSTEM, Actor, Case, InstanceState, Job, JobState, Role
from engine.model.events import JobCompleted
from engine.organisations import books
from engine.participation import refused
from engine.store import Headcount, Hold, HoldState, Transaction

SHEET: Final = "编制"
WAY: Final = "headcount"
RESERVE: Final = "headcount-reserve"
RELEASE: Final = "headcount-release"
FILL: Final = "headcount-fill"
TYPES: Final = frozenset({RESERVE, RELEASE, FILL})
"""Job types (`zeebe:taskDefinition`) that the engine's worker carries out."""


def set_quota(tx: Transaction, wanted: Headcount, *, by: Actor, reason: str = "") -> Headcount:
    """Say how many places there are and how many are filled; what is reserved stays.

    It is on the organisation's record. Administrators. Raises Invalid for an unknown unit or post,
    or a number below 0.
    """
    old = _checked(tx, wanted, by)
    tx.headcounts.put(wanted)
    return _noted(tx, old, wanted, by=by, reason=reason)


def change_quota(
    tx: Transaction, wanted: Headcount, *, seen: Headcount | None, by: Actor, reason: str = ""
) -> Headcount:
    """Say how many places there are where nobody changed them since they were `seen`.

    None = none were kept for the post. Raises Conflict where they were changed; else as
    `set_quota`.
    """
    old = _checked(tx, wanted, by)
    if not tx.headcounts.put_upon(wanted, seen):
        zh = "编制已有变动，请核对最新数字后再改" if seen else "该岗位当年已有编制，请直接修改"
        raise refused(Conflict, f"the places of {wanted.post} in {wanted.unit} are others now", zh)
    return _noted(tx, old, wanted, by=by, reason=reason)


def _checked(tx: Transaction, wanted: Headcount, by: Actor) -> list[Headcount]:
    """Return the places as they are, one or none; raises where they may not be said so."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    if wanted.quota < 0 or wanted.actual < 0:
        raise refused(Invalid, "quota and actual are 0 or more", "编制数和在编数不能小于0")
    key = (wanted.unit, wanted.post, wanted.year)
    old = [each for each in tx.headcounts.every() if (each.unit, each.post, each.year) == key]
    if not old:  # recruitment counts places by codes of its own table too
        _check_place(tx, wanted.unit, wanted.post)
    return old


def _noted(
    tx: Transaction, old: Sequence[Headcount], wanted: Headcount, *, by: Actor, reason: str
) -> Headcount:
    new = tx.headcounts.get(wanted.unit, wanted.post, wanted.year)
    found = tuple(books.differences({SHEET: tuple(old)}, {SHEET: (new,)}))
    organisations.note(tx, found, by=by, way=WAY, reason=reason)
    return new


def reserve(tx: Transaction, ref: str, unit: str, post: str, *, year: int, places: int = 1) -> bool:
    """Take places for something, e.g. a case; False = there are not enough (超编).

    Asking again for the same thing answers as before. Raises NotFound where no headcount is kept
    for the post, Invalid for a number below 1.
    """
    if places < 1:
        raise refused(Invalid, f"{places} places cannot be reserved", "预占人数至少为1")
    wanted = tx.headcounts.get(unit, post, year)
    present = tx.headcounts.hold(ref)
    if present is not None and present.state is not HoldState.RELEASED:
        same = (present.unit, present.post, present.year, present.places)
        if same != (unit, post, year, places):
            raise Conflict(f"{ref} holds {present.places} of {present.post} in {present.unit}")
        return True
    return tx.headcounts.take(ref, wanted, places)


def keep(tx: Transaction, ref: str, wanted: Headcount, places: int | None) -> bool:
    """Hold so many places of a post from now on, whatever was held before; False = not enough.

    None keeps what is held, or takes one place. Another number or post takes the place of what
    was reserved, which is given back first.
    """
    present = tx.headcounts.hold(ref)
    if present is not None and present.state is not HoldState.RELEASED:
        same = (present.unit, present.post, present.year) == (wanted.unit, wanted.post, wanted.year)
        if same and places in {None, present.places}:
            return True
        tx.headcounts.settle(present, HoldState.RELEASED)
    return tx.headcounts.take(ref, wanted, places or 1)


def release(tx: Transaction, ref: str, *, places: int | None = None) -> bool:
    """Give back what was taken for something, or some of it; False = it held nothing any more."""
    held = tx.headcounts.hold(ref)
    if held is None or held.state is HoldState.RELEASED:
        return False
    if held.state is HoldState.RESERVED and places is not None:
        return tx.headcounts.settle_some(held, HoldState.RELEASED, places)
    return tx.headcounts.settle(held, HoldState.RELEASED)


def fill(tx: Transaction, ref: str, *, places: int | None = None) -> bool:
    """Let somebody begin on the places that were taken, or some of them; False = done already.

    Raises NotFound where nothing is reserved for it.
    """
    held = _held(tx, ref)
    if held.state is HoldState.FILLED:
        return False
    if places is not None:
        return tx.headcounts.settle_some(held, HoldState.FILLED, places)
    return tx.headcounts.settle(held, HoldState.FILLED)


def perform(tx: Transaction, job: Job) -> None:
    """Carry out a job of one of the TYPES and let its case go on; what cannot be is an incident.

    Variables of the job: `ref` (else the outermost case's id), `unit` (else the case's project),
    `post`, `year` (else this one, local time), `places` (of reserve: else what is held, or 1; of
    the others: else all), and `over`: true takes places beyond the quota, as somebody has granted.
    The result is the variable `headcount` of the case. Where no headcount is kept for a post there
    is no place left.
    """
    case, present = tx.cases.lock_of_job(job.id)
    waits = present.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return
    try:
        result = _performed(tx, case, present)
    except EngineError as error:
        advance.note(tx, case, advance.job_stopped(case, present, str(error)), by=SYSTEM)
        return
    done = JobCompleted(
        job_id=present.id, element_id=present.element_id, variables={"headcount": result}
    )
    advance.carry_out(tx, case, done, by=SYSTEM)


def _performed(tx: Transaction, case: Case, job: Job) -> Mapping[str, Any]:
    given = job.payload["variables"]
    ref, places = given.get("ref") or str(case.instance.root_id), given.get("places")
    if not isinstance(ref, str) or (places is not None and not _is_number(places)):
        raise Invalid(f"{job.element_id} needs a text for ref and 1 or more places")
    if job.type == RELEASE:
        return {"released": release(tx, ref, places=places)}
    if job.type == FILL:
        return {"filled": fill(tx, ref, places=places)}
    wanted = _wanted(tx, case, job)
    reserved = keep(tx, ref, wanted, places)
    if not reserved and given.get("over") is True:
        reserved = tx.headcounts.take_beyond(ref, wanted, places or 1)
    left = _kept(tx, wanted).left
    facts = {"unit": wanted.unit, "post": wanted.post, "year": wanted.year}
    return {"reserved": reserved, "left": left, **facts}


def _is_number(places: Any) -> bool:
    return isinstance(places, int) and places > 0


def _wanted(tx: Transaction, case: Case, job: Job) -> Headcount:
    given = job.payload["variables"]
    unit, post = given.get("unit", case.instance.project), given.get("post")
    year = given.get("year") or tx.now.astimezone(SHANGHAI).year
    if not isinstance(unit, str) or not isinstance(post, str):
        raise Invalid(f"{job.element_id} needs unit and post, not {unit!r} and {post!r}")
    if not isinstance(year, int):
        raise Invalid(f"{job.element_id} needs a whole number for year, not {year!r}")
    return _kept(tx, Headcount(unit=unit, post=post, year=year, quota=0))


def _kept(tx: Transaction, wanted: Headcount) -> Headcount:
    """Return the places as they are; none at all where no headcount is kept for the post."""
    try:
        return tx.headcounts.get(wanted.unit, wanted.post, wanted.year)
    except NotFound:
        return replace(wanted, quota=0, reserved=0, actual=0)


def _held(tx: Transaction, ref: str) -> Hold:
    held = tx.headcounts.hold(ref)
    if held is None or held.state is HoldState.RELEASED:
        raise NotFound(f"nothing is reserved for {ref}")
    return held


def _check_place(tx: Transaction, unit: str, post: str) -> None:
    organisation = tx.people.organisation()
    if unit not in organisation.units or post not in organisation.posts:
        raise refused(Invalid, f"no post {post!r} or no unit {unit!r}", "岗位或单位不存在")
