"""The organisation: units, posts and people, for whoever assigns work or fills in forms."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.depends import Question
from api.problems import documented
from engine.model.organisation import Organisation

router = APIRouter(prefix="/organisation", tags=["organisation"])


class UnitOut(BaseModel):
    """One node of the tree company, region, project, department, team."""

    code: str
    name: str
    type: str
    parent: str | None


class PostOut(BaseModel):
    """One entry of the catalogue of posts."""

    code: str
    name: str
    rank: int


class AssignmentOut(BaseModel):
    """Who holds which post where."""

    person: str
    unit: str
    post: str
    is_primary: bool
    is_head: bool


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
        units=[
            UnitOut(code=u.code, name=u.name, type=u.type, parent=u.parent)
            for u in found.units.values()
        ],
        posts=[PostOut(code=p.code, name=p.name, rank=p.rank) for p in found.posts.values()],
        people=_people(found),
        assignments=[
            AssignmentOut(
                person=a.person,
                unit=a.unit,
                post=a.post,
                is_primary=a.is_primary,
                is_head=a.is_head,
            )
            for a in found.assignments
        ],
    )


@router.get("/people", responses=documented())
def list_people(call: Question) -> list[PersonOut]:
    """List everybody, in the order of their ids."""
    return _people(call.read(lambda tx: tx.people.organisation()))


def _people(found: Organisation) -> list[PersonOut]:
    return [
        PersonOut(id=each.id, name=each.name, active=each.active)
        for each in sorted(found.people.values(), key=lambda one: one.id)
    ]
