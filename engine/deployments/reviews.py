"""Use cases on the way of a draft into force: submitted, reviewed by a second person, released.

Where a draft stands is read off the record by the digest of its files: a change makes what was
said of it void, and exactly what was reviewed is released.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from engine.deployments import policies, review_notices
from engine.deployments.putting import check
from engine.errors import Conflict, DeploymentRefused, NotPermitted
from engine.model import Actor, ReleaseMark, ReleasePolicy, ReleaseStage, Role, Severity
from engine.store import Draft, ReleaseEvent, Transaction

_STAGES: Final = {
    ReleaseMark.SUBMITTED: ReleaseStage.SUBMITTED,
    ReleaseMark.WITHDRAWN: ReleaseStage.OPEN,
    ReleaseMark.APPROVED: ReleaseStage.APPROVED,
    ReleaseMark.REJECTED: ReleaseStage.REJECTED,
    ReleaseMark.RELEASED: ReleaseStage.RELEASED,
    ReleaseMark.RELEASED_UNREVIEWED: ReleaseStage.RELEASED,
}
_DONE: Final = (ReleaseMark.RELEASED, ReleaseMark.RELEASED_UNREVIEWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Where the present content of a draft stands, and who may bring it further."""

    stage: ReleaseStage
    content: str
    """SHA-256 (hex) of the files with their names: what a reviewer says he saw."""
    authors: frozenset[str]
    """People who put files into the draft since it was released last."""
    last: ReleaseEvent | None
    """The entry that brought this content where it stands."""
    events: Sequence[ReleaseEvent]
    needed: bool
    """Whether a designer needs a review to release it."""

    @property
    def involved(self) -> frozenset[str]:
        """Authors, and whoever submitted the present content."""
        asked = (e for e in self.events if e.kind is ReleaseMark.SUBMITTED)
        return self.authors | {each.actor for each in asked if each.content == self.content}

    def may_review(self, actor: Actor) -> bool:
        """Tell whether this person may approve or reject it now: never an author or submitter."""
        return (
            self.stage is ReleaseStage.SUBMITTED
            and self.last is not None
            and actor.id not in self.authors | {self.last.actor}
        )

    def may_submit(self) -> bool:
        return self.stage in {ReleaseStage.OPEN, ReleaseStage.REJECTED}

    def may_release(self) -> bool:
        """Tell whether a designer may put it in force now."""
        return self.stage is ReleaseStage.APPROVED or (
            not self.needed and self.stage is not ReleaseStage.RELEASED
        )


