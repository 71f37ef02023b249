"""The parts of a task's page: its form, its diagram, the record, comments and files."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.language import text
from api.pages.boxes import asked_of
from api.pages.rendering import address
from api.pages.visits import Visit
from api.views.cases import CaseFile, attachments, comments
from api.views.timeline import timeline

_PLACES: Final = {"work": "", "record": "#progress", "comments": "#comments", "files": "#comments"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the tabs above a task."""

    key: str
    href: str
    text: str
    here: bool
    count: str


def parts(visit: Visit, file: CaseFile, task_id: UUID, *, here: str) -> list[Part]:
    """Return the tabs; `here` is the key of the one that is open."""
    language, asked = visit.reader.language, asked_of(visit).query
    task, drawing = (
        address(path, asked) for path in (f"/tasks/{task_id}", f"/tasks/{task_id}/diagram")
    )
    counts = {
        "record": sum(1 for _ in timeline(file.rows, {}, language)),
        "comments": len(comments(file.rows)),
        "files": len(attachments(file.rows)),
    }
    return [
        Part(
            key=key,
            href=drawing if key == "diagram" else task + _PLACES[key],
            text=text(language, f"task.tab.{key}"),
            here=key == here,
            count=str(counts.get(key, "") or ""),
        )
        for key in ("work", "diagram", "record", "comments", "files")
    ]
