"""One's own settings: language, how one is told, phrases for opinions (常用语)."""

from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.language import COOKIE, Language
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, see
from engine import desk, inbox, telling
from engine.inbox import CHANNELS
from engine.model import Preferences
from engine.outbox_common import INBOX
from engine.store import Transaction

router = APIRouter(include_in_schema=False, prefix="/me")

_YEAR: Final = 31_536_000  # seconds


@router.get("/preferences")
def show(visit: Visitor) -> Response:
    """Show one's settings."""
    return visit.call.read(partial(_page, visit))


@router.post("/preferences")
def keep(visit: Visitor, posted: Form) -> Response:
    """Say how one wants to be told from now on; the pages follow the language."""
    told = {kind: set(posted.texts.get(f"told.{kind}", [])) for kind in telling.KINDS}
    language: Language = "en" if posted.text("language") == "en" else "zh"
    wanted = Preferences(
        addresses={channel: posted.text(f"address.{channel}") for channel in CHANNELS},
        muted={
            kind: silent
            for kind, ways in told.items()
            if (silent := tuple(each for each in (INBOX, *CHANNELS) if each not in ways))
        },
        quiet_from=posted.text("quiet_from"),
        quiet_until=posted.text("quiet_until"),
        digest_at=posted.text("digest_at"),
        language=language,
    )
    visit.call.store.run(lambda tx: inbox.prefer(tx, wanted, by=visit.call.actor))
    answer = see(address("/me/preferences", {"said": "preferred"}))
    answer.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", path="/")
    return answer


@router.post("/phrases")
def keep_phrases(visit: Visitor, posted: Form) -> Response:
    """Put the lines in the place of one's phrases."""
    lines = posted.text("phrases").splitlines()
    visit.call.store.run(lambda tx: desk.keep_phrases(tx, lines, by=visit.call.actor))
    return see(address("/me/preferences", {"said": "phrases-kept"}))


def _page(visit: Visit, tx: Transaction) -> Response:
    kept = inbox.preferences(tx, by=visit.call.actor)
    known = inbox.known_addresses(tx, by=visit.call.actor)
    zh = visit.reader.language == "zh"
    context = {
        "kept": kept,
        "ways": (INBOX, *CHANNELS),
        "channels": [
            {"name": each, "address": kept.addresses.get(each, ""), "known": known.get(each, "")}
            for each in CHANNELS
        ],
        "kinds": [
            {
                "name": each.name,
                "label": each.zh if zh else each.en,
                "silent": kept.muted.get(each.name, ()),
            }
            for each in telling.KINDS.values()
        ],
        "phrases": "\n".join(desk.phrases(tx, by=visit.call.actor)),
    }
    return render(visit.reader, "preferences.html", context)
