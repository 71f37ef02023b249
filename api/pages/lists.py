"""The rows of every box: tasks, cases, copies and drafts, each as one line that leads on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from api.language import Language, text
from api.pages.clock import left, local
from api.pages.common import CASE_TONES, TONES, task_name, unit_name, who_may
from api.pages.form_drafts import start_address
from api.pages.rendering import address
from api.pages.visits import Visit
from api.views import boxes
from api.views.tasks import urgency
from engine import copies, form_drafts, inbox, user_tasks
from engine.model import Copy, ProcessInstance, UserTask
from engine.sights import Sight
from engine.store import CaseQuery, FormDraft, Page, Transaction
from engine.store.closing import NOTHING

LIMIT: Final = 30  # rows of a page: three screens of a phone
SEARCHED: Final = frozenset({"todo", "pool", "agent", "team", "unit-cases", "done", "started"})
"""Boxes that can be searched by words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see of which box."""

    box: str = "todo"
    only: str = "all"
    q: str = ""
    cursor: str | None = None

    @property
    def words(self) -> str | None:
        return self.q.strip() or None

    @property
    def query(self) -> dict[str, str | None]:
        """Return it as parameters of an address."""
        only = self.only if self.only != "all" else None
        return {"box": self.box, "only": only, "q": self.words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list."""

    id: str
    href: str
    """Empty where one may know of it, but not open it."""
    name: str
    title: str
    clock: str = ""
    tone: str = ""
    marks: Sequence[str] = ()
    facts: Sequence[str] = ()
    number: str = ""
    urge: str = ""
    """Where one may ask to hurry; empty where not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a box."""

    rows: Sequence[Row]
    following: str | None
    count: str


def listing(tx: Transaction, visit: Visit, asked: Asked, *, limit: int = LIMIT) -> Listing:
    """Return one page of a box; raises Invalid for a strange cursor."""
    actor, language = visit.call.actor, visit.reader.language
    match asked.box:
        case "started":
            closed = Sight.of(tx, actor).closed() if asked.words else NOTHING
            query = CaseQuery(initiator=actor.id, text=asked.words, closed=closed)
            found = tx.cases.page(query, actor, limit=limit, cursor=asked.cursor)
            return _page(found, [case_row(tx, each, language) for each in found.items])
        case "unit-cases":
            query = boxes.unit_cases(tx, actor, asked.only, asked.words)
            found = tx.cases.page(query, actor, limit=limit, cursor=asked.cursor)
            return _page(found, [_unit_row(tx, each, language) for each in found.items])
        case "followed":
            followed = [case for case, _ in inbox.followed(tx, by=actor)]
            return _whole([case_row(tx, each, language) for each in followed])
        case "copies":
            unread = True if asked.only == "unread" else None
            sent = copies.page(tx, by=actor, unread=unread, limit=limit, cursor=asked.cursor)
            return _page(sent, _copy_rows(tx, sent.items, language))
        case "drafts":
            drafts = form_drafts.mine(tx, by=actor)
            return _whole([_draft_row(tx, each, language) for each in drafts])
        case _:
            return _tasks(tx, visit, asked, limit)


def task_row(tx: Transaction, task: UserTask, language: Language, href: str) -> Row:
    """Show a task as it stands now."""
    organisation = tx.people.organisation()
    room = task.search.get("room")
    facts = [task.process_name, unit_name(organisation, task.project), str(room or "")]
    return Row(
        id=str(task.id),
        href=href,
        name=task_name(task, language),
        title=task.title or task.process_name,
        clock=local(task.ended_at) if task.ended_at else left(task.due_at, tx.now, language),
        tone=TONES[urgency(task, tx.now)],
        marks=list(marks(task, language)),
        facts=[*filter(None, facts), local(task.created_at), task.assignee_name],
        number=task.business_key or "",
    )


def marks(task: UserTask, language: Language) -> list[str]:
    """Return what stands out of a task: how often it came back, that it was urged."""
    found = []
    if task.round > 1:
        found.append(text(language, "returned-times", n=task.round - 1))
    if task.urges:
        found.append(text(language, "urged-times", n=task.urges))
    return found


