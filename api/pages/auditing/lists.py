"""The operation log and the list of deviations, as pages."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.language import Language, texts
from api.pages.auditing import frame
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Visit, Visitor
from api.views.auditing import deviating as deviations_view
from api.views.auditing import log as log_view
from api.views.auditing.deviating import DeviationOut
from api.views.auditing.log import FAILED, EntryOut
from api.views.timeline import PEOPLE, named
from engine.auditing import deviating, log
from engine.auditing.rules import Rule
from engine.model.operations import OperationKind
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_LIMIT: Final = 50
Words = Annotated[str, Query(max_length=200)]
Asked = dict[str, str]


@router.get("/audit/log")
def show_log(
    *,
    visit: Visitor,
    number: Words = "",
    actor: Words = "",
    type: Words = "",  # noqa: A002 - the name in the address
    since: Words = "",
    until: Words = "",
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
) -> Response:
    """Show what people did in cases and outside of them."""
    frame.check(visit)
    asked = {"number": number, "actor": actor, "type": type, "since": since, "until": until}
    return visit.call.read(lambda tx: _log(tx, visit, asked, cursor))


@router.get("/audit/deviations")
def show_deviations(
    *,
    visit: Visitor,
    rule: Words = "",
    actor: Words = "",
    process: Words = "",
    project: Words = "",
    since: Words = "",
    until: Words = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Show what did not go as it should have."""
    frame.check(visit)
    asked = {
        "rule": rule,
        "actor": actor,
        "process": process,
        "project": project,
        "since": since,
        "until": until,
    }
    return visit.call.read(lambda tx: _deviations(tx, visit, asked, cursor))


def _log(tx: Transaction, visit: Visit, asked: Asked, cursor: str | None) -> Response:
    language = visit.reader.language
    query = log_view.query_of(
        tx,
        number=asked["number"],
        actor=asked["actor"],
        type_=asked["type"],
        since=asked["since"],
        until=asked["until"],
    )
    page = log.page(tx, query, by=visit.call.actor, limit=_LIMIT, cursor=cursor)
    context = {
        "asked": asked,
        "types": _types(language),
        "entries": [_entry(each) for each in log_view.entries(tx, page.items, language)],
        "more": address("/audit/log", {**asked, "cursor": page.next}) if page.next else "",
    }
    return frame.page(visit, "auditing/log.html", context)


def _types(language: Language) -> list[tuple[str, str]]:
    said = texts(language)
    outside = [(kind.value, said[f"operation-kind.{kind}"]) for kind in OperationKind]
    acts = sorted((name, named(name, language)) for name in PEOPLE)
    return [(FAILED, said["operation-kind.failed"]), *outside, *acts]


def _entry(entry: EntryOut) -> dict[str, Any]:
    return {
        "at": local(entry.at),
        "who": entry.who,
        "post": entry.post,
        "client": entry.client,
        "text": entry.text,
        "quote": entry.quote,
        "outside": entry.instance_id is None,
        "failed": entry.type in {OperationKind.SIGN_IN_FAILED, OperationKind.REFUSED},
        "href": f"/audit/cases/{entry.instance_id}" if entry.instance_id else "",
        "number": entry.number,
    }


def _deviations(tx: Transaction, visit: Visit, asked: Asked, cursor: str | None) -> Response:
    language = visit.reader.language
    query = deviations_view.query_of(tx, **asked)
    page = deviating.page(tx, query, by=visit.call.actor, limit=_LIMIT, cursor=cursor)
    shown = [DeviationOut.of(tx, each, language) for each in page.items]
    said = texts(language)
    context = {
        "asked": asked,
        "rules": [(rule.value, said[f"deviation.{rule}"]) for rule in Rule],
        "processes": frame.processes(tx),
        "projects": frame.projects(tx.people.organisation()),
        "deviations": [
            {**each.model_dump(), "at": local(each.at), "href": f"/audit/cases/{each.instance_id}"}
            for each in shown
        ],
        "more": address("/audit/deviations", {**asked, "cursor": page.next}) if page.next else "",
    }
    return frame.page(visit, "auditing/deviations.html", context)
