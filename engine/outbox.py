"""Use cases on the outbox: tell what was announced.

An announced event becomes, in one transaction, a notice for each person who hears of it and a
delivery for each of his channels and each web hook. What is told bears a text (`dedupe`) under
which it is told once, however often this runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine import cards, telling
from engine.advance import rounds
from engine.calendar import SHANGHAI
from engine.history import HistoryRow
from engine.model import Preferences, ProcessInstance, UserTask, events
from engine.model.events import Event
from engine.model.telling import HOOKS, WEBHOOK
from engine.outbox_common import INBOX, Common, due_of, is_gathered, messages_of, ways
from engine.store import Announced, News, Transaction
from engine.telling import Heard, Surroundings

PUT_OFF: Final = timedelta(minutes=10)  # for what cannot be told: the rest must not wait for it
_CHANGES: Final = (
    events.UserTaskCompleted,
    events.UserTaskWithdrawn,
    events.ParticipantsChanged,
)
"""Events after which a card may be over."""


def announce(tx: Transaction, *, limit: int, only: Announced | None = None) -> int:
    """Tell the oldest announced events, or that one alone; return how many there were."""
    rows = tx.outbox.announced(limit=limit, only=only)
    if rows:
        tell(tx, rows)
    return len(rows)


def tell(tx: Transaction, rows: Sequence[HistoryRow]) -> None:
    """Tell events to whom they concern, each person of each once, however often this is done."""
    common = Common(tx, {row.instance_id for row in rows})
    for row in rows:
        event = row.event
        if event is not None:  # else it was erased, and nobody is told
            _Telling(tx, row, event, common).tell()
    tx.notices.add(common.news)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One event that is being told."""

    tx: Transaction
    row: HistoryRow
    event: Event
    common: Common

    def tell(self) -> None:
        case = self.common.cases[self.row.instance_id]
        task = self.task()
        heard = telling.audience(self.event, self.surroundings(case, task))
        facts = self.facts(case, task)
        own = messages_of(self.tx, case)
        preferences = self.common.preferences([each.person for each in heard])
        outward = self.outward(case, facts)
        due = None if task is None else task.due_at
        for each in heard:
            self.tell_person(each, preferences[each.person], (facts, outward), own, due)
        self.tell_outside(facts, own)
        self.tell_hooks(case, task, outward, own)
        if task is not None and task.id in self.common.carded and isinstance(self.event, _CHANGES):
            cards.settle(self.tx, task)

    def outward(self, case: ProcessInstance, facts: dict[str, str]) -> dict[str, str]:
        """Return the facts as they may leave the house: without what marked variables hold."""
        if not facts["text"] and not self.template_values():
            return facts
        veil = self.common.outside(case)
        return {name: veil.text(said) for name, said in facts.items()}

    def task(self) -> UserTask | None:
        task_id: UUID | None = getattr(self.event, "task_id", None)
        return None if task_id is None else self.tx.tasks.get(task_id)

    def surroundings(self, case: ProcessInstance, task: UserTask | None) -> Surroundings:
        return Surroundings(
            case=case,
            task=task,
            seq=self.row.seq,
            actor=self.row.actor,
            organisation=self.tx.people.organisation(),
            today=self.tx.now.astimezone(SHANGHAI).date(),
            followers=tuple(self.common.followers.get(case.id, ())),
            returned=task is not None and self.was_done_before(task),
            asked_by=self.asked_by(),
            earlier=self.earlier(),
        )

    def was_done_before(self, task: UserTask) -> bool:
        """Tell whether the task's step was completed in this case before it came again."""
        if not isinstance(self.event, events.UserTaskCreated) or task.loop_counter is not None:
            return False
        return self.tx.tasks.was_done_before(task)

    def asked_by(self) -> str:
        if not isinstance(self.event, events.ConsultationAnswered):
            return ""
        asked = self.tx.participants.consultations(self.event.task_id)
        mine = (each.asked_by for each in asked if each.id == self.event.consultation_id)
        return next(mine, "")

    def round_before(self) -> rounds.Before | None:
        if not isinstance(self.event, events.InstanceStarted):
            return None
        return rounds.before(self.tx, self.event, self.row.instance_id)

    def earlier(self) -> tuple[str, ...]:
        """Return who dealt with the round before, or followed it."""
        before = self.round_before()
        if before is None:
            return ()
        people = rounds.concerned(self.tx, before.instance_id)
        return (*people, *self.tx.notices.followers(before.instance_id))

    def facts(self, case: ProcessInstance, task: UserTask | None) -> dict[str, str]:
        """Return what templates may speak of."""
        due = due_of(task)
        said = getattr(self.event, "text", "") or getattr(self.event, "message", "")
        why = getattr(self.event, "reason", "") or getattr(self.event, "outcome", "")
        return {
            "title": case.title or case.process_name,
            "number": case.business_key or "",
            "process": case.process_name,
            "task": task.name if task is not None else "",
            "who": self.row.actor_name,
            "text": str(said or why or ""),
            "due_at": due,
            "level": str(getattr(self.event, "level", "")),
            **self.calendar_values(),
            **self.round_values(),
            **self.template_values(),
        }

    def calendar_values(self) -> Mapping[str, str]:
        """Return which calendar the event's deadline was counted by, and the years it lacks."""
        deadline: Mapping[str, Any] = getattr(self.event, "deadline", {})
        years = deadline.get("unmaintained_years", ())
        return {
            "calendar": str(deadline.get("calendar", "")).partition("/")[0],
            "years": "、".join(map(str, years)),
        }

    def round_values(self) -> Mapping[str, str]:
        """Return which round of a case begins, and why, where it was started again."""
        before = self.round_before()
        if before is None:
            return {}
        return {"round": str(before.next), "text": before.reason}

    def template_values(self) -> Mapping[str, str]:
        if not isinstance(self.event, events.NoticeGiven):
            return {}
        return {**self.event.values, "template": self.event.template, "to": self.event.to}

    def tell_person(
        self,
        heard: Heard,
        preferences: Preferences,
        facts: tuple[dict[str, str], dict[str, str]],
        own: Mapping[str, Any],
        due: datetime | None,
    ) -> None:
        """Tell him in the house by the first facts, and on his channels by the second."""
        within, outward = facts
        if INBOX not in preferences.muted.get(heard.kind, ()):
            zh, en = (self.words(heard.kind, within, own, each) for each in ("zh", "en"))
            news = News(
                dedupe=heard.dedupe,
                person=heard.person,
                kind=heard.kind,
                zh=(zh.title, zh.text),
                en=(en.title, en.text),
                instance_id=self.row.instance_id,
                seq=self.row.seq,
                task_id=getattr(self.event, "task_id", None),
            )
            self.common.news.append(news)
        text = self.words(heard.kind, outward, own, preferences.language)
        at = telling.next_time(preferences, heard.kind, self.tx.now)
        channels = self.common.channels
        addresses = ways(self.tx, heard.person, heard.kind, preferences, channels)
        for channel, address in addresses.items():
            self.deliver(
                f"{heard.dedupe}:{channel}",
                text,
                channel=channel,
                recipient=heard.person,
                address=address,
                kind=heard.kind,
                at=at,
                language=preferences.language,
                digest=is_gathered(preferences, heard.kind),
                due=due,
            )

    def words(
        self,
        kind: str,
        facts: Mapping[str, str],
        own: Mapping[str, Any],
        language: str,
        *,
        aside: str = "",
    ) -> telling.Text:
        due = facts["due_at"]
        said = {"zh": f"截止{due}。", "en": f"Due {due}."}[language] if due else ""
        filled = {"due": said, **facts}
        said_as = getattr(self.event, "template", "")
        templates = (said_as + aside, said_as) if said_as else ()
        return telling.words(kind, filled, language, templates=templates, own=own)

    def deliver(
        self,
        mark: str,
        text: telling.Text,
        *,
        channel: str,
        recipient: str,
        address: str,
        kind: str,
        at: datetime,
        language: str,
        digest: bool,
        due: datetime | None = None,
    ) -> None:
        path = self.path() if recipient else self.common.public_path(self.row.instance_id)
        self.tx.outbox.add(
            dedupe=mark,
            channel=channel,
            recipient=recipient,
            address=address,
            kind=kind,
            title=telling.masked(text.title),
            text=telling.masked(text.text),
            data={"path": path, "language": language, **_until(due)},
            instance_id=self.row.instance_id,
            seq=self.row.seq,
            task_id=getattr(self.event, "task_id", None),
            at=at,
            digest=digest,
        )

    def path(self) -> str:
        """Return the address of the page that a message leads to, from the root."""
        task_id = getattr(self.event, "task_id", None)
        return f"/tasks/{task_id}" if task_id is not None else f"/cases/{self.row.instance_id}"

    def tell_outside(self, facts: dict[str, str], own: Mapping[str, Any]) -> None:
        """Tell those who are no staff what the process tells them."""
        if not isinstance(self.event, events.NoticeGiven):
            return
        text = self.words("case.notice", facts, own, "zh", aside=telling.OUTSIDE)
        for channel, address in self.event.outside.items():
            self.deliver(
                f"notice:{self.event.job_id}:{self.row.seq}:{channel}",
                text,
                channel=channel,
                recipient="",
                address=address,
                kind="case.notice",
                at=self.tx.now,
                language="zh",
                digest=False,
            )

    def tell_hooks(
        self,
        case: ProcessInstance,
        task: UserTask | None,
        facts: dict[str, str],
        own: Mapping[str, Any],
    ) -> None:
        """Tell programs the kind and the facts, and people in a robot's group whole words."""
        kind = telling.kind_of(self.event)
        texts = dict.fromkeys(HOOKS, self.words(kind, facts, own, "zh"))
        texts[WEBHOOK] = telling.Text(title=kind, text=facts["text"])
        for hook in self.common.hooks:
            if not hook.active or not {kind, "*"} & set(hook.kinds):
                continue
            self.tx.outbox.add(
                dedupe=f"webhook:{hook.id}:{case.id}:{self.row.seq}",
                channel=hook.channel,
                recipient=str(hook.id),
                address=hook.url,
                kind=kind,
                title=telling.masked(texts[hook.channel].title),
                text=telling.masked(texts[hook.channel].text),
                data=dict(_payload(self.row, kind, case, task, facts)),
                instance_id=case.id,
                seq=self.row.seq,
                task_id=None if task is None else task.id,
            )


def _until(due: datetime | None) -> dict[str, str]:
    return {} if due is None else {"due_at": due.isoformat()}


def _payload(
    row: HistoryRow,
    kind: str,
    case: ProcessInstance,
    task: UserTask | None,
    facts: Mapping[str, str],
) -> Iterator[tuple[str, Any]]:
    """Yield what a web hook is told: ids, numbers and states, nobody's telephone number."""
    yield "kind", kind
    yield "event", row.type
    yield "at", row.at.isoformat()
    yield "seq", row.seq
    yield "actor", {"id": row.actor, "name": row.actor_name}
    yield (
        "case",
        {
            "id": str(case.id),
            "process_key": case.key,
            "business_key": case.business_key,
            "title": telling.masked(case.title),
            "project": case.project,
            "state": str(case.state),
        },
    )
    yield "text", telling.masked(facts["text"])
    yield "path", f"/cases/{case.id}" if task is None else f"/tasks/{task.id}"
    if task is not None:
        yield (
            "task",
            {
                "id": str(task.id),
                "element_id": task.element_id,
                "name": task.name,
                "state": str(task.state),
                "assignee": task.assignee,
                "due_at": task.due_at.isoformat() if task.due_at else None,
            },
        )
