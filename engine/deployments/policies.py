"""What of the things that designers put in force needs the review of a second person."""

from typing import Final

from engine import access
from engine.errors import Invalid, NotPermitted
from engine.model import Actor, ReleaseMark, ReleasePolicy, Role
from engine.store import Transaction

_SETTING: Final = "release-review"


def get(tx: Transaction) -> ReleasePolicy:
    """Return what needs a review; drafts do unless an administrator decided otherwise."""
    return ReleasePolicy(tx.settings.get(_SETTING, ReleasePolicy.DRAFTS))


def put(tx: Transaction, wanted: ReleasePolicy, *, reason: str, by: Actor) -> None:
    """Decide what needs a review, with a reason on record. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    said = reason_in(reason)
    tx.settings.put(_SETTING, wanted.value)
    tx.releases.add(ReleaseMark.POLICY_SET, by=by, reason=f"{wanted.value}: {said}")


def check_role(by: Actor) -> None:
    """Raise NotPermitted for whoever neither designs nor administers."""
    access.check_has_role(by, Role.DESIGNER, Role.ADMINISTRATOR)


def check_direct(tx: Transaction, *, by: Actor) -> None:
    """Raise NotPermitted where files may not be put in force without having been a draft."""
    check_role(by)
    if get(tx) is ReleasePolicy.ALL and not by.has(Role.ADMINISTRATOR):
        raise NotPermitted(
            "a designer puts drafts in force, after a review", zh="设计人员只能发布审核通过的草稿"
        )


def reason_in(text: str) -> str:
    """Return a reason as it is kept; raises Invalid where there is none."""
    if not text.strip():
        raise Invalid("a reason is needed", zh="请填写原因")
    return text.strip()
