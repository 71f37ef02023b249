"""Cards of a task on WeCom, DingTalk and Feishu: changed once nobody waits for this person's work.

Who opens his messenger sees what is still to be done: a card that was sent says 已处理, 已撤回 or
who has done it, and has no button any more. The change is a delivery of its own, with attempts and
dead letters like every other.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from engine.model import (
    Delivery,
    DeliveryState,
    Participant,
    ParticipantState,
    TaskState,
    UserTask,
)
from engine.model.telling import TODO
from engine.store import DeliveryQuery, Transaction

LIFE: Final[Mapping[str, timedelta]] = {
    "wecom": timedelta(hours=72),  # so long a response_code counts, and once
    "feishu": timedelta(days=14),  # no older message is changed
    "dingtalk": timedelta(days=14),  # the platform names no limit: as long as the others at most
}
"""By channel, how old a card may be that is changed; a to-do is ended however old it is."""
MOST: Final = 200  # cards of one task: as many people as are told of one event


def settle(tx: Transaction, task: UserTask) -> int:
    """Put into the outbox the changes of the cards of a task that are over; return how many."""
    query = DeliveryQuery(task_id=task.id, state=DeliveryState.DELIVERED)
    sent = [each for each in tx.outbox.page(query, limit=MOST).items if _is_card(tx, each)]
    group = tx.participants.of(task.id) if sent and task.grouped else ()
    changed = 0
    for card in sent:
        mine = [each for each in group if card.recipient in {each.person, each.on_behalf_of}]
        done = _done(task, mine, in_chinese=card.data.get("language") != "en")
        changed += bool(done) and _change(tx, card, done)
    return changed


def _is_card(tx: Transaction, delivery: Delivery) -> bool:
    """Tell whether a delivery is a card that may still be changed, and not a change itself."""
    life = LIFE.get(delivery.channel)
    return (
        life is not None
        and bool(delivery.provider_id)
        and delivery.kind.startswith("task.")
        and "card" not in delivery.data
        and (delivery.provider_id.startswith(TODO) or tx.now < delivery.created_at + life)
    )


def _change(tx: Transaction, card: Delivery, done: str) -> bool:
    return tx.outbox.add(
        dedupe=f"card:{card.id}",
        channel=card.channel,
        recipient=card.recipient,
        address=card.address,
        kind=card.kind,
        title=card.title,
        text=card.text,
        data={**card.data, "card": card.provider_id, "done": done},
        instance_id=card.instance_id,
        seq=card.seq,
        task_id=card.task_id,
    )


def _done(task: UserTask, mine: list[Participant], *, in_chinese: bool) -> str:
    """Return what became of somebody's part of a task; empty while it waits for him."""
    if mine and all(each.state.is_over for each in mine):
        own = any(each.state is ParticipantState.DONE for each in mine)
        if own or task.is_open:
            return _WORDS["own" if own else "gone"][in_chinese]
    if task.is_open:
        return ""
    if task.state is not TaskState.COMPLETED:
        return _WORDS["withdrawn"][in_chinese]
    return _WORDS["by"][in_chinese].format(who=task.ended_by_name)


_WORDS: Final = {
    "own": ("Done", "已处理"),
    "gone": ("No longer yours", "已无需您处理"),
    "withdrawn": ("Withdrawn", "已撤回"),
    "by": ("Done by {who}", "已由{who}处理"),
}
"""What stands on the card, in English and in Chinese."""
