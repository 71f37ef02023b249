"""Deployments: diagrams, decision tables and forms put in force together."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.views.definitions import DefinitionOut, FindingOut
from engine import deployments
from engine.errors import DeploymentRefused, NotFound, NotPermitted
from engine.model import Finding, ProcessDefinition
from engine.store import Deployment, Transaction

router = APIRouter(prefix="/deployments", tags=["definitions"])

Files = Annotated[
    list[UploadFile], File(description="Files of BPMN (.bpmn), DMN (.dmn) and forms (.form.json).")
]


class DeploymentOut(BaseModel):
    """What was put in force together, by whom, when."""

    id: str
    deployed_at: AwareDatetime
    deployed_by: str
    deployed_by_name: str
    resources: dict[str, str]
    definitions: list[DefinitionOut]
    findings: list[FindingOut] = Field(
        description="Warnings; a deployment that is looked up again has none."
    )


@router.post(
    "",
    status_code=201,
    responses=documented(DeploymentRefused, NotPermitted),
    response_model=DeploymentOut,
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
        return Reply(body=_out(kept, done.definitions, done.findings), status=201)

    return call.change(resources, work)


@router.get("", responses=documented())
def list_deployments(
    call: Question, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[DeploymentOut]:
    """List deployments, the newest first."""
    page = call.read(lambda tx: tx.definitions.deployments(limit=limit, cursor=cursor))
    return PageOut(items=[_out(each, each.definitions, ()) for each in page.items], next=page.next)


@router.get("/{deployment_id}", responses=documented(NotFound))
def get_deployment(deployment_id: str, call: Question) -> DeploymentOut:
    """Show one deployment."""
    found = call.read(lambda tx: tx.definitions.deployment(deployment_id))
    return _out(found, found.definitions, ())


def _out(
    deployment: Deployment,
    definitions: Sequence[ProcessDefinition],
    findings: Sequence[Finding],
) -> DeploymentOut:
    return DeploymentOut(
        id=deployment.id,
        deployed_at=deployment.deployed_at,
        deployed_by=deployment.deployed_by,
        deployed_by_name=deployment.deployed_by_name,
        resources=dict(deployment.resources),
        definitions=[DefinitionOut.of(each) for each in definitions],
        findings=[FindingOut.of(each) for each in findings],
    )
