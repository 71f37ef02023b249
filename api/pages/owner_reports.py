"""The public pages for owners (业主报事): report, look up, rate, and the code to print; no sign-in.

Nothing here reads a session: who is signed in acts as nobody of the staff on these pages either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.depends import Call, Reply, TheStore
from api.language import Language, wanted
from api.pages import handing_in
from api.pages.clock import local
from api.pages.handing_in import Handed
from api.pages.rendering import Reader, render
from api.pages.task_page import mistakes, summary
from api.pages.visits import Anonymous, Posted, new_key
from api.signin import Caller, address
from api.views import conditions
from api.views.approval_sheets import qr
from api.views.fields import Choices, fields
from api.views.files import as_file
from api.views.forms import Sheet
from engine import owner_reports
from engine.advance.remarks import File
from engine.errors import EngineError, FormInvalid, Invalid, NotFound, TooManyAttempts
from engine.model import Actor
from engine.owner_reports import Standing
from engine.store import Store, Transaction

router = APIRouter(include_in_schema=False, prefix="/report/{project}")

_TRAP: Final = "homepage"
"""A field that people do not see; only a program fills it in."""
_SCALE: Final = (5, 4, 3, 2, 1)


class _Sent(BaseModel):
    """What is kept of a report under its form's key."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guest:
    """Somebody who is not signed in and opens a public page of a project."""

    request: Request
    store: Store
    project: str
    name: str
    """The project's."""
    language: Language

    @property
    def client(self) -> str:
        return address(self.request)

    def page(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        reader = Reader(request=self.request, language=self.language)
        home = f"/report/{self.project}"
        frame = {"project": self.project, "place": self.name, "home": home}
        if self.request.method != "GET":
            frame["back"] = home
        return render(reader, template, {**frame, **context}, status=status)

    def once(self, key: str, body: object, work: Callable[[Transaction], Reply]) -> bytes:
        """Carry out a change once, under its form's own key."""
        nobody = Caller(actor=Actor(id="customer:public", name=""), csrf=None)
        call = Call(
            store=self.store,
            caller=nobody,
            request=self.request,
            key=f"report:{key}" if key else None,
            expected=None,
        )
        return call.once(body, work)[1]


def _guest(
    request: Request, store: TheStore, project: Annotated[str, Path(max_length=100)]
) -> _Guest:
    with store.read() as tx:
        name = owner_reports.check_project(tx, project)
    language = wanted(request, "zh")
    return _Guest(request=request, store=store, project=project, name=name, language=language)


Guest = Annotated[_Guest, Depends(_guest)]


@router.get("")
def show_form(guest: Guest) -> Response:
    """Show the form in plain words."""
    empty = Handed(document=None, submission={}, typed={}, files={})
    return _form(guest, empty, {})


@router.get("/choices.css")
def show_choices(guest: Guest) -> Response:  # noqa: ARG001 - only projects that take reports have it
    """Return the rules that narrow a choice by the one above it."""
    return Response(conditions.css(owner_reports.document(), {}, {}), media_type="text/css")


@router.post("")
def send(guest: Guest, posted: Anonymous) -> Response:
    """Begin a case with a report, and tell its number; sent twice, it is one case."""
    handed = handing_in.of_document(owner_reports.document(), _without_trap(posted))
    photos = _photos(handed)
    body = [handed.submission, [photo.content for photo in photos]]
    try:
        _check_is_person(posted)
        kept = guest.once(posted.text("once"), body, lambda tx: _begun(tx, guest, handed, photos))
    except FormInvalid as error:
        return _form(guest, handed, mistakes(error, guest.language))
    except Invalid as error:
        return _form(guest, handed, {}, problem=_said(guest, error))
    context = {"number": _Sent.model_validate_json(kept).number}
    return guest.page("report_sent.html", context, status=201)


@router.get("/status")
def show_question(guest: Guest, number: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Ask for the number of a report, which a message's link says, and the telephone given."""
    return _question(guest, "", status=200, number=number)


@router.post("/status")
def show_status(guest: Guest, posted: Anonymous) -> Response:
    """Show how a report stands to whoever knows its number and telephone."""
    number, phone = posted.text("number"), posted.text("phone")
    try:
        with guest.store.read() as tx:
            found = owner_reports.standing(tx, number, phone, client=guest.client)
    except NotFound:
        guest.store.run(lambda tx: owner_reports.missed(tx, number, client=guest.client))
        return _question(guest, "report.unknown", status=404, number=number)
    return _status(guest, found, phone)


@router.post("/photo")
def show_photo(guest: Guest, posted: Anonymous) -> Response:
    """Save a picture of what was done, for whoever knows number and telephone."""
    number, phone, chosen = (posted.text(name) for name in ("number", "phone", "photo"))
    try:
        with guest.store.read() as tx:
            found = owner_reports.photo(tx, number, phone, chosen, client=guest.client)
    except NotFound:
        guest.store.run(lambda tx: owner_reports.missed(tx, number, client=guest.client))
        raise
    return as_file(*found)


@router.post("/rating")
def rate(guest: Guest, posted: Anonymous) -> Response:
    """Take over how satisfied the owner is; he is not called any more then."""
    number, phone = posted.text("number"), posted.text("phone")
    chosen, reason = posted.text("satisfaction"), posted.text("reason")

    def work(tx: Transaction) -> Reply:
        satisfaction = int(chosen) if chosen.isdecimal() else 0
        owner_reports.rate(
            tx, number, phone, satisfaction=satisfaction, reason=reason, client=guest.client
        )
        return Reply(body=None)

    problem = ""
    try:
        guest.once(posted.text("once"), [number, chosen, reason], work)
    except (NotFound, TooManyAttempts):
        return show_status(guest, posted)
    except EngineError as error:
        problem = _said(guest, error)
    with guest.store.read() as tx:
        found = owner_reports.standing(tx, number, phone, client=guest.client)
    return _status(guest, found, phone, problem=problem, reason=reason)


@router.get("/poster")
def show_poster(guest: Guest) -> Response:
    """Show the project's code (ISO/IEC 18004) on a sheet of A4 to be printed and put up."""
    goal = f"{str(guest.request.base_url).rstrip('/')}/report/{guest.project}"
    return guest.page("report_poster.html", {"address": goal, "qr": qr(goal)})


def _begun(tx: Transaction, guest: _Guest, handed: Handed, photos: list[File]) -> Reply:
    case = owner_reports.submit(
        tx, guest.project, handed.submission, photos=photos, client=guest.client
    )
    return Reply(body=_Sent(number=case.business_key or str(case.id)))


def _photos(handed: Handed) -> list[File]:
    return [
        File(name=each.name, media_type=each.media_type, content=each.content)
        for each in handed.files.get("evidence", [])
    ]


def _check_is_person(posted: Posted) -> None:
    if posted.text(_TRAP):
        raise Invalid("the hidden field was filled in", zh="请将隐藏项留空后再提交")


def _without_trap(posted: Posted) -> Posted:
    """Return what belongs to the form: browsers post the empty field too."""
    texts = {name: values for name, values in posted.texts.items() if name != _TRAP}
    return replace(posted, texts=texts)


def _said(guest: _Guest, error: EngineError) -> str:
    return str(error.facts.get("zh", error)) if guest.language == "zh" else str(error)


def _form(
    guest: _Guest, handed: Handed, errors: Mapping[str, list[str]], *, problem: str = ""
) -> Response:
    shown = fields(
        owner_reports.document(),
        handed.typed,
        rights={},
        language=guest.language,
        choices=Choices(),
        errors=errors,
    )
    context = {
        "fields": shown,
        "once": new_key(),
        "trap": _TRAP,
        "problem": problem,
        "wrong": len(errors),
        "summary": summary(Sheet(write=shown), errors),
    }
    return guest.page("report.html", context, status=422 if errors or problem else 200)


def _question(guest: _Guest, problem: str, *, status: int, number: str = "") -> Response:
    context = {"problem": problem, "number": number}
    return guest.page("report_question.html", context, status=status)


def _status(
    guest: _Guest, found: Standing, phone: str, *, problem: str = "", reason: str = ""
) -> Response:
    context = {
        "found": found,
        "received": local(found.received_at),
        "phone": phone,
        "once": new_key(),
        "scale": _SCALE,
        "problem": problem,
        "reason": reason,
    }
    return guest.page("report_status.html", context, status=422 if problem else 200)
