"""The organisation: units, posts and people, for whoever assigns work or fills in forms."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.depends import ADMINISTRATORS, Call, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from engine import access, user_tasks
from engine.errors import Conflict, InstanceNotActive, NotPermitted, TaskNotOpen
from engine.model import Role
from engine.model.organisation import Organisation

router = APIRouter(prefix="/organisation", tags=["organisation"])


class UnitOut(BaseModel):
    """One node of the tree company, region, project, department, team."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    type: str
    parent: str | None
    calendar: str
    valid_from: date | None
    valid_to: date | None


class PostOut(BaseModel):
    """One entry of the catalogue of posts."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    rank: int
    is_key: bool
    trade: str


class AssignmentOut(BaseModel):
    """Who holds which post where."""

    model_config = ConfigDict(from_attributes=True)

    person: str
    unit: str
    post: str
    is_primary: bool
    is_head: bool
    valid_from: date | None
    valid_to: date | None


class PersonOut(BaseModel):
    """Somebody whom work may be given to."""

    id: str
    name: str
    active: bool


class OrganisationOut(BaseModel):
    """The whole organisation at one version."""

    version: int
    units: list[UnitOut]
    posts: list[PostOut]
    people: list[PersonOut]
    assignments: list[AssignmentOut]


@router.get("", responses=documented())
def get_organisation(call: Question) -> OrganisationOut:
    """Show units, posts, people and who holds what."""
    found = call.read(lambda tx: tx.people.organisation())
    return OrganisationOut(
        version=found.version,
        units=[UnitOut.model_validate(each) for each in found.units.values()],
        posts=[PostOut.model_validate(each) for each in found.posts.values()],
        people=_people(found),
        assignments=[AssignmentOut.model_validate(each) for each in found.assignments],
    )


class Rerouting(Body):
    """Which unclaimed tasks are to be offered anew; all where no project is named."""

    project: str | None = None


class ReroutedOut(BaseModel):
    """What became of the unclaimed tasks."""

    offered: int = Field(description="So many tasks were offered anew.")
    failed: int = Field(description="So many could not be: claimed meanwhile, or not yours.")


@router.post(
    "/rerouting",
    responses=documented(NotPermitted),
    response_model=ReroutedOut,
    dependencies=[ADMINISTRATORS],
)
def reroute(body: Rerouting, call: Change) -> Response:
    """Ask the rules of unclaimed tasks again after the roster has changed (administrators)."""

    def work() -> Reply:
        access.check_has_role(call.actor, Role.ADMINISTRATOR)
        tasks = call.read(lambda tx: tx.handovers.pools(body.project))
        offered = sum(_offered_anew(call, task_id) for task_id in tasks)
        return Reply(body=ReroutedOut(offered=offered, failed=len(tasks) - offered))

    return call.change_many(body, work)


def _offered_anew(call: Call, task_id: UUID) -> bool:
    try:
        call.store.run(lambda tx: user_tasks.reroute(tx, task_id, by=call.actor))
    except (Conflict, TaskNotOpen, InstanceNotActive):
        return False
    return True


@router.get("/people", responses=documented())
def list_people(call: Question) -> list[PersonOut]:
    """List everybody, in the order of their ids."""
    return _people(call.read(lambda tx: tx.people.organisation()))


def _people(found: Organisation) -> list[PersonOut]:
    return [
        PersonOut(id=each.id, name=each.name, active=each.active)
        for each in sorted(found.people.values(), key=lambda one: one.id)
    ]
