"""Having the personal data of a case shown in full on its page, with a reason."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse

from api.depends import Reply
from api.pages.visits import Form, Visitor, Where, see
from engine import sights
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.post("/audit/cases/{instance_id}/disclosures")
def disclose(visit: Visitor, instance_id: UUID, posted: Form) -> RedirectResponse:
    """Show a case in full for a while, and go back to it."""
    path = f"/audit/cases/{instance_id}"

    def work(tx: Transaction) -> Reply:
        sights.disclose(tx, instance_id, by=visit.call.actor, reason=posted.text("reason"))
        return Reply(body=Where(path=path))

    visit.keyed(posted.text("once")).once([str(instance_id), posted.text("reason")], work)
    return see(path)
