"""The same operation on many tasks or copies (批量): a transaction, and a result, for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine import copies, participation, user_tasks
from engine.errors import EngineError, Invalid, NotPermitted, Unavailable
from engine.model import Actor
from engine.participation import refused
from engine.store import Transaction

MOST: Final = 100  # tasks or copies of one order: more would keep a person waiting for minutes

Decide = Callable[..., object]
Work = Callable[[Transaction], object]
Runner = Callable[[UUID, Work], object]
"""Carries out the work on one task or copy in a transaction of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with each of many tasks, or copies."""

    operation: str
    """A name of `ORDERS`, or of `OF_COPIES`."""
    text: str = ""
    """The opinion of a decision, the reason of a hand-over, or the text of an urge or a copy."""
    to: str = ""
    """Who is given the tasks."""
    people: tuple[str, ...] = ()
    """Who is sent copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How it went with one task or copy."""

    id: UUID
    refusal: EngineError | None = None
    """Why nothing was done with it; None = it was done."""

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.refusal is None


def carry_out(run: Runner, ids: Sequence[UUID], order: Order, *, by: Actor) -> Sequence[Result]:
    """Carry out an order on many tasks or copies, each named once, and say how each went.

    One that is refused stops none of the others. Raises Invalid for an operation that is not for
    many, none or more than 100 of them, or somebody missing whom the operation needs; Unavailable
    where the database goes away: what was done until then is done.
    """
    _check(ids, order)
    return [_one(run, each, order, by) for each in dict.fromkeys(ids)]


def _one(run: Runner, each: UUID, order: Order, by: Actor) -> Result:
    try:
        run(each, lambda tx: _KNOWN[order.operation](tx, each, order, by))
    except Unavailable:
        raise
    except EngineError as error:
        return Result(id=each, refusal=error)
    return Result(id=each)


def _check(ids: Sequence[UUID], order: Order) -> None:
    if order.operation not in _KNOWN:
        listed = ", ".join(_KNOWN)
        raise refused(
            Invalid,
            f"{order.operation!r} cannot be done in bulk: {listed}",
            f"“{order.operation}”不支持批量操作",
        )
    if not 1 <= len(set(ids)) <= MOST:
        raise refused(Invalid, f"name 1 to {MOST} tasks", f"请选择1至{MOST}个任务")
    if order.operation in _GIVING and not order.to:
        raise refused(Invalid, "say to whom", "请选择人员")


def _decided(tx: Transaction, task_id: UUID, by: Actor, verb: Decide, opinion: str) -> object:
    """Decide a task of a node that says it is low-risk; others are to be looked at one by one."""
    task = user_tasks.get(tx, task_id, by=by)
    if not participation.parse(task.settings).low_risk:
        raise refused(
            NotPermitted,
            f"{task.name} is not decided in bulk (gj:lowRisk)",
            f"“{task.name}”须逐件审批，不能批量",
        )
    return verb(tx, task_id, by=by, said=user_tasks.Said(opinion=opinion))


def _read(tx: Transaction, copy_id: UUID, by: Actor) -> object:
    """Note that a copy was read, and confirm it where that is asked for and was not done."""
    mine = copies.read(tx, copy_id, by=by)
    if not mine.confirm or mine.confirmed_at is not None:
        return mine
    return copies.confirm(tx, copy_id, by=by)


_GIVING: Final = frozenset({"transfer", "delegate", "assign"})

Doing = Callable[[Transaction, UUID, Order, Actor], object]

ORDERS: Final[Mapping[str, Doing]] = {
    "claim": lambda tx, task_id, _, by: user_tasks.claim(tx, task_id, by=by),
    "release": lambda tx, task_id, _, by: user_tasks.release(tx, task_id, by=by),
    "approve": lambda tx, task_id, order, by: _decided(
        tx, task_id, by, user_tasks.approve, order.text
    ),
    "reject": lambda tx, task_id, order, by: _decided(
        tx, task_id, by, user_tasks.reject, order.text
    ),
    "transfer": lambda tx, task_id, order, by: user_tasks.transfer(
        tx, task_id, by=by, to=order.to, reason=order.text
    ),
    "delegate": lambda tx, task_id, order, by: user_tasks.delegate(
        tx, task_id, by=by, to=order.to, reason=order.text
    ),
    "assign": lambda tx, task_id, order, by: user_tasks.assign(
        tx, task_id, by=by, to=order.to, reason=order.text
    ),
    "urge": lambda tx, task_id, order, by: user_tasks.urge(tx, task_id, by=by, text=order.text),
    "copy": lambda tx, task_id, order, by: copies.send(
        tx, task_id, by=by, people=order.people, text=order.text
    ),
}
"""What may be done with many tasks, by the name of the operation."""

OF_COPIES: Final[Mapping[str, Doing]] = {
    "read": lambda tx, copy_id, _, by: _read(tx, copy_id, by),
}
"""What may be done with many copies, by the name of the operation."""

_KNOWN: Final = {**ORDERS, **OF_COPIES}
