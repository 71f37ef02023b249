"""Use cases on hand-over: what is somebody's goes to his successor, with a list of every thing.

离职转办: who leaves is closed at once, so that nothing new reaches him, and what would is his
successor's from then on; then his open work is handed over, each task in a transaction of its own.
交接班: what somebody has claimed and not finished goes to whoever comes next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from engine import access, user_tasks
from engine.calendar import SHANGHAI
from engine.errors import Conflict, EngineError, Invalid, NotFound, NotPermitted
from engine.model import Actor, ParticipantState, Role, UserTask
from engine.model.organisation import Assignment, Organisation, Person
from engine.participation import refused
from engine.store import Handover, HandoverItem, Transaction

LEAVING: Final = "leaving"
SHIFT: Final = "shift"
DONE, KEPT, FAILED, PENDING = "done", "kept", "failed", "pending"
_DAY: Final = timedelta(days=1)
_DEFINITIONS: Final = 500  # versions looked through for somebody's name: more are not in force
_OPEN: Final = frozenset(
    {
        ParticipantState.TODO,
        ParticipantState.CLAIMED,
        ParticipantState.WAITING,
        ParticipantState.DELEGATED,
    }
)


def list_of(tx: Transaction, person: str, *, by: Actor) -> tuple[HandoverItem, ...]:
    """Return all that is somebody's: tasks, posts, roles, groups, substitutions, diagrams.

    Administrators and auditors. Raises NotFound for somebody unknown.
    """
    access.check_has_role(by, *access.SEES_ALL)
    return tuple(_things(tx, _known(tx, person)))


def begin(tx: Transaction, person: str, *, to: str, by: Actor, reason: str) -> Handover:
    """Close somebody who leaves, put his successor in his place, and list what is to be done.

    Administrators. His posts, groups, roles and substitutions are the successor's at once; each
    pending thing of the list is carried out by `carry_on`. Raises Invalid for a successor who is
    unknown, has left, or is the same person.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    leaver, successor = _known(tx, person), _successor(tx, person, to)
    items = [
        item if item.kind == "task" else replace(item, state=DONE, detail=f"→ {successor.name}")
        for item in _things(tx, leaver)
    ]
    _hand_over_substitutions(tx, leaver.id, successor.id)
    tx.people.replace(_without(tx.people.organisation(), leaver, successor, tx))
    tx.people.end_sessions_of(leaver.id)
    return tx.handovers.add(
        LEAVING,
        of=(leaver.id, leaver.name),
        to=(successor.id, successor.name),
        by=by,
        reason=reason,
        items=items,
    )


def begin_shift(tx: Transaction, person: str, *, to: str, by: Actor, reason: str) -> Handover:
    """List what somebody has claimed and not finished, to be handed to whoever comes next.

    He himself, his superiors and administrators. Raises as `begin` does.
    """
    leaver, successor = _known(tx, person), _successor(tx, person, to)
    today = tx.now.astimezone(SHANGHAI).date()
    above = tx.people.organisation().levels(person, today)
    if by.id != person and not by.has(Role.ADMINISTRATOR) and not any(by.id in e for e in above):
        raise refused(NotPermitted, "this is another's shift", "只有本人、上级或管理员可以交接班")
    tasks = [tx.tasks.get(task_id) for task_id in tx.handovers.tasks_of(person)]
    items = [_of_task(task) for task in tasks if task.assignee == person]
    return tx.handovers.add(
        SHIFT,
        of=(leaver.id, leaver.name),
        to=(successor.id, successor.name),
        by=by,
        reason=reason,
        items=items,
    )


def carry_on(tx: Transaction, handover_id: UUID, ordinal: int, *, by: Actor) -> None:
    """Hand over one thing of a list; does nothing where that has been done.

    Raises what the hand-over of a task raises: then nothing has changed, and `fail` notes why.
    """
    found = get(tx, handover_id, by=by)
    item = found.items[ordinal]
    if item.state != PENDING:
        return
    task = tx.tasks.get(UUID(item.ref))
    if not task.is_open:
        tx.handovers.settle(handover_id, ordinal, KEPT, f"{task.state}")
        return
    detail = _hand_over(tx, task, found, by)
    tx.handovers.settle(handover_id, ordinal, DONE, detail)


