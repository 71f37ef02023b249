"""Dry runs 试运行: a draft played by the real engine, with a clock of its own; nothing is kept."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from api.depends import DESIGNERS, Question
from api.problems import documented
from api.rest.bodies import Body, Json
from api.views.rehearsals import RehearsedOut, ToldOut
from engine import access, rehearsals
from engine.errors import DeploymentRefused, Invalid, NotPermitted
from engine.model import Role

router = APIRouter(prefix="/rehearsals", tags=["drafts"])

Files = Annotated[list[UploadFile], File(description="The files of the draft.")]


class Plan(Body):
    """What is to happen, from the beginning; each step in the words of scenarios."""

    process: str
    steps: list[Json] = Field(
        default_factory=list,
        max_length=500,
        examples=[[{"start": "limin"}, {"complete": "UT_Fill", "by": "limin", "with": {}}]],
    )
    project: str | None = None
    clock: AwareDatetime | None = None


@router.post("", responses=documented(Invalid, NotPermitted, DeploymentRefused))
def rehearse(
    files: Files,
    plan: Annotated[str, Form(max_length=500_000, description="JSON: process, steps, project.")],
    call: Question,
) -> RehearsedOut:
    """Play the steps with these files, and say where the case stands then."""
    contents = _contents(files)
    try:
        wanted = Plan.model_validate_json(plan)
    except ValidationError as error:
        raise Invalid(f"the plan cannot be read: {error.errors()[0]['msg']}") from None
    company = call.read(lambda tx: rehearsals.of(tx, contents, by=call.actor))
    found = rehearsals.rehearse(
        contents,
        rehearsals.Plan(
            process=wanted.process,
            steps=tuple(wanted.steps),
            project=wanted.project,
            clock=wanted.clock,
        ),
        company,
    )
    return RehearsedOut.of(found)


@router.post(
    "/stories",
    responses=documented(Invalid, NotPermitted, DeploymentRefused),
    dependencies=[DESIGNERS],
)
def tell_stories(files: Files, call: Question) -> ToldOut:
    """Tell every story (`*.scenario.yaml`) among the files, and measure what they came by."""
    contents = _contents(files)
    company = call.read(lambda tx: rehearsals.of(tx, contents, by=call.actor))
    return ToldOut.of(rehearsals.told(contents, company))


class Story(Body):
    """A dry run that is to be kept as a story."""

    text: str = Field(default="", max_length=1_000_000, description="The file as it was.")
    process: str
    name: str = Field(min_length=1, max_length=200)
    steps: list[Json] = Field(min_length=1, max_length=500)
    clock: datetime
    expect: dict[str, Any] = Field(default_factory=dict)


class StoryOut(BaseModel):
    """A file of scenarios."""

    text: str


@router.post("/story", responses=documented(Invalid, NotPermitted), dependencies=[DESIGNERS])
def write_story(body: Story, call: Question) -> StoryOut:
    """Write a dry run down as a story, behind those of the file."""
    access.check_has_role(call.actor, Role.DESIGNER, Role.ADMINISTRATOR)
    text = rehearsals.added(
        body.text,
        body.process,
        body.steps,
        clock=body.clock,
        name=body.name,
        ended=body.expect,
    )
    return StoryOut(text=text)


def _contents(files: list[UploadFile]) -> dict[str, bytes]:
    return {file.filename or "": file.file.read() for file in files}
