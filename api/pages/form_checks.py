"""Checking a form while it is filled in: a script asks as a field is left, and tells below it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse

import forms
from api.pages import handing_in
from api.pages.visits import Form, Visit, Visitor
from api.views.worklist import detail_of
from engine.store import Transaction
from forms.checking import NOTHING

router = APIRouter(include_in_schema=False)


@router.post("/tasks/{task_id}/check")
def check_task_form(visit: Visitor, task_id: UUID, posted: Form) -> JSONResponse:
    """Tell by field what is wrong with a task's form so far; its rules are asked in the end."""

    def work(tx: Transaction) -> Mapping[str, Any]:
        detail = detail_of(tx, task_id, visit.call.actor)
        handed = handing_in.of_document(detail.form, posted)
        if handed.document is None:
            return {}
        return _mistakes(visit, handed, rights=detail.rights, current=detail.data)

    return JSONResponse(visit.call.read(work))


@router.post("/start/{key}/check")
def check_start_form(visit: Visitor, key: str, posted: Form) -> JSONResponse:
    """Tell by field what is wrong with a start form so far."""

    def work(tx: Transaction) -> Mapping[str, Any]:
        document = handing_in.start_document(tx, key, posted.text("start-at") or None)
        handed = handing_in.of_document(document, posted)
        return {} if document is None else _mistakes(visit, handed)

    return JSONResponse(visit.call.read(work))


def _mistakes(
    visit: Visit,
    handed: handing_in.Handed,
    *,
    rights: forms.Rights = NOTHING,
    current: Mapping[str, Any] = NOTHING,
) -> Mapping[str, Any]:
    assert handed.document is not None  # looked at by the caller
    checked = forms.check(handed.document, handed.submission, rights=rights, current=current)
    return checked.errors_in(visit.reader.language)
