"""Use cases of the public page for owners (业主报事): report, look up, rate; nobody signs in.

A report begins the process that starts with the message `Msg_ComplaintReceived`; the rating is the
message `Msg_TenantConfirm` (docs/why/0310). Whoever knows a case's number and the telephone number
given with it sees how it stands, and nothing else of the company.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import orjson

from engine import advance, interpreter, messages
from engine.advance import forms_of, remarks
from engine.advance.remarks import File
from engine.calendar import SHANGHAI
from engine.errors import Conflict, Invalid, NotFound, TooManyAttempts
from engine.model import CUSTOMER, SYSTEM, Actor, InstanceState, ProcessInstance
from engine.model.events import VariablesWritten
from engine.participation import refused
from engine.store import Attachment, Transaction
from engine.telling import REPORTED

RATED: Final = "Msg_TenantConfirm"
CHANNEL: Final = "扫码报事"
WINDOW: Final = timedelta(hours=1)
REPORTS: Final = {"address": 20, "phone": 3}
"""Reports within the window: a whole estate may share one address, a telephone is one household."""
MISSES: Final = {"address": 30, "number": 5}
"""Wrong pairs of case number and telephone within the window."""
BEST: Final = 5
DISSATISFIED: Final = 2  # this and worse is dissatisfied and needs a reason (the follow-up's rule)
REASON_LENGTH: Final = 2_000
_TITLE: Final = 20  # characters of what happened in the case's title
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_HEIC: Final = b"ftyp"  # from the fifth byte on: what iPhones take


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a report stands, as whoever made it may know."""

    number: str
    project: str | None
    status: str
    """The process's own word, in Chinese; empty where it says none yet."""
    state: InstanceState
    received_at: datetime
    category: str
    measures: str
    """What was done, once the result is told; empty before."""
    photos: tuple[Attachment, ...]
    """Pictures of what was done, once the result is told."""
    satisfaction: int | None
    may_rate: bool


@cache
def document() -> Mapping[str, Any]:
    """Return the form of the public page."""
    file = files("forms").joinpath("owner-report", "owner_report.form.json")
    found: dict[str, Any] = orjson.loads(file.read_bytes())
    return found


def check_project(tx: Transaction, project: str) -> str:
    """Return the project's name; raises NotFound for none, or where no process takes reports."""
    unit = tx.people.organisation().units.get(project)
    if unit is None or unit.type != "project" or not _takers(tx):
        raise NotFound(f"no reports are taken for {project!r}")
    return unit.name


def projects(tx: Transaction) -> Mapping[str, str]:
    """Return the projects that take reports, names by code; none where no process takes any."""
    units = tx.people.organisation().units.values() if _takers(tx) else ()
    return {unit.code: unit.name for unit in units if unit.type == "project"}


def submit(
    tx: Transaction,
    project: str,
    submission: Mapping[str, Any],
    *,
    photos: Sequence[File] = (),
    client: str,
) -> ProcessInstance:
    """Begin a case with what an owner reports; the front desk goes on with it.

    `client` is the address that it comes from. Raises FormInvalid with the mistakes by field,
    TooManyAttempts beyond REPORTS, NotFound as `check_project` does.
    """
    check_project(tx, project)
    values = forms_of.check(document(), submission, rights={}, current={}, now=tx.now).values
    _check_photos(photos)
    _count(tx, {"address": client, "phone": values["phone"]})
    reporter = _reporter(values["complainant_name"], client)
    said = {name: value for name, value in values.items() if value is not None}
    beginning = {**said, **_known(tx, project, values)}
    published = messages.publish(tx, REPORTED, "", by=reporter, variables=beginning)
    case = published.instances[0]
    return _with_photos(tx, case, photos, reporter) if photos else case


def standing(tx: Transaction, number: str, phone: str, *, client: str) -> Standing:
    """Return how a report stands.

    Raises NotFound for an unknown number as for another telephone, TooManyAttempts beyond MISSES.
    """
    return _standing(tx, *_find(tx, number, phone, client=client))


def photo(
    tx: Transaction, number: str, phone: str, photo_id: str, *, client: str
) -> tuple[Attachment, bytes]:
    """Return a picture of what was done; raises NotFound as `standing` does, and for any other."""
    for each in standing(tx, number, phone, client=client).photos:
        if str(each.id) == photo_id:
            return each, tx.files.content(each.id)
    raise NotFound("no such picture of this report")


def missed(tx: Transaction, number: str, *, client: str) -> None:
    """Count a wrong pair of number and telephone."""
    for subject, _ in _misses(number, client):
        tx.people.count_failure(subject, WINDOW)