def case_row(tx: Transaction, case: ProcessInstance, language: Language) -> Row:
    """Show a case as it stands now."""
    project = unit_name(tx.people.organisation(), case.project)
    return Row(
        id=str(case.id),
        href=f"/cases/{case.id}",
        name=case.title or case.process_name,
        title="",
        clock=text(language, f"case-state.{case.state}"),
        tone=CASE_TONES[case.state],
        facts=[*filter(None, (case.process_name, project)), local(case.started_at)],
        number=case.business_key or "",
    )


def _unit_row(tx: Transaction, case: ProcessInstance, language: Language) -> Row:
    """Show a case of one's people: whose it is stands with it."""
    row = case_row(tx, case, language)
    return replace(row, facts=[*row.facts, case.initiator_name])


def _tasks(tx: Transaction, visit: Visit, asked: Asked, limit: int) -> Listing:
    actor, language = visit.call.actor, visit.reader.language
    query = boxes.query_of(tx, actor, asked.box, asked.only, asked.words)
    page = tx.tasks.page(query, actor, limit=limit, cursor=asked.cursor)
    if asked.box == "team":
        rows = [_team_row(tx, visit, each) for each in page.items]
    else:
        rows = [
            task_row(tx, each, language, address(f"/tasks/{each.id}", asked.query))
            for each in page.items
        ]
    count = tx.tasks.count(query, actor, cap=boxes.CAP)
    return Listing(rows=rows, following=page.next, count=boxes.short(count) or "0")


def _team_row(tx: Transaction, visit: Visit, task: UserTask) -> Row:
    """Show what somebody of one's people has to do; one opens only what one may see."""
    actor, language = visit.call.actor, visit.reader.language
    seen = user_tasks.may_open(tx, task, by=actor)
    row = task_row(tx, task, language, f"/tasks/{task.id}?box=team" if seen else "")
    who = who_may(tx.people.organisation(), task, language)
    facts = [who, *row.facts[:-1]]
    return replace(row, facts=facts, urge=f"/tasks/{task.id}/operations/urge")


def _copy_rows(tx: Transaction, sent: Sequence[Copy], language: Language) -> list[Row]:
    cases = tx.cases.some([each.instance_id for each in sent])
    return [_copy_row(each, cases, language) for each in sent]


def _copy_row(copy: Copy, cases: Mapping[UUID, ProcessInstance], language: Language) -> Row:
    case = cases[copy.instance_id]
    unread = copy.read_at is None
    waits = copy.confirm and copy.confirmed_at is None
    state = "unread" if unread else "unconfirmed" if waits else "read"
    return Row(
        id=str(copy.id),
        href=f"/copies/{copy.id}",
        name=case.title or case.process_name,
        title=copy.text,
        clock=text(language, f"copy.{state}"),
        tone="soon" if unread or waits else "ok",
        facts=[case.process_name, copy.sent_by_name, local(copy.sent_at)],
        number=case.business_key or "",
    )


def _draft_row(tx: Transaction, draft: FormDraft, language: Language) -> Row:
    kind, _, about = draft.about.partition(":")
    saved = text(language, "draft.saved", at=local(draft.saved_at))
    if kind == "task":
        task = tx.tasks.get(UUID(about))
        row = task_row(tx, task, language, f"/tasks/{about}")
        return replace(row, facts=[saved])
    definition = tx.definitions.latest(about)
    return Row(
        id=about,
        href=start_address(draft, about),
        name=definition.name,
        title=text(language, "draft.of-start"),
        facts=[saved],
    )


def _page(page: Page[Any], rows: Sequence[Row]) -> Listing:
    count = f"{len(rows)}+" if page.next else str(len(rows))
    return Listing(rows=rows, following=page.next, count=count)


def _whole(rows: Sequence[Row]) -> Listing:
    return Listing(rows=rows, following=None, count=str(len(rows)))
