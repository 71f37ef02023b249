"""Imports: diagrams of other engines, translated and kept as drafts. Designers, administrators."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from api.depends import Change, Reply
from api.problems import documented
from api.views.drafts import ImportOut
from engine import deployments, importing
from engine.deployments import drafts
from engine.errors import Invalid, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/imports", tags=["drafts"])


@router.post(
    "", status_code=201, responses=documented(Invalid, NotPermitted), response_model=ImportOut
)
def import_diagram(
    file: Annotated[UploadFile, File(description="A diagram for any engine, or for none.")],
    call: Change,
) -> Response:
    """Translate a diagram, keep the result as a draft, and say what became of every setting.

    A drawing without a process that is meant to run becomes a draft too. `POST
    /drafts/{id}/deployment` puts the draft in force.
    """
    data, name = file.file.read(), importing.file_name(file.filename or "")

    def work(tx: Transaction) -> Reply:
        imported = importing.translate(data)
        kept = drafts.keep(tx, {name: imported.xml}, by=call.actor)
        found = deployments.check(tx, {name: imported.xml})
        return Reply(body=ImportOut.of(kept, imported, found), status=201)

    return call.change([data, name], work)
