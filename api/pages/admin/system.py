"""系统: versions, database, clock, record and settings; what is secret is not shown."""

import platform
from collections.abc import Sequence
from importlib.metadata import version

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Block, Cell, Facts, Note, Shown, Table
from api.pages.admin.frame import Page, administrator, show, words
from api.pages.clock import local
from api.pages.visits import Visit, Visitor
from api.views import system
from engine import overviews
from engine.settings import Settings
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/admin/system")
def show_system(visit: Visitor) -> Response:
    """Show what runs, on which database, how it is set and how it is backed up."""
    administrator(visit)
    say = words(visit)
    set_so: Settings = visit.reader.request.app.state.settings
    error = visit.call.store.clock_error() if set_so.clock == "system" else None
    rows: Sequence[tuple[str, Shown]] = [
        (say("brand"), Cell(text=version("guanjia"), number=True)),
        (say("admin.system.python"), Cell(text=platform.python_version(), number=True)),
        (
            say("admin.system.database"),
            Cell(text=system.without_credentials(set_so.database_url), code=True),
        ),
        (say("admin.system.key"), Cell(text=str(set_so.key_file), code=True)),
        (say("admin.system.clock"), say(f"admin.system.clock.{set_so.clock}")),
        (
            say("admin.system.clock-error"),
            say("none") if error is None else f"{error.total_seconds():+.3f} s",
        ),
    ]
    facts = Facts(id="system", title=say("admin.system"), rows=rows)
    backup = "sqlite" if set_so.database_url.startswith("sqlite") else "postgresql"
    hint = Note(tone="hint", text=say(f"admin.system.backup.{backup}"), code=_COMMANDS[backup])
    blocks: list[Block] = [
        facts,
        visit.call.read(lambda tx: _health(tx, visit)),
        hint,
        _settings(visit),
    ]
    return show(visit, Page(tab="system", heading=say("admin.tab.system"), blocks=blocks))


_COMMANDS = {
    "sqlite": "guanjia backup guanjia-backup.db",
    "postgresql": "pg_dump --format=custom --file=guanjia.dump DATABASE_URL",
}


def _health(tx: Transaction, visit: Visit) -> Facts:
    say, found = words(visit), overviews.overview(tx, by=visit.call.actor)
    sealed = local(found.sealed_at) or say("admin.sealed.never")
    rows: Sequence[tuple[str, Shown]] = [
        (say("admin.system.answers"), Cell(text=say("yes"), tone="ok")),
        (say("admin.work.due"), Cell(text=str(found.work.due), href="/admin/jobs?state=due")),
        (say("admin.work.workers"), "、".join(found.work.workers) or say("admin.work.idle")),
        (say("admin.sealed"), Cell(text=sealed, number=True)),
    ]
    return Facts(id="health", title=say("admin.health"), rows=rows)


def _settings(visit: Visit) -> Table:
    say = words(visit)
    rows = [[Cell(text=n, code=True), Cell(text=v, code=True)] for n, v in system.settings()]
    head = [say("admin.column.name"), say("case.value")]
    return Table(
        id="settings",
        title=say("admin.system.settings"),
        head=head,
        rows=rows,
        empty=say("admin.system.settings.none"),
        note=say("admin.system.settings.note"),
    )
