"""Process definitions: what is deployed, as data, as its own XML and as a drawing."""

import codecs
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.depends import DESIGNERS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views import diagrams
from api.views.definitions import DefinitionOut
from engine import deployments
from engine.deployments import beginnings
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/process-definitions", tags=["definitions"])

_GONE = documented(NotFound)
Id = Annotated[str, Path(max_length=300, examples=["complaint-handling:1"])]


@router.get("", responses=documented())
def list_process_definitions(
    call: Question,
    key: str | None = None,
    latest: bool = True,  # noqa: FBT001, FBT002 - a switch in the address
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[DefinitionOut]:
    """List definitions: the version of each process in force, or all versions (`latest=false`)."""
    page = call.read(
        lambda tx: tx.definitions.page(key=key, latest_only=latest, limit=limit, cursor=cursor)
    )
    return PageOut(items=[DefinitionOut.of(each) for each in page.items], next=page.next)


@router.get("/{definition_id}", responses=_GONE)
def get_process_definition(definition_id: Id, call: Question) -> DefinitionOut:
    """Show one definition."""
    return DefinitionOut.of(call.read(lambda tx: tx.definitions.get(definition_id)))


@router.get("/{definition_id}/xml", responses=_GONE, response_class=Response)
def get_xml(definition_id: Id, call: Question) -> Response:
    """Return the BPMN file, byte for byte as it was deployed."""
    definition = call.read(lambda tx: tx.definitions.get(definition_id))
    name = f"{definition.key}-{definition.version}.bpmn"
    return Response(
        definition.xml,
        media_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class FilesOut(BaseModel):
    """The files of a version, as a draft would begin with them."""

    files: dict[str, str] = Field(description="Text by name: diagram, tables, forms.")


@router.get("/{definition_id}/files", responses=_GONE)
def get_files(definition_id: Id, call: Question) -> FilesOut:
    """Return the diagram with the decision tables and forms that this version is bound to."""
    found = beginnings.of_definition(call.read(lambda tx: tx.definitions.get(definition_id)))
    return FilesOut(files={name: _text(content) for name, content in found.items()})


@router.get("/{definition_id}/diagram.svg", responses=_GONE, response_class=Response)
def get_diagram(definition_id: Id, call: Question) -> Response:
    """Draw the diagram."""
    definition = call.read(lambda tx: tx.definitions.get(definition_id))
    return Response(diagrams.of_definition(definition), media_type="image/svg+xml")


class RollBack(Body):
    """Why an earlier version is to be in force again."""

    reason: str = Field(max_length=2000, examples=["新版漏了回访一步"])


@router.post(
    "/{definition_id}/roll-back",
    responses=documented(NotFound, NotPermitted, Conflict, Invalid),
    response_model=DefinitionOut,
    dependencies=[DESIGNERS],
)
def roll_back(definition_id: Id, body: RollBack, call: Change) -> Response:
    """Put this version in force again for new cases; cases that run stay on theirs."""

    def work(tx: Transaction) -> Reply:
        deployments.roll_back(tx, definition_id, reason=body.reason, by=call.actor)
        return Reply(body=DefinitionOut.of(tx.definitions.get(definition_id)))

    return call.change(body, work)


def _text(content: bytes) -> str:
    """Read a file in one of the encodings that diagrams are taken in (`engine.diagram.xml`)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("gb18030")