def content_of(draft: Draft) -> str:
    """Return the digest of a draft's files with their names."""
    text = orjson.dumps(dict(draft.files), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def of(tx: Transaction, draft: Draft) -> Review:
    """Return where a draft stands."""
    return of_all(tx, [draft])[draft.id]


def of_all(tx: Transaction, drafts: Sequence[Draft]) -> Mapping[str, Review]:
    """Return where drafts stand, by their ids; two statements however many they are."""
    events = tx.releases.of_drafts([each.id for each in drafts])
    needed = policies.get(tx) is not ReleasePolicy.OFF
    return {each.id: _review(each, events.get(each.id, []), needed=needed) for each in drafts}


def kept(tx: Transaction, draft: Draft, *, by: Actor) -> None:
    """Note that somebody put files into a draft."""
    tx.releases.add(ReleaseMark.KEPT, by=by, draft_id=draft.id, content=content_of(draft))


def submit(
    tx: Transaction, draft: Draft, *, by: Actor, note: str = "", content: str | None = None
) -> Review:
    """Ask for a review of the draft as it is; `content` names it as the submitter saw it.

    Raises DeploymentRefused with every finding where it could not be released, and Conflict where
    it has been submitted, approved or released already, or is not what was seen.
    """
    policies.check_role(by)
    _check_seen(draft, content or content_of(draft))
    before = of(tx, draft)
    if not before.may_submit():
        raise Conflict(
            f"draft {draft.id} is {before.stage} already",
            stage=before.stage.value,
            zh="这份草稿已经提交、通过或发布",
        )
    found = check(tx, tx.drafts.contents(draft))
    if any(one.severity is Severity.ERROR for one in found):
        raise DeploymentRefused(found)
    return _noted(tx, draft, ReleaseMark.SUBMITTED, by, note.strip())


def withdraw(tx: Transaction, draft: Draft, *, by: Actor) -> Review:
    """Take a submission back before anybody reviewed it; whoever submitted it."""
    policies.check_role(by)
    before = of(tx, draft)
    if before.last is None or before.stage is not ReleaseStage.SUBMITTED:
        raise _not_submitted(draft, before)
    if before.last.actor != by.id:
        name = before.last.actor_name
        raise NotPermitted(
            f"{name} submitted it, and may withdraw it", zh=f"由{name}提交，只有提交人可以撤回"
        )
    return _noted(tx, draft, ReleaseMark.WITHDRAWN, by, "")


def approve(tx: Transaction, draft: Draft, *, content: str, by: Actor, note: str = "") -> Review:
    """Say that what was submitted may be released.

    `content` names what the reviewer saw. Raises Conflict where that is not the present content
    or not submitted, NotPermitted for an author or the submitter.
    """
    _check_review(tx, draft, content, by)
    return _noted(tx, draft, ReleaseMark.APPROVED, by, note.strip())


def reject(tx: Transaction, draft: Draft, *, content: str, reason: str, by: Actor) -> Review:
    """Send a submission back to its authors; raises as `approve` does, Invalid without a reason."""
    _check_review(tx, draft, content, by)
    return _noted(tx, draft, ReleaseMark.REJECTED, by, policies.reason_in(reason))


def check_releasable(tx: Transaction, draft: Draft, *, by: Actor) -> ReleaseMark:
    """Return how a draft would be released; raises NotPermitted where its review is missing.

    An administrator answers for a release without review, and the record says so.
    """
    policies.check_role(by)
    review = of(tx, draft)
    if review.stage is ReleaseStage.APPROVED:
        return ReleaseMark.RELEASED
    if review.needed and not by.has(Role.ADMINISTRATOR):
        raise NotPermitted(
            f"draft {draft.id} is {review.stage}: a second person reviews it before it is released",
            stage=review.stage.value,
            zh="发布之前须由另一人审核通过",
        )
    return ReleaseMark.RELEASED_UNREVIEWED


def _check_review(tx: Transaction, draft: Draft, content: str, by: Actor) -> None:
    policies.check_role(by)
    review = of(tx, draft)
    if review.stage is not ReleaseStage.SUBMITTED:
        raise _not_submitted(draft, review)
    _check_seen(draft, content)
    if not review.may_review(by):
        raise NotPermitted(
            "whoever drew or submitted it does not review it", zh="起草人和提交人不能审核"
        )


def _check_seen(draft: Draft, content: str) -> None:
    if content_of(draft) != content:
        raise Conflict(
            f"draft {draft.id} is not what you saw any more",
            zh="草稿在您打开之后又有修改，请重新查看",
        )


def _not_submitted(draft: Draft, review: Review) -> Conflict:
    return Conflict(
        f"draft {draft.id} is not submitted",
        stage=review.stage.value,
        zh="这份草稿没有待审核的提交",
    )


def _review(draft: Draft, events: Sequence[ReleaseEvent], *, needed: bool) -> Review:
    content = content_of(draft)
    last = _last(events, content)
    return Review(
        stage=_STAGES[last.kind] if last else ReleaseStage.OPEN,
        content=content,
        authors=_authors(draft, events),
        last=last,
        events=events,
        needed=needed,
    )


def _noted(tx: Transaction, draft: Draft, kind: ReleaseMark, by: Actor, reason: str) -> Review:
    content = content_of(draft)
    tx.releases.add(kind, by=by, draft_id=draft.id, content=content, reason=reason)
    after = of(tx, draft)
    review_notices.tell(tx, draft, after.events[-1], after.involved)
    return after


def _last(events: Sequence[ReleaseEvent], content: str) -> ReleaseEvent | None:
    """Return what was said last of this content."""
    said = [each for each in events if each.kind in _STAGES and each.content == content]
    return said[-1] if said else None


def _authors(draft: Draft, events: Sequence[ReleaseEvent]) -> frozenset[str]:
    done = [place for place, each in enumerate(events) if each.kind in _DONE]
    since = events[done[-1] + 1 :] if done else events
    drew = {each.actor for each in since if each.kind is ReleaseMark.KEPT}
    return frozenset(drew or {draft.created_by, draft.changed_by})