def rate(
    tx: Transaction, number: str, phone: str, *, satisfaction: int, reason: str, client: str
) -> Standing:
    """Hand in how satisfied an owner is with the result, from 1 to 5; he need not be called then.

    Raises Invalid out of that range or for a low rating without a reason, Conflict where the case
    does not wait for it, NotFound as `standing` does.
    """
    if not 1 <= satisfaction <= BEST:
        raise refused(Invalid, f"{satisfaction} is not from 1 to {BEST}", "请选择满意程度")
    if satisfaction <= DISSATISFIED and not reason.strip():
        raise refused(Invalid, "a low rating has a reason", "不满意时，请说明原因")
    if len(reason) > REASON_LENGTH:
        raise refused(Invalid, f"a reason has up to {REASON_LENGTH} characters", "说明太长")
    case, known = _find(tx, number, phone, client=client)
    if not _waits(tx, case):
        raise refused(Conflict, f"{number} waits for no rating", "现在不需要评价，或您已评价")
    values = {"satisfaction": satisfaction, "reason": reason.strip() or None}
    rater = _reporter(known.get("complainant_name"), client)
    messages.publish(tx, RATED, case.business_key or "", by=rater, variables=values)
    return _standing(tx, *_find(tx, number, phone, client=client))


def _find(
    tx: Transaction, number: str, phone: str, *, client: str
) -> tuple[ProcessInstance, Mapping[str, Any]]:
    """Return the newest case with this number that knows this telephone, and its variables."""
    for subject, most in _misses(number, client):
        _check_pace(tx, subject, most)
    takers = _takers(tx)
    for case in tx.cases.by_business_key(number.strip()):
        known = interpreter.variables(tx.cases.snapshot(case.id)) if case.key in takers else {}
        if known.get("phone") and _digits(str(known["phone"])) == _digits(phone):
            return case, known
    raise NotFound("no report with this number and telephone")


def _waits(tx: Transaction, case: ProcessInstance) -> bool:
    waiting = tx.messages.receivers(RATED, case.business_key or "")
    return case.state is InstanceState.ACTIVE and any(
        each.instance_id == case.id for _, each in waiting
    )


def _takers(tx: Transaction) -> set[str]:
    """Return the keys of the processes that begin with a report."""
    return {start.key for start in tx.messages.starts("message", REPORTED)}


def _reporter(name: object, client: str) -> Actor:
    """Return who reports: none of the staff, and as he calls himself."""
    return Actor(id=f"{CUSTOMER}public", name=str(name or "业主"), client=f"{CHANNEL} {client}")


def _known(tx: Transaction, project: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page itself knows of a report."""
    title = f"{values['category']}：{values['content'].strip()[:_TITLE]}"
    at = tx.now.astimezone(SHANGHAI).replace(microsecond=0)
    return {
        "project": project,
        "channel": CHANNEL,
        "title": title,
        "occurred_at": at.isoformat(),
        "phone": _digits(values["phone"]),
    }


def _with_photos(
    tx: Transaction, case: ProcessInstance, photos: Sequence[File], reporter: Actor
) -> ProcessInstance:
    """Attach the photos and put them into the form that the front desk gets."""
    ids = [str(remarks.attach(tx, tx.cases.lock(case.id), photo, by=reporter)) for photo in photos]
    written = VariablesWritten(variables={"evidence": ids}, scope_id=None, reason="报事照片")
    return advance.carry_out(tx, tx.cases.lock(case.id), written, by=SYSTEM)


def _check_photos(photos: Sequence[File]) -> None:
    most = document()["schema"]["properties"]["evidence"]["maxItems"]
    if len(photos) > most:
        raise refused(Invalid, f"at most {most} photos", f"最多{most}张照片")
    for photo in photos:
        if not photo.content.startswith(_PICTURES) and photo.content[4:8] != _HEIC:
            raise refused(Invalid, f"{photo.name!r} is no photo", f"“{photo.name}”不是照片")


def _standing(tx: Transaction, case: ProcessInstance, known: Mapping[str, Any]) -> Standing:
    waits = _waits(tx, case)
    rated = known.get("satisfaction")
    told = waits or case.state.ended
    return Standing(
        number=case.business_key or "",
        project=case.project,
        status=str(known.get("status") or ""),
        state=case.state,
        received_at=case.started_at,
        category=str(known.get("category") or ""),
        measures=str(known.get("measures") or "") if told else "",
        photos=tuple(_pictures(tx, case, known)) if told else (),
        satisfaction=rated if isinstance(rated, int) and not waits else None,
        may_rate=waits,
    )


def _pictures(
    tx: Transaction, case: ProcessInstance, known: Mapping[str, Any]
) -> Iterator[Attachment]:
    shown = set(map(str, known.get("after_photos") or ()))
    for each in tx.files.attachments(case.id):
        if str(each.id) in shown and each.media_type.startswith("image/"):
            yield each


def _count(tx: Transaction, subjects: Mapping[str, str]) -> None:
    for kind, value in subjects.items():
        subject = f"report:{kind}:{_digits(value) if kind == 'phone' else value}"
        _check_pace(tx, subject, REPORTS[kind])
        tx.people.count_failure(subject, WINDOW)


def _misses(number: str, client: str) -> list[tuple[str, int]]:
    return [
        (f"report-status:address:{client}", MISSES["address"]),
        (f"report-status:number:{number.strip()[:100]}", MISSES["number"]),
    ]


def _check_pace(tx: Transaction, subject: str, most: int) -> None:
    if tx.people.failures(subject, WINDOW) >= most:
        seconds = int(WINDOW.total_seconds())
        raise TooManyAttempts(f"{most} within {seconds} s", retry_after=seconds)


def _digits(phone: str) -> str:
    """Return a telephone number without spaces and hyphens, in ASCII digits."""
    return "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdecimal())
