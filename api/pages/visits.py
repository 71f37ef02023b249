"""What page routes ask for: who visits, in which language, and what was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from secrets import token_urlsafe
from typing import Annotated, Final

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse

from api.depends import Call, TheStore
from api.language import wanted
from api.pages.rendering import Reader
from api.signin import check_csrf, of_session
from api.views.boxes import counted
from engine import desk
from engine.errors import NotSignedIn
from engine.model import Actor
from engine.store import Transaction

_SEE_OTHER: Final = 303
_FIELDS: Final = 2_000  # of one form: a table of a hundred rows has so many
_FILES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of a posted form."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A posted form: texts and files by field; fields that come several times keep their order."""

    texts: Mapping[str, list[str]]
    files: Mapping[str, list[Upload]]

    def text(self, name: str) -> str:
        """Return the last text of a field; empty where there is none."""
        return self.texts.get(name, [""])[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody who is signed in opens a page."""

    call: Call
    reader: Reader

    def keyed(self, key: str) -> Call:
        """Return the call with the form's own key: submitting it twice changes things once."""
        return replace(self.call, key=f"page:{key}" if key else None)


class Where(BaseModel):
    """Where a page goes on to, kept with the answer of a change."""

    path: str


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return token_urlsafe(12)


def see(path: str) -> RedirectResponse:
    """Send the browser on by GET (RFC 9110, 15.4.4), so that reloading posts nothing twice."""
    return RedirectResponse(path, status_code=_SEE_OTHER)


def _visit(request: Request, store: TheStore) -> Visit:
    caller = of_session(request, store)
    if caller is None:
        raise NotSignedIn("no session")
    call = Call(store=store, caller=caller, request=request, key=None, expected=None)
    reader = Reader(
        request=request,
        language=wanted(request, "zh"),
        me=caller.actor,
        csrf=caller.csrf or "",
    )
    if request.method == "GET":
        reader = call.read(partial(_with_lists, reader, caller.actor))
    return Visit(call=call, reader=reader)


def _with_lists(reader: Reader, actor: Actor, tx: Transaction) -> Reader:
    """Add what waits for this person.

    What it is like comes first: a change in between is told once more, rather than never.
    """
    seen = desk.stirrings(tx, [actor])[actor.id]
    return replace(reader, seen=seen, boxes=counted(tx, actor))


async def _posted(request: Request) -> Posted:
    async with request.form(max_fields=_FIELDS, max_files=_FILES) as form:
        return await _read(form)


async def _read(form: FormData) -> Posted:
    texts: dict[str, list[str]] = {}
    files: dict[str, list[Upload]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            texts.setdefault(name, []).append(value)
        elif value.filename:
            content = await value.read()
            kind = value.content_type or "application/octet-stream"
            files.setdefault(name, []).append(
                Upload(name=value.filename, media_type=kind, content=content)
            )
    return Posted(texts=texts, files=files)


def _checked(
    visit: Annotated[Visit, Depends(_visit)], form: Annotated[Posted, Depends(_posted)]
) -> Posted:
    """Return what was posted without its token: the same form sent again bears another one."""
    check_csrf(visit.call.caller, form.text("csrf"))
    return replace(form, texts={name: said for name, said in form.texts.items() if name != "csrf"})


def local_path(path: str) -> str:
    """Return a path of this site to go to; anything that leads elsewhere becomes the start page."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return "/"
    return path


Visitor = Annotated[Visit, Depends(_visit)]
Anonymous = Annotated[Posted, Depends(_posted)]
"""What somebody posted who need not be signed in."""
Form = Annotated[Posted, Depends(_checked)]
"""What the visitor posted, its CSRF token checked."""
