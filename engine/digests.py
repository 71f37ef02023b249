"""Use case on digests: what waits to be told together becomes one message each person and channel.

It is told at the hour that somebody named (`digest_at`); what came by itself goes as it is. What
was gathered says in which message, so that each event still tells what became of it.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from engine.model import Delivery
from engine.store import Transaction

KIND: Final = "digest"
PATH: Final = "/tasks"
MOST: Final = 50  # lines of one message: nobody reads more, and platforms cut long ones
_LIMIT: Final = 500  # deliveries looked at in one go
_TITLE: Final = {"zh": "消息汇总：{}条", "en": "Digest: {} messages"}
_REST: Final = {"zh": "另有{}条，请登录查看。", "en": "{} more: please sign in."}


def gather(tx: Transaction) -> int:
    """Put what is due and to be told together into one message each; return how many were made."""
    groups: dict[tuple[str, str, str], list[Delivery]] = defaultdict(list)
    for each in tx.outbox.gatherable(limit=_LIMIT):
        groups[each.recipient, each.channel, each.address].append(each)
    several = [group for group in groups.values() if len(group) > 1]
    for group in several:
        _tell_together(tx, group)
    return len(several)


def _tell_together(tx: Transaction, group: Sequence[Delivery]) -> None:
    first = group[0]
    language = "en" if first.data.get("language") == "en" else "zh"
    mark = f"{KIND}:{first.id}"
    lines = [f"{number}. {each.title} {each.text}" for number, each in enumerate(group[:MOST], 1)]
    if len(group) > MOST:
        lines.append(_REST[language].format(len(group) - MOST))
    tx.outbox.add(
        dedupe=mark,
        channel=first.channel,
        recipient=first.recipient,
        address=first.address,
        kind=KIND,
        title=_TITLE[language].format(len(group)),
        text="\n".join(lines),
        data={"path": PATH, "language": language},
        instance_id=None,
    )
    tx.outbox.gather([each.id for each in group], result=mark)
