"""流程设计: drafts to go on with, beginnings, and the designer itself over one draft."""

from typing import Any, Final

import orjson
from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.depends import Reply
from api.pages.bundle import bundle
from api.pages.rendering import address, render
from api.pages.reviewing import draft_lines, picture, reviewed
from api.pages.visits import Form, Visitor, Where, new_key, see
from api.signin import masked
from api.views.designing import choices, words
from engine.deployments import drafts, policies
from engine.deployments.beginnings import TEMPLATES
from engine.errors import Invalid
from engine.model import ReleasePolicy
from engine.store import Draft, Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 100
TABS: Final = ("diagram", "tables", "forms", "rehearsal", "versions")
"""Of the designer, in their order; the first one is there when the page opens."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The modellers place what they draw by style attributes, and bring their symbols as data."""


@router.get("/designer")
def show_designs(visit: Visitor) -> Response:
    """List drafts and what is in force, and offer to begin."""

    def page(tx: Transaction) -> dict[str, Any]:
        found = drafts.page(tx, by=visit.call.actor, limit=_MOST)
        in_force = tx.definitions.page(latest_only=True, limit=_MOST)
        return {
            "drafts": draft_lines(tx, found.items, visit.call.actor),
            "definitions": [
                {"id": one.id, "name": one.name, "version": one.version, "once": new_key()}
                for one in in_force.items
            ],
            "templates": TEMPLATES,
            "once": new_key(),
            "policy": policies.get(tx).value,
            "policies": [each.value for each in ReleasePolicy],
        }

    return render(visit.reader, "designs.html", visit.call.read(page))


@router.post("/designer/policy")
def set_policy(visit: Visitor, posted: Form) -> Response:
    """Decide what needs the review of a second person, with a reason on record."""
    wanted = posted.text("policy")
    if wanted not in set(ReleasePolicy):
        raise Invalid(f"{wanted!r} is no release policy")

    def work(tx: Transaction) -> Reply:
        reason = posted.text("reason")
        policies.put(tx, ReleasePolicy(wanted), reason=reason, by=visit.call.actor)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(["policy", wanted, posted.text("reason")], work)
    return see(address("/designer", {"said": "kept"}))


@router.post("/designer")
def begin(visit: Visitor, posted: Form) -> Response:
    """Begin a draft from a template, or with a version that is in force."""

    def work(tx: Transaction) -> Reply:
        version = posted.text("definition")
        if version:
            draft = drafts.take_up(tx, version, by=visit.call.actor)
        else:
            key, name = posted.text("key").strip(), posted.text("name")
            draft = drafts.begin(
                tx, posted.text("template"), key=key, name=name, by=visit.call.actor
            )
        return Reply(body=Where(path=f"/designer/{draft.id}"))

    given = {name: list(said) for name, said in posted.texts.items() if name != "csrf"}
    _, answer = visit.keyed(posted.text("once")).once(given, work)
    return see(Where.model_validate_json(answer).path)


@router.get("/designer/{draft_id}")
def design(visit: Visitor, draft_id: str) -> Response:
    """Show the designer over one draft; without its bundle, the draft's page says so."""

    def page(tx: Transaction) -> Response:
        draft = drafts.get(tx, draft_id, by=visit.call.actor)
        files = tx.drafts.contents(draft)
        diagram = next((name for name in sorted(files) if name.endswith(".bpmn")), "")
        context = {
            "draft": draft,
            "bundle": bundle(),
            "page": _island(visit, draft),
            "picture": picture(files.get(diagram, b""), draft.name),
            "tabs": TABS,
            "dockless": True,
            **reviewed(tx, draft, visit.call.actor),
        }
        return render(visit.reader, "designer.html", context)

    answer = visit.call.read(page)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _island(visit: Visitor, draft: Draft) -> Markup:
    """Return what the scripts are told, as JSON that cannot end its element."""
    told = {
        "language": visit.reader.language,
        "csrf": masked(visit.reader.csrf),
        "draft": draft.id,
        "version": draft.version,
        "name": draft.name,
        "me": visit.call.actor.id,
        "texts": words(visit.reader.language),
        "choices": choices(visit.reader.language),
    }
    text = orjson.dumps(told).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - JSON without a `<` stays inside its script element
