"""Having the personal data of a case disclosed for a while: with a reason, on the operation log."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Reply
from api.problems import documented
from api.rest.bodies import Reason
from engine import sights
from engine.errors import NotFound, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["audit"])


class DisclosureOut(BaseModel):
    """Until when somebody reads a case in full."""

    instance_id: UUID
    until: datetime = Field(description="From then on marked data is starred again.")


@router.post(
    "/{instance_id}/disclosures",
    status_code=201,
    responses=documented(NotFound, NotPermitted),
    response_model=DisclosureOut,
)
def disclose_case(instance_id: UUID, body: Reason, call: Change) -> Response:
    """Read a case in full for 15 minutes (role `discloser`); docs/masking.md says what is starred.

    It stands on the operation log with the reason.
    """

    def work(tx: Transaction) -> Reply:
        until = sights.disclose(tx, instance_id, by=call.actor, reason=body.reason)
        return Reply(body=DisclosureOut(instance_id=instance_id, until=until), status=201)

    return call.change(body, work)
