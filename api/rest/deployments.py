"""Deployments: diagrams, decision tables and forms put in force together."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from api.depends import DESIGNERS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.views.definitions import DeploymentOut
from engine import deployments
from engine.errors import DeploymentRefused, NotFound, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/deployments", tags=["definitions"])

Files = Annotated[
    list[UploadFile],
    File(description="Files of BPMN (.bpmn), DMN (.dmn), forms (.form.json); archives (.zip)."),
]


@router.post(
    "",
    status_code=201,
    responses=documented(DeploymentRefused, NotPermitted),
    response_model=DeploymentOut,
    dependencies=[DESIGNERS],
)
def deploy(files: Files, call: Change) -> Response:
    """Check files and put them in force together (designers and administrators).

    Errors refuse the whole deployment (422, `facts.findings`); warnings allow it. The same content
    is the same version.
    """
    resources = {file.filename or "": file.file.read() for file in files}

    def work(tx: Transaction) -> Reply:
        done = deployments.deploy(tx, resources, by=call.actor)
        kept = tx.definitions.deployment(done.id)
        return Reply(body=DeploymentOut.of(kept, done.definitions, done.findings), status=201)

    return call.change(resources, work)


@router.get("", responses=documented())
def list_deployments(
    call: Question, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[DeploymentOut]:
    """List deployments, the newest first."""
    page = call.read(lambda tx: tx.definitions.deployments(limit=limit, cursor=cursor))
    return PageOut(
        items=[DeploymentOut.of(each, each.definitions, ()) for each in page.items], next=page.next
    )


@router.get("/{deployment_id}", responses=documented(NotFound))
def get_deployment(deployment_id: str, call: Question) -> DeploymentOut:
    """Show one deployment."""
    found = call.read(lambda tx: tx.definitions.deployment(deployment_id))
    return DeploymentOut.of(found, found.definitions, ())
