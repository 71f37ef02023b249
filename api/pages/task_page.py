"""The page of one task: what it is about, its form, who said what, how the case came here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from api.language import Language, text
from api.pages import ad_hoc, form_drafts
from api.pages.boxes import asked_of, list_of
from api.pages.clock import local
from api.pages.common import remarks, shown_lines, unit_name, waiting_of
from api.pages.handing_in import NOT_LATE, Handed
from api.pages.lists import task_row
from api.pages.problems import Again, why
from api.pages.rendering import address, render
from api.pages.task_parts import parts
from api.pages.visits import Visit, new_key
from api.problems import status_of
from api.views import deciding, diagrams
from api.views.cases import ahead, open_file
from api.views.diagrams import element_names
from api.views.forms import Sheet, changes, sheet
from api.views.tasks import UserTaskDetailOut
from api.views.timeline import timeline
from api.views.worklist import detail_of
from engine import access, comments, desk, user_tasks
from engine.advance import ReturnTarget
from engine.deadlines import REASONS
from engine.errors import FormInvalid, Invalid
from engine.model import Actor, UserTask
from engine.store import Transaction, about_task


def task_page(
    tx: Transaction,
    visit: Visit,
    task_id: UUID,
    *,
    handed: Handed | None = None,
    error: FormInvalid | None = None,
    again: Again | None = None,
) -> Response:
    """Render a task; a form that came back with mistakes is shown as it was typed."""
    actor, language = visit.call.actor, visit.reader.language
    task = user_tasks.get(tx, task_id, by=actor)
    detail = detail_of(tx, task_id, actor)
    wrong = mistakes(error, language)
    draft = form_drafts.shown(tx, about_task(task_id), actor)
    typed = handed.typed if handed else draft["typed"]
    shown = sheet(tx, detail, actor, language, typed=typed, errors=wrong)
    context = {
        "task": detail,
        "row": task_row(tx, task, language, ""),
        "project": unit_name(tx.people.organisation(), task.project),
        **list_of(tx, visit, asked_of(visit), str(task_id)),
        "ended": local(task.ended_at),
        "shown": shown.read,
        "changed": changes(tx, detail, actor, language),
        "fields": shown.write,
        "conditions": f"/tasks/{task_id}/conditions.css" if shown.write else "",
        "wrong": text(language, "task.form-wrong", n=len(wrong)) if error else "",
        "summary": summary(shown, wrong),
        "drafted": "" if handed else draft["drafted"],
        "opinion": handed.opinion if handed else draft["opinion"],
        "late": handed.late if handed else NOT_LATE,
        "sign_in_anew": _anew(visit, task_id),
        "phrases": desk.phrases(tx, by=actor),
        "once": new_key(),
        "dockless": True,
        "again": again,
        "refused": why(visit.call.request, again.error) if again else None,
        "startable": ad_hoc.startable(tx, task, actor, language),
        "begin_once": new_key(),
        **_allowed(task, detail, actor),
        **_people(tx, detail, task, actor=actor, language=language),
        **_surroundings(tx, visit, task),
    }
    status = status_of(type(again.error)) if again else 422 if error else 200
    return render(visit.reader, "task.html", context, status=status)


def _anew(visit: Visit, task_id: UUID) -> str:
    """Return where this person signs in anew at the identity provider, where there is one."""
    if visit.call.request.app.state.provider is None:
        return ""
    return address("/sign-in/oidc", {"next": f"/tasks/{task_id}", "again": "1"})


def summary(shown: Sheet, errors: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """Return each mistake with the label and the id of its field, in the form's order."""
    by_path = {field.path: field for field in shown.write}
    for field in shown.write:
        by_path |= {cell.path: cell for row in field.rows for cell in row}
    return [
        {
            "id": by_path[path].id if path in by_path else "work",
            "label": by_path[path].label if path in by_path else "",
            "text": " ".join(sentences),
        }
        for path, sentences in sorted(
            errors.items(), key=lambda each: _place(list(by_path), each[0])
        )
    ]


def _place(paths: list[str], path: str) -> int:
    return paths.index(path) if path in paths else len(paths)


def mistakes(error: FormInvalid | None, language: Language) -> dict[str, list[str]]:
    """Return the mistakes by field in the reader's language."""
    if error is None:
        return {}
    found = error.facts["errors" if language == "zh" else "errors_en"]
    return {path: list(sentences) for path, sentences in found.items()}


def _allowed(task: UserTask, detail: UserTaskDetailOut, actor: Actor) -> dict[str, bool]:
    """Return which buttons this person gets; the use cases check again."""
    may = access.may_work_on(task, actor)
    offered = {each.name for each in detail.operations if each.allowed}
    from_pool = task.assignee == actor.id and bool(task.principals)
    return {
        "may_complete": may,
        "may_claim": may and "claim" in offered,
        "may_release": may and "release" in offered and (task.grouped or from_pool),
        "begins": task.grouped,
        "may_comment": task.is_open,
    }


def _targets(tx: Transaction, task: UserTask, actor: Actor) -> list[ReturnTarget]:
    """Return to what the task may be returned, what was done last first."""
    try:
        found = user_tasks.return_targets(tx, task.id, by=actor)
    except Invalid:  # part of the record has been erased: nothing can be returned
        return []
    offered = (each for each in found if each.allowed)
    return sorted(offered, key=lambda each: each.done_at, reverse=True)


def _people(
    tx: Transaction,
    detail: UserTaskDetailOut,
    task: UserTask,
    *,
    actor: Actor,
    language: Language,
) -> dict[str, Any]:
    """Return what the page shows of those who decide, and what this person may do."""
    steps = diagrams.chosen_by_hand(tx.definitions.get(task.definition_id), language)
    found = [each for each in deciding.buttons(detail, language) if each.name != "choose" or steps]
    return {
        "may": {each.name for each in detail.operations if each.allowed},
        "signs": "gj:signature" in task.settings,
        "proves": "gj:proof" in task.settings,
        "buttons": found,
        "refusals": deciding.refusals(detail, language),
        "pauses": tuple(REASONS),
        "steps": steps,
        "choices": deciding.choices(tx, detail) if found else [],
        "targets": _targets(tx, task, actor) if any(each.target for each in found) else [],
        "tally": deciding.tally(detail, language),
    }


def _surroundings(tx: Transaction, visit: Visit, task: UserTask) -> dict[str, Any]:
    """Return what stands beside the form: the record so far, comments, what waits."""
    language = visit.reader.language
    file = open_file(tx, task.instance_id, visit.call.actor)
    names = element_names(file.definition, language)
    return {
        "parts": parts(visit, file, task.id, here="work"),
        "timeline": shown_lines(timeline(file.rows, names, language)),
        "waiting": waiting_of(tx.people.organisation(), file.open_tasks, language),
        "ahead": ahead(tx, file, language),
        "comment_to": f"/tasks/{task.id}/comments",
        "comment_once": new_key(),
        **remarks(file.rows, comments.closed(tx, task.instance_id, by=visit.call.actor)),
    }
