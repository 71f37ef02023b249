"""A form in work as staff would see it, drawn by the very templates that draw it for them."""

from typing import Any

import orjson
from fastapi import APIRouter
from starlette.responses import Response

import forms
from api.pages.rendering import render
from api.pages.visits import Form, Visitor
from api.views.fields import Choices, fields
from engine import access
from engine.model import Role
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.post("/designer/form-preview")
def preview(visit: Visitor, posted: Form) -> Response:
    """Show the form that was posted as `document`, and what is wrong with it."""
    access.check_has_role(visit.call.actor, Role.DESIGNER, Role.ADMINISTRATOR)
    context = visit.call.read(lambda tx: _shown(tx, visit, posted.text("document")))
    return render(visit.reader, "form_preview.html", context)


def _shown(tx: Transaction, visit: Visitor, text: str) -> dict[str, Any]:
    language = visit.reader.language
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return {"title": "", "fields": (), "findings": [str(error)]}
    found = [
        each.message_zh if language == "zh" else each.message_en
        for each in forms.check_document(document)
        if each.severity == "error"
    ]
    drawn = (
        ()
        if found
        else fields(
            document,
            {},
            rights={},
            language=language,
            choices=_choices(tx),
            errors={},
        )
    )
    return {"title": _title(document, visit), "fields": drawn, "findings": found}


def _title(document: Any, visit: Visitor) -> str:
    """Return the title in the reader's language; documents that are wrong may have none."""
    if not isinstance(document, dict):
        return ""
    english = document.get("i18n", {}).get("en", {}).get("title", "")
    return str((english if visit.reader.language == "en" else "") or document.get("title", ""))


def _choices(tx: Transaction) -> Choices:
    """Return everybody and everything that the company has to choose from."""
    company = tx.people.organisation()
    return Choices(
        people={each.id: each.name for each in company.people.values() if each.active},
        departments={each.code: each.name for each in company.units.values()},
        posts={each.code: each.name for each in company.posts.values()},
    )