def fail(
    tx: Transaction, handover_id: UUID, ordinal: int, *, by: Actor, error: EngineError
) -> None:
    """Note why a thing could not be handed over; a claimed task goes back to its candidates.

    What nobody else may take stays where administrators find it: on the list, and in their lists.
    """
    found = get(tx, handover_id, by=by)
    said = str(error.facts.get("zh", error))
    task = tx.tasks.get(UUID(found.items[ordinal].ref))
    if found.kind == LEAVING and not task.grouped and task.assignee == found.person:
        user_tasks.assign(tx, task.id, by=by, to=None, reason=said)
        user_tasks.reroute(tx, task.id, by=by)
    tx.handovers.settle(handover_id, ordinal, FAILED, said)


def get(tx: Transaction, handover_id: UUID, *, by: Actor) -> Handover:
    """Return a list: both sides, whoever made it, administrators and auditors."""
    found = tx.handovers.get(handover_id)
    if by.id not in _sides(found) and access.SEES_ALL.isdisjoint(by.roles):
        raise NotFound(f"no hand-over {handover_id}")
    return found


def newest(tx: Transaction, *, by: Actor) -> Sequence[Handover]:
    """Return the newest lists, without their things: one's own; overseers see all."""
    sees_all = not access.SEES_ALL.isdisjoint(by.roles)
    return tx.handovers.newest(limit=100, of=None if sees_all else by.id)


def sign(tx: Transaction, handover_id: UUID, *, by: Actor) -> Handover:
    """Sign a list as the one who hands over or takes over; once each.

    For somebody who has left whoever made the list signs. Raises NotPermitted for anybody else,
    Conflict where this side has signed.
    """
    found = get(tx, handover_id, by=by)
    gone = found.kind == LEAVING and by.id == found.created_by
    if by.id == found.successor:
        column, before = "signed_by_successor", found.signed_by_successor
    elif by.id == found.person or gone:
        column, before = "signed_by_person", found.signed_by_person
    else:
        raise refused(NotPermitted, "this list is not yours to sign", "您不是交接双方")
    if before is not None:
        raise refused(Conflict, "this side has signed", "已签字")
    tx.handovers.sign(handover_id, column)
    return tx.handovers.get(handover_id)


def _hand_over(tx: Transaction, task: UserTask, found: Handover, by: Actor) -> str:
    said, to = found.reason, found.successor
    if task.grouped:
        group = tx.participants.of(task.id)
        for item in group:
            if item.person == found.person and item.state in _OPEN:
                user_tasks.transfer(tx, task.id, by=by, to=to, reason=said, participant=item.id)
                return f"→ {found.successor_name}"
        raise refused(Conflict, "he takes no open part in it", "没有待交接的未办事项")
    if found.kind == SHIFT and by.id == found.person:
        user_tasks.hand_on(tx, task.id, by=by, to=to, reason=said)
    elif task.assignee is not None:
        user_tasks.assign(tx, task.id, by=by, to=to, reason=said)
    else:
        offered = user_tasks.reroute(tx, task.id, by=by)
        return "、".join(offered.principals)
    return f"→ {found.successor_name}"


def _things(tx: Transaction, who: Person) -> Iterator[HandoverItem]:
    for task_id in tx.handovers.tasks_of(who.id):
        yield _of_task(tx.tasks.get(task_id))
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    for held in organisation.assignments:
        if _is_his(held, who.id, today):
            label = _label(organisation, held, today)
            yield HandoverItem(kind="post", ref=f"{held.unit}/{held.post}", label=label)
    for role in sorted(who.roles):
        yield HandoverItem(kind="role", ref=role, label=role)
    for code in sorted(who.groups):
        yield HandoverItem(kind="group", ref=code, label=code)
    for each in tx.substitutions.every(person=who.id):
        if each.ended_at is None and (each.ends > tx.now or not each.returns):
            label = f"{each.principal} ← {each.agent}"
            yield HandoverItem(kind="substitution", ref=str(each.id), label=label)
    named = re.compile(rb"(?<![\w-])" + re.escape(who.id.encode()) + rb"(?![\w-])")
    for definition in tx.definitions.page(limit=_DEFINITIONS).items:
        if named.search(definition.xml):
            yield HandoverItem(kind="definition", ref=definition.id, label=definition.name)


