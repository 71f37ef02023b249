"""审核与发布: a draft submitted, reviewed, released; an earlier version in force again."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Literal

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.common import draft_line
from api.pages.rendering import address, render
from api.pages.visits import Form, Posted, Visitor, Where, new_key, see
from api.views import diagrams
from api.views.reviews import ReleaseEventOut, ReviewOut
from engine import deployments
from engine.deployments import drafts, reviews
from engine.model import Actor, ProcessDefinition, ReleaseStage
from engine.store import Draft, ReleaseEvent, Transaction

router = APIRouter(include_in_schema=False)

Step = Literal["submission", "withdrawal", "approval", "rejection"]
_TONES: Final = {
    ReleaseStage.OPEN: "",
    ReleaseStage.SUBMITTED: "soon",
    ReleaseStage.APPROVED: "ok",
    ReleaseStage.REJECTED: "late",
    ReleaseStage.RELEASED: "mine",
}
_DEFINITIONS: Final = "/admin/definitions"
_MOST: Final = 100


@router.get("/designer/{draft_id}/review")
def show_review(visit: Visitor, draft_id: str) -> Response:
    """Show where a draft stands, as the part of its page that changes."""

    def part(tx: Transaction) -> dict[str, Any]:
        draft = drafts.get(tx, draft_id, by=visit.call.actor)
        return {"draft": draft, **reviewed(tx, draft, visit.call.actor)}

    return render(visit.reader, "parts/review.html", visit.call.read(part))


@router.post("/designer/{draft_id}/release")
def release(visit: Visitor, draft_id: str, posted: Form) -> Response:
    """Put a draft in force as it was reviewed."""

    def work(tx: Transaction) -> Reply:
        done = drafts.release(tx, draft_id, by=visit.call.actor)
        ids = [each.id for each in done.definitions]
        return Reply(body=Where(path=f"{_DEFINITIONS}/{ids[0]}" if ids else _DEFINITIONS))

    _, answer = visit.keyed(posted.text("once")).once(["release", draft_id], work)
    return see(address(Where.model_validate_json(answer).path, {"said": "deployed"}))


@router.post("/designer/{draft_id}/{step}")
def go_on(visit: Visitor, draft_id: str, step: Step, posted: Form) -> Response:
    """Submit a draft, take that back, approve or reject it."""

    def work(tx: Transaction) -> Reply:
        draft = drafts.get(tx, draft_id, by=visit.call.actor)
        _STEPS[step](tx, draft, posted, visit.call.actor)
        return Reply(body=None)

    given = [step, draft_id, posted.text("content"), posted.text("reason")]
    visit.keyed(posted.text("once")).once(given, work)
    home = "/admin/drafts" if posted.text("back") == "draft" else "/designer"
    return see(address(f"{home}/{draft_id}", {"said": step}))


@router.post("/admin/definitions/{definition_id}/roll-back")
def roll_back(visit: Visitor, definition_id: str, posted: Form) -> Response:
    """Put an earlier version in force again."""

    def work(tx: Transaction) -> Reply:
        reason = posted.text("reason")
        deployments.roll_back(tx, definition_id, reason=reason, by=visit.call.actor)
        return Reply(body=None)

    given = ["roll-back", definition_id, posted.text("reason")]
    visit.keyed(posted.text("once")).once(given, work)
    return see(address(f"{_DEFINITIONS}/{definition_id}", {"said": "rolled-back"}))


@router.post("/admin/definitions/{definition_id}/starts")
def change_starts(visit: Visitor, definition_id: str, posted: Form) -> Response:
    """Let no case of a process begin for a while, or let cases begin again."""
    suspends = posted.text("do") == "suspend"
    change = deployments.suspend_starts if suspends else deployments.resume_starts

    def work(tx: Transaction) -> Reply:
        key = tx.definitions.get(definition_id).key
        change(tx, key, reason=posted.text("reason"), by=visit.call.actor)
        return Reply(body=None)

    given = ["starts", definition_id, posted.text("do"), posted.text("reason")]
    visit.keyed(posted.text("once")).once(given, work)
    said = "starts-suspended" if suspends else "starts-resumed"
    return see(address(f"{_DEFINITIONS}/{definition_id}", {"said": said}))


def reviewed(tx: Transaction, draft: Draft, actor: Actor) -> dict[str, Any]:
    """Return what `parts/review.html` shows of a draft."""
    review = ReviewOut.of(reviews.of(tx, draft), actor)
    return {
        "review": review,
        "tone": _TONES[review.stage],
        "record": [shown(each) for each in reversed(review.events)],
        "standing": shown(review.last) if review.last else None,
        "review_once": new_key(),
    }


def shown(event: ReleaseEventOut | ReleaseEvent) -> dict[str, str]:
    """Return an entry of the record as people read it."""
    return {
        "kind": event.kind.value,
        "who": event.actor_name,
        "at": local(event.at),
        "version": (event.definition_id or "").rpartition(":")[2],
        "before": (event.replaced or "").rpartition(":")[2],
        "reason": event.reason,
        "content": (event.content or "")[:12],
    }


def version_line(definition: ProcessDefinition, in_force: Collection[str]) -> dict[str, Any]:
    """Return one version of a process as lists show it."""
    return {
        "id": definition.id,
        "name": definition.name,
        "key": definition.key,
        "version": definition.version,
        "at": local(definition.deployed_at),
        "in_force": definition.id in in_force,
    }


def versions_of(tx: Transaction, definition: ProcessDefinition) -> dict[str, Any]:
    """Return the versions of a process, which one is in force, and the record of them."""
    in_force = tx.definitions.latest(definition.key).id
    versions = tx.definitions.page(key=definition.key, limit=_MOST).items
    record = tx.releases.page(key=definition.key, limit=_MOST).items
    return {
        "in_force": definition.id == in_force,
        "versions": [version_line(each, {in_force}) for each in versions],
        "record": [shown(each) for each in record],
        "roll_back_once": new_key(),
        "suspended": deployments.suspended_starts(tx).get(definition.key),
        "starts_once": new_key(),
    }


def picture(xml: bytes, title: str) -> Markup | None:
    """Return a diagram drawn for reading; None where there is nothing to draw yet."""
    drawn = diagrams.of_file(xml, title)
    return Markup(drawn) if drawn else None  # noqa: S704 - drawn by us, escaped


def draft_lines(tx: Transaction, found: Sequence[Draft], actor: Actor) -> list[dict[str, Any]]:
    """Return drafts as lists show them, each with where it stands."""
    known = reviews.of_all(tx, found)
    return [
        {
            **draft_line(each),
            "stage": known[each.id].stage.value,
            "tone": _TONES[known[each.id].stage],
            "mine": known[each.id].may_review(actor),
        }
        for each in found
    ]


def _submit(tx: Transaction, draft: Draft, posted: Posted, by: Actor) -> None:
    content = posted.text("content")
    reviews.submit(tx, draft, content=content, note=posted.text("reason"), by=by)


def _withdraw(tx: Transaction, draft: Draft, _: Posted, by: Actor) -> None:
    reviews.withdraw(tx, draft, by=by)


def _approve(tx: Transaction, draft: Draft, posted: Posted, by: Actor) -> None:
    content = posted.text("content")
    reviews.approve(tx, draft, content=content, note=posted.text("reason"), by=by)


def _reject(tx: Transaction, draft: Draft, posted: Posted, by: Actor) -> None:
    content, reason = posted.text("content"), posted.text("reason")
    reviews.reject(tx, draft, content=content, reason=reason, by=by)


_STEPS: Final[dict[Step, Callable[[Transaction, Draft, Posted, Actor], None]]] = {
    "submission": _submit,
    "withdrawal": _withdraw,
    "approval": _approve,
    "rejection": _reject,
}
