"""Who hears of a review: reviewers when it is asked for, authors of its end.

Each entry of the record is told once, in the message centre and on each of one's channels, as one
wants to be told; it leads to the draft.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from engine import telling
from engine.calendar import SHANGHAI
from engine.model import Preferences, ReleaseMark, Role
from engine.outbox_common import INBOX, is_gathered, set_up, ways
from engine.store import Draft, News, ReleaseEvent, Transaction

_Words = tuple[tuple[str, str], tuple[str, str]]
_WORDS: Final[Mapping[ReleaseMark, _Words]] = {
    ReleaseMark.SUBMITTED: (
        ("请审核：{name}", "{who}提交了流程草稿，请审核。{why}"),
        ("To review: {name}", "{who} submitted this draft for review. {why}"),
    ),
    ReleaseMark.APPROVED: (
        ("审核通过：{name}", "{who}审核通过，可以发布。{why}"),
        ("Approved: {name}", "{who} approved this draft; it may be released. {why}"),
    ),
    ReleaseMark.REJECTED: (
        ("已退回修改：{name}", "{who}退回：{why}"),
        ("Sent back: {name}", "{who} sent this draft back: {why}"),
    ),
    ReleaseMark.RELEASED: (
        ("已发布：{name}", "{who}发布了这份流程草稿。"),
        ("Released: {name}", "{who} released this draft."),
    ),
}
"""Title and text in Chinese and in English; what else happens to a draft is told to nobody."""
_TOLD_AS: Final = {ReleaseMark.RELEASED_UNREVIEWED: ReleaseMark.RELEASED}


def tell(tx: Transaction, draft: Draft, event: ReleaseEvent, involved: frozenset[str]) -> None:
    """Tell of an entry of the record: reviewers of a submission, who is involved of all others.

    `involved` are authors and submitters; nobody is told of what he did himself.
    """
    mark = _TOLD_AS.get(event.kind, event.kind)
    if mark not in _WORDS:
        return
    people = _reviewers(tx, involved) if mark is ReleaseMark.SUBMITTED else involved
    facts = {"name": draft.name, "who": event.actor_name, "why": event.reason}
    zh, en = ((title.format(**facts), text.format(**facts).strip()) for title, text in _WORDS[mark])
    told = sorted(_present(tx, people) - {event.actor})
    news = [
        News(
            dedupe=f"release-event/{event.number}/{person}",
            person=person,
            kind=f"draft.{mark}",
            zh=zh,
            en=en,
            instance_id=None,
            seq=event.number,
            task_id=None,
            draft_id=draft.id,
        )
        for person in told
    ]
    preferences = tx.notices.preferences(told)
    tx.notices.add(
        each for each in news if INBOX not in preferences[each.person].muted.get(each.kind, ())
    )
    channels = set_up(tx)
    for each in news:
        _send(tx, each, preferences[each.person], channels)


def _send(
    tx: Transaction, news: News, wanted: Preferences, channels: Collection[str] | None
) -> None:
    """Put what is told into the outbox, for each channel on which somebody wants to hear of it."""
    title, text = news.en if wanted.language == "en" else news.zh
    for channel, address in ways(tx, news.person, news.kind, wanted, channels).items():
        tx.outbox.add(
            dedupe=f"{news.dedupe}:{channel}",
            channel=channel,
            recipient=news.person,
            address=address,
            kind=news.kind,
            title=telling.masked(title),
            text=telling.masked(text),
            data={"path": f"/designer/{news.draft_id}", "language": wanted.language},
            instance_id=None,
            at=telling.next_time(wanted, news.kind, tx.now),
            digest=is_gathered(wanted, news.kind),
        )


def _reviewers(tx: Transaction, involved: frozenset[str]) -> Iterable[str]:
    """Return who may review: designers and administrators who did not draw or submit it."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    wanted = {Role.DESIGNER, Role.ADMINISTRATOR}
    return (
        each
        for each in organisation.people
        if each not in involved and not wanted.isdisjoint(organisation.roles(each, today))
    )


def _present(tx: Transaction, people: Iterable[str]) -> set[str]:
    known = tx.people.organisation().people
    return {each for each in people if each in known and known[each].active}
