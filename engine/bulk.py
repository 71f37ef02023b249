"""The same operation on many tasks (批量): a transaction, and a result, for each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine import copies, participation, user_tasks
from engine.errors import EngineError, Invalid, NotPermitted, Unavailable
from engine.model import Actor
from engine.participation import refused
from engine.store import Transaction

MOST: Final = 100  # tasks of one order: more would keep a person waiting for minutes

Decide = Callable[..., object]
Work = Callable[[Transaction], object]
Runner = Callable[[UUID, Work], object]
"""Carries out the work on one task in a transaction of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with each of many tasks."""

    operation: str
    """A name of `ORDERS`."""
    text: str = ""
    """The opinion of a decision, the reason of a hand-over, or the text of an urge or a copy."""
    to: str = ""
    """Who is given the tasks."""
    people: tuple[str, ...] = ()
    """Who is sent copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How it went with one task."""

    task_id: UUID
    refusal: EngineError | None = None
    """Why nothing was done with it; None = it was done."""


def carry_out(
    run: Runner, task_ids: Sequence[UUID], order: Order, *, by: Actor
) -> Sequence[Result]:
    """Carry out an order on many tasks, each named once, and say how each went.

    One that is refused stops none of the others. Raises Invalid for an operation that is not for
    many, none or more than 100 tasks, or somebody missing whom the operation needs; Unavailable
    where the database goes away: what was done until then is done.
    """
    _check(task_ids, order)
    return [_one(run, each, order, by) for each in dict.fromkeys(task_ids)]


def _one(run: Runner, task_id: UUID, order: Order, by: Actor) -> Result:
    try:
        run(task_id, lambda tx: ORDERS[order.operation](tx, task_id, order, by))
    except Unavailable:
        raise
    except EngineError as error:
        return Result(task_id=task_id, refusal=error)
    return Result(task_id=task_id)


def _check(task_ids: Sequence[UUID], order: Order) -> None:
    if order.operation not in ORDERS:
        listed = ", ".join(ORDERS)
        raise refused(
            Invalid,
            f"{order.operation!r} cannot be done in bulk: {listed}",
            f"“{order.operation}”不支持批量操作",
        )
    if not 1 <= len(set(task_ids)) <= MOST:
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


_GIVING: Final = frozenset({"transfer", "delegate", "assign"})

ORDERS: Final[Mapping[str, Callable[[Transaction, UUID, Order, Actor], object]]] = {
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