def _is_his(assignment: Assignment, person: str, today: date) -> bool:
    """Tell whether somebody holds a post or is to; an account that was closed keeps them."""
    ended = assignment.valid_to is not None and assignment.valid_to < today
    return assignment.person == person and not ended


def _label(organisation: Organisation, held: Assignment, today: date) -> str:
    unit, post = organisation.units.get(held.unit), organisation.posts.get(held.post)
    label = f"{unit.name if unit else held.unit}·{post.name if post else held.post}"
    later = held.valid_from is not None and held.valid_from > today
    return f"{label}（{held.valid_from} 起）" if later else label


def _of_task(task: UserTask) -> HandoverItem:
    label = " ".join(part for part in (task.business_key, task.name) if part)
    return HandoverItem(kind="task", ref=str(task.id), label=label)


def _without(
    organisation: Organisation, leaver: Person, successor: Person, tx: Transaction
) -> Organisation:
    """Return the organisation in which one has left and the other holds what was his."""
    today = tx.now.astimezone(SHANGHAI).date()
    ended, taken = [], []
    held = {(e.unit, e.post) for e in organisation.held_by(successor.id, today)}
    for each in organisation.assignments:
        if not _is_his(each, leaver.id, today):
            ended.append(each)
            continue
        if each.valid_from is None or each.valid_from < today:  # else he has held it on no day
            ended.append(replace(each, valid_to=today - _DAY))
        if (each.unit, each.post) not in held:
            taken.append(_taken(each, successor.id, today))
    people = {
        **organisation.people,
        leaver.id: replace(
            leaver,
            active=False,
            successor=successor.id,
            roles=frozenset(),
            groups=frozenset(),
        ),
        successor.id: replace(
            successor,
            roles=successor.roles | leaver.roles,
            groups=successor.groups | leaver.groups,
        ),
    }
    grants = (
        replace(g, person=successor.id) if g.person == leaver.id else g for g in organisation.grants
    )
    return replace(
        organisation,
        people=people,
        assignments=(*ended, *taken),
        grants=tuple(dict.fromkeys(grants)),
        lines=tuple(
            replace(line, superior=successor.id) if line.superior == leaver.id else line
            for line in organisation.lines
        ),
    )


def _taken(assignment: Assignment, successor: str, today: date) -> Assignment:
    """Return a post as the successor's, beside what he holds himself."""
    begins = max(assignment.valid_from or today, today)
    return replace(assignment, person=successor, is_primary=False, valid_from=begins)


def _hand_over_substitutions(tx: Transaction, leaver: str, successor: str) -> None:
    """Let the successor act where the leaver did; nobody acts for somebody who has left."""
    for each in tx.substitutions.every(person=leaver):
        if each.ended_at is None and each.agent == leaver and each.principal != successor:
            tx.substitutions.change(each.id, {"agent": successor})
        elif each.ended_at is None:
            tx.substitutions.change(each.id, {"ended_at": tx.now})


def _sides(found: Handover) -> tuple[str, ...]:
    return (found.person, found.successor, found.created_by)


def _known(tx: Transaction, person: str) -> Person:
    known = tx.people.organisation().people.get(person)
    if known is None:
        raise NotFound(f"no person {person!r}")
    return known


def _successor(tx: Transaction, person: str, to: str) -> Person:
    organisation = tx.people.organisation()
    if to == person or not organisation.is_active(to):
        raise refused(Invalid, f"{to!r} cannot take over", f"“{to}”不能接手")
    return organisation.people[to]
