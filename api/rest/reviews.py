"""The way of a draft into force: submitted, reviewed by a second person; and what needs that."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, DESIGNERS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.reviews import ReleaseEventOut, ReviewOut
from engine import access
from engine.access import SEES_DEFINITIONS
from engine.deployments import drafts, policies, reviews
from engine.errors import (
    Conflict,
    DeploymentRefused,
    Invalid,
    NotFound,
    NotPermitted,
    PreconditionFailed,
)
from engine.model import ReleasePolicy
from engine.store import Draft, Transaction

router = APIRouter(tags=["drafts"])

_CHANGE = documented(NotFound, NotPermitted, Conflict, PreconditionFailed)
_CHECKED = documented(NotFound, NotPermitted, Conflict, PreconditionFailed, DeploymentRefused)


class Submission(Body):
    """A draft that is ready to be looked at."""

    note: str = Field(default="", max_length=2000, examples=["增加复核一步，请审核"])


class Approval(Body):
    """What a reviewer looked at, and thinks of it."""

    content: str = Field(description="The `content` of the review that was looked at.")
    note: str = Field(default="", max_length=2000)


class Rejection(Body):
    """What a reviewer looked at, and what is wrong with it."""

    content: str = Field(description="The `content` of the review that was looked at.")
    reason: str = Field(max_length=2000, examples=["复核一步没有时限"])


class Policy(Body):
    """What needs a review, and why that was decided."""

    policy: ReleasePolicy
    reason: str = Field(max_length=2000, examples=["集团制度要求双人复核"])


class PolicyOut(BaseModel):
    """What of the things that designers put in force needs the review of a second person."""

    policy: ReleasePolicy


@router.get("/drafts/{draft_id}/review", responses=documented(NotFound, NotPermitted))
def get_review(draft_id: str, call: Question) -> ReviewOut:
    """Say where a draft stands, and what the caller may do about it."""

    def work(tx: Transaction) -> ReviewOut:
        draft = drafts.get(tx, draft_id, by=call.actor)
        return ReviewOut.of(reviews.of(tx, draft), call.actor)

    return call.read(work)


@router.post(
    "/drafts/{draft_id}/submission",
    responses=_CHECKED,
    response_model=ReviewOut,
    dependencies=[DESIGNERS],
)
def submit_draft(draft_id: str, call: Change, body: Submission | None = None) -> Response:
    """Ask for a review of a draft as it is; errors refuse it (422, `facts.findings`)."""

    def work(tx: Transaction) -> Reply:
        note = body.note if body else ""
        review = reviews.submit(tx, _seen(tx, draft_id, call), by=call.actor, note=note)
        return Reply(body=ReviewOut.of(review, call.actor))

    return call.change(body, work)


@router.delete("/drafts/{draft_id}/submission", responses=_CHANGE, response_model=ReviewOut)
def withdraw_draft(draft_id: str, call: Change) -> Response:
    """Take a submission back before it was reviewed."""

    def work(tx: Transaction) -> Reply:
        review = reviews.withdraw(tx, _seen(tx, draft_id, call), by=call.actor)
        return Reply(body=ReviewOut.of(review, call.actor))

    return call.change(None, work)


@router.post(
    "/drafts/{draft_id}/approval",
    responses=_CHANGE,
    response_model=ReviewOut,
    dependencies=[DESIGNERS],
)
def approve_draft(draft_id: str, body: Approval, call: Change) -> Response:
    """Say that a draft may be released as it was submitted; nobody who drew or submitted it."""

    def work(tx: Transaction) -> Reply:
        draft = _seen(tx, draft_id, call)
        review = reviews.approve(tx, draft, content=body.content, note=body.note, by=call.actor)
        return Reply(body=ReviewOut.of(review, call.actor))

    return call.change(body, work)


@router.post(
    "/drafts/{draft_id}/rejection",
    responses=_CHANGE,
    response_model=ReviewOut,
    dependencies=[DESIGNERS],
)
def reject_draft(draft_id: str, body: Rejection, call: Change) -> Response:
    """Send a submission back to its authors with a reason."""

    def work(tx: Transaction) -> Reply:
        draft = _seen(tx, draft_id, call)
        review = reviews.reject(tx, draft, content=body.content, reason=body.reason, by=call.actor)
        return Reply(body=ReviewOut.of(review, call.actor))

    return call.change(body, work)


@router.get("/release-events", responses=documented(NotPermitted))
def list_release_events(
    call: Question, key: str | None = None, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[ReleaseEventOut]:
    """List who submitted, reviewed, released and rolled back what, the newest entry first."""
    access.check_has_role(call.actor, *SEES_DEFINITIONS)
    page = call.read(lambda tx: tx.releases.page(key=key, limit=limit, cursor=cursor))
    return PageOut(items=[ReleaseEventOut.of(each) for each in page.items], next=page.next)


@router.get("/release-policy", responses=documented(NotPermitted))
def get_release_policy(call: Question) -> PolicyOut:
    """Say what needs the review of a second person."""
    access.check_has_role(call.actor, *SEES_DEFINITIONS)
    return PolicyOut(policy=call.read(policies.get))


@router.put(
    "/release-policy",
    responses=documented(NotPermitted, Invalid),
    response_model=PolicyOut,
    dependencies=[ADMINISTRATORS],
)
def set_release_policy(body: Policy, call: Change) -> Response:
    """Decide what needs the review of a second person. Administrators; the reason is kept."""

    def work(tx: Transaction) -> Reply:
        policies.put(tx, body.policy, reason=body.reason, by=call.actor)
        return Reply(body=PolicyOut(policy=body.policy))

    return call.change(body, work)


def _seen(tx: Transaction, draft_id: str, call: Change) -> Draft:
    """Return the draft that the caller means; raises PreconditionFailed for another version."""
    draft = drafts.get(tx, draft_id, by=call.actor)
    call.check_version(draft.version)
    return draft
