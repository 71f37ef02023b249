"""Drafts: releases in work, kept until somebody puts them in force. Designers, administrators."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import Field

from api.depends import DESIGNERS, Change, Question, Reply, etag
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.definitions import DeploymentOut, FindingOut
from api.views.drafts import DraftOut
from api.views.files import saved
from engine.deployments import drafts
from engine.errors import (
    Conflict,
    DeploymentRefused,
    Invalid,
    NotFound,
    NotPermitted,
    PreconditionFailed,
)
from engine.store import Draft, Transaction

router = APIRouter(prefix="/drafts", tags=["drafts"])

Files = Annotated[list[UploadFile], File(description="Diagrams, decision tables, forms, archives.")]
Name = Annotated[str, Form(max_length=200, description="Empty = the name of the first file.")]
Comment = Annotated[str, Form(max_length=2000, description="What this version is about.")]
_GONE = documented(NotFound, NotPermitted)


@router.post(
    "",
    status_code=201,
    responses=documented(Invalid, NotPermitted),
    response_model=DraftOut,
    dependencies=[DESIGNERS],
)
def keep_draft(files: Files, call: Change, name: Name = "", comment: Comment = "") -> Response:
    """Keep files as a draft, right or wrong."""
    contents = _contents(files)

    def work(tx: Transaction) -> Reply:
        kept = drafts.keep(tx, contents, by=call.actor, name=name, comment=comment)
        return Reply(body=DraftOut.of(kept), status=201)

    return call.change([contents, name, comment], work)


@router.get("", responses=documented(NotPermitted))
def list_drafts(call: Question, limit: Limit = 50, cursor: Cursor = None) -> PageOut[DraftOut]:
    """List drafts, the one changed last first."""
    page = call.read(lambda tx: drafts.page(tx, by=call.actor, limit=limit, cursor=cursor))
    return PageOut(items=[DraftOut.of(each) for each in page.items], next=page.next)


class Beginning(Body):
    """A process of one's own."""

    template: Literal["blank", "approval"]
    key: str = Field(description="Id of the process: an XML name.", examples=["key-handover"])
    name: str = Field(max_length=200, examples=["钥匙交接"])


@router.post(
    "/from-template",
    status_code=201,
    responses=documented(Invalid, NotPermitted),
    response_model=DraftOut,
    dependencies=[DESIGNERS],
)
def begin_draft(body: Beginning, call: Change) -> Response:
    """Begin a process from a template."""

    def work(tx: Transaction) -> Reply:
        kept = drafts.begin(tx, body.template, key=body.key, name=body.name, by=call.actor)
        return Reply(body=DraftOut.of(kept), status=201)

    return call.change(body, work)


class TakenUp(Body):
    """A version that was put in force."""

    definition_id: str = Field(examples=["complaint-handling:1"])


@router.post(
    "/from-definition",
    status_code=201,
    responses=documented(NotFound, NotPermitted),
    response_model=DraftOut,
    dependencies=[DESIGNERS],
)
def take_up_definition(body: TakenUp, call: Change) -> Response:
    """Begin a draft with the diagram, tables and forms of a version."""

    def work(tx: Transaction) -> Reply:
        kept = drafts.take_up(tx, body.definition_id, by=call.actor)
        return Reply(body=DraftOut.of(kept), status=201)

    return call.change(body, work)


@router.post("/examination", responses=documented(NotPermitted), dependencies=[DESIGNERS])
def examine_files(files: Files, call: Question) -> list[FindingOut]:
    """Say everything that putting these files in force would find; nothing is kept."""
    contents = _contents(files)
    found = call.read(lambda tx: drafts.try_out(tx, contents, by=call.actor))
    return [FindingOut.of(finding) for finding in found]


@router.get("/{draft_id}", responses=_GONE)
def get_draft(draft_id: str, call: Question, response: Response) -> DraftOut:
    """Show a draft; its ETag is its version."""
    found = call.read(lambda tx: drafts.get(tx, draft_id, by=call.actor))
    response.headers.update(etag(found.version))
    return DraftOut.of(found)


@router.get("/{draft_id}/files/{name:path}", responses=_GONE, response_class=Response)
def get_draft_file(draft_id: str, name: str, call: Question) -> Response:
    """Download one file of a draft."""
    files = call.read(lambda tx: drafts.contents(tx, draft_id, by=call.actor))
    if name not in files:
        raise NotFound(f"draft {draft_id} has no file {name!r}")
    return saved(name, files[name])


@router.put(
    "/{draft_id}",
    responses=documented(NotFound, NotPermitted, Invalid, Conflict, PreconditionFailed),
    response_model=DraftOut,
    dependencies=[DESIGNERS],
)
def replace_draft(
    draft_id: str, files: Files, call: Change, name: Name = "", comment: Comment = ""
) -> Response:
    """Put other files into a draft: all of them, not only those that changed."""
    contents = _contents(files)

    def work(tx: Transaction) -> Reply:
        changed = drafts.replace(
            tx,
            _seen(tx, draft_id, call),
            contents,
            by=call.actor,
            name=name,
            comment=comment,
        )
        return Reply(body=DraftOut.of(changed))

    return call.change([contents, name, comment], work)


@router.delete(
    "/{draft_id}",
    status_code=204,
    responses=documented(NotFound, NotPermitted, Conflict, PreconditionFailed),
    response_class=Response,
)
def delete_draft(draft_id: str, call: Change) -> Response:
    """Throw a draft away; what it was deployed as stays in force."""

    def work(tx: Transaction) -> Reply:
        drafts.delete(tx, _seen(tx, draft_id, call), by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.get("/{draft_id}/findings", responses=_GONE)
def check_draft(draft_id: str, call: Question) -> list[FindingOut]:
    """Say everything that putting the draft in force would find."""
    found = call.read(lambda tx: drafts.examine(tx, draft_id, by=call.actor))
    return [FindingOut.of(finding) for finding in found]


@router.post(
    "/{draft_id}/deployment",
    status_code=201,
    responses=documented(NotFound, NotPermitted, DeploymentRefused, Conflict, PreconditionFailed),
    response_model=DeploymentOut,
)
def deploy_draft(draft_id: str, call: Change) -> Response:
    """Put a draft in force; errors refuse it (422, `facts.findings`) and it stays as it is."""

    def work(tx: Transaction) -> Reply:
        _seen(tx, draft_id, call)
        done = drafts.release(tx, draft_id, by=call.actor)
        kept = tx.definitions.deployment(done.id)
        return Reply(body=DeploymentOut.of(kept, done.definitions, done.findings), status=201)

    return call.change(None, work)


def _seen(tx: Transaction, draft_id: str, call: Change) -> Draft:
    """Return the draft that the caller means; raises PreconditionFailed for another version."""
    draft = drafts.get(tx, draft_id, by=call.actor)
    call.check_version(draft.version)
    return draft


def _contents(files: list[UploadFile]) -> dict[str, bytes]:
    return {file.filename or "": file.file.read() for file in files}
