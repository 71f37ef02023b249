"""Telling auditors of checkpoints: by web hook and by e-mail, beside the file.

What leaves the house cannot be called back: whoever keeps one finds a tree that was made anew.
They go through the outbox, so that they are tried again, and each is sent once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engine.history.checkpoints import read
from engine.store import Transaction
from engine.telling import CHECKPOINT

_TITLE: Final = "流转记录检查点：{} 片"
_TEXT: Final = "请保存在数据库管理员够不到的地方；核对方法见 docs/howto/record.md。\n\n{}"


_To = tuple[str, str, str]
"""Channel, recipient and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditors:
    """Who is sent checkpoints, and how often."""

    mails: tuple[str, ...] = ()
    every: timedelta = timedelta(hours=1)
    """To one address; the newest checkpoint covers all before it."""


def tell(tx: Transaction, auditors: Auditors) -> int:
    """Put the newest checkpoint in the outbox for whoever has not heard for a while; count them."""
    sealed = tx.seals.newest()
    if sealed is None:
        return 0
    addressed = [*_hooks(tx), *(("email", mail, mail) for mail in auditors.mails)]
    due = [to for to in addressed if _is_due(tx, _mark(to), sealed.tree.size, auditors.every)]
    for to in due:
        _put(tx, to, tx.seals.checkpoint(sealed.tree.size))
    return len(due)


def _hooks(tx: Transaction) -> Iterator[_To]:
    for hook in tx.webhooks.all():
        if hook.active and CHECKPOINT in hook.kinds:
            yield "webhook", str(hook.id), hook.url


def _mark(to: _To) -> str:
    """Return the name under which it is kept what somebody was told last."""
    return f"{CHECKPOINT}:{to[0]}:{to[1]}"


def _is_due(tx: Transaction, mark: str, size: int, every: timedelta) -> bool:
    last = tx.settings.get(mark)
    if last is None:
        return True
    return last["size"] < size and datetime.fromisoformat(last["at"]) + every <= tx.now


def _put(tx: Transaction, to: _To, note: str) -> None:
    found = read(note)
    tx.outbox.add(
        dedupe=f"{_mark(to)}:{found.size}",
        channel=to[0],
        recipient=to[1],
        address=to[2],
        kind=CHECKPOINT,
        title=_TITLE.format(found.size),
        text=_TEXT.format(note),
        data={"kind": CHECKPOINT, "origin": found.origin, "size": found.size, "note": note},
        instance_id=None,
    )
    tx.settings.put(_mark(to), {"size": found.size, "at": tx.now.isoformat()})
