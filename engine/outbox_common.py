"""What the events that are told together have in common: looked up once, not for each of them."""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from engine import cards, sights, telling
from engine.calendar import SHANGHAI
from engine.masking import Veil
from engine.model import Preferences, ProcessInstance, UserTask
from engine.store import News, Transaction

_log: Final = logging.getLogger(__name__)


class Common:
    """The cases of one batch of events and who follows them, web hooks, and how people are told."""

    def __init__(self, tx: Transaction, cases: Collection[UUID]) -> None:
        self.cases = tx.cases.some(cases)
        self.followers = tx.notices.followers_of(cases)
        self.hooks = tx.webhooks.all()
        self.channels = set_up(tx)
        self.carded = tx.outbox.told_of(cases, channels=cards.LIFE)
        """Tasks of which cards were sent that may have to be changed."""
        self.news: list[News] = []
        """What is to be told inside the product, gathered until the batch is through."""
        self._tx = tx
        self._preferences: dict[str, Preferences] = {}
        self._outside: dict[UUID, Veil] = {}
        self._public: frozenset[str] | None = None

    def outside(self, case: ProcessInstance) -> Veil:
        """Return what lies between the data of a case and whoever is not of the house."""
        if case.id not in self._outside:
            self._outside[case.id] = sights.outside(self._tx, case)
        return self._outside[case.id]

    def public_path(self, case_id: UUID) -> str:
        """Return the page that somebody outside is led to; empty where the process has none."""
        case = self.cases[case_id]
        if self._public is None:
            begun = self._tx.messages.starts("message", telling.REPORTED)
            self._public = frozenset(start.key for start in begun)
        return (
            telling.status_page(case.project, case.business_key) if case.key in self._public else ""
        )

    def preferences(self, people: Sequence[str]) -> Mapping[str, Preferences]:
        """Return how these people want to be told."""
        unknown = [each for each in people if each not in self._preferences]
        if unknown:
            self._preferences.update(self._tx.notices.preferences(unknown))
        return self._preferences


INBOX: Final = "inbox"
"""The message centre, as preferences name it."""


_SET_UP: Final = "channels"
"""The setting of the installation that names the channels which its courier has."""


def set_up(tx: Transaction) -> Collection[str] | None:
    """Return the channels that can be sent on; None as long as no courier has said so."""
    found: Collection[str] | None = tx.settings.get(_SET_UP)
    return found


def declare(tx: Transaction, channels: Collection[str]) -> None:
    """Keep which channels a courier has: people are told by no other from now on."""
    before = set_up(tx)
    if before != sorted(channels):  # none at all is said as well, so that nobody waits for one
        tx.settings.put(_SET_UP, sorted(channels))
    if gone := sorted({*(before or ())} - {*channels}):
        _log.warning("nobody is told by %s any more: this courier has none", ", ".join(gone))


def ways(
    tx: Transaction,
    person: str,
    kind: str,
    preferences: Preferences,
    channels: Collection[str] | None,
) -> dict[str, str]:
    """Return somebody's addresses by channel, without those that are to be silent of this kind.

    `channels` as `set_up` returns them: no message is made that nobody could send.
    """
    known = tx.people.organisation().people[person].addresses
    muted = preferences.muted.get(kind, ())
    addresses = {**known, **preferences.addresses}
    return {
        channel: address
        for channel, address in addresses.items()
        if channel not in muted and (channels is None or channel in channels)
    }


def is_gathered(preferences: Preferences, kind: str) -> bool:
    """Tell whether somebody is told this once a day, with everything else."""
    return bool(preferences.digest_at) and not telling.KINDS[kind].urgent


def due_of(task: UserTask | None) -> str:
    """Return when a task is due, as people read it; empty where it never is."""
    if task is None or task.due_at is None:
        return ""
    return task.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def messages_of(tx: Transaction, case: ProcessInstance) -> Mapping[str, Any]:
    """Return the process's own words; those of a release were checked when it was deployed."""
    text = tx.definitions.get(case.definition_id).settings.get("gj:messages", "")
    return telling.parse_messages(text) if text else {}
