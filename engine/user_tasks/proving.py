"""Proving once more who one is, before a decision of high risk (gj:proof).

Somebody else may sit at a desk that its owner has left signed in. So a node may ask that whoever
decides there has just given his password, or has just signed in at the identity provider. The proof
is checked where people come in; here only whether there is one, of the right person and fresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from engine.errors import NotPermitted
from engine.model import Actor
from engine.participation import Rules, refused

PASSWORD: Final = "password"  # noqa: S105  a way to prove it, not one's secret
SIGN_IN: Final = "sign-in"
_LEEWAY: Final = timedelta(minutes=1)  # that clocks of two machines may differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That somebody has proved who he is."""

    person: str
    by: str
    """PASSWORD or SIGN_IN."""
    at: datetime


def check(
    rules: Rules, decision: str | None, proof: Proof | None, *, by: Actor, now: datetime
) -> None:
    """Raise NotPermitted where the node asks for a proof and there is no fresh one of this person.

    Who stands in for somebody proves who he is himself. An answer to what was delegated decides
    nothing and asks for nothing.
    """
    if decision not in rules.proof:
        return
    oldest = now - timedelta(minutes=rules.proof_within)
    right = proof is not None and proof.person == by.id
    if not right or proof is None or not oldest <= proof.at <= now + _LEEWAY:
        raise refused(
            NotPermitted,
            f"{decision} needs a fresh proof of who you are: your password, or a sign-in within"
            f" {rules.proof_within} minutes",
            f"请输入登录密码，或在{rules.proof_within}分钟内重新登录后再办理",
            proof=[PASSWORD, SIGN_IN],
            within=rules.proof_within,
        )


def facts(rules: Rules, decision: str | None, proof: Proof | None) -> Mapping[str, Any]:
    """Return what the record says of it: which setting asked, and what was shown when."""
    if decision not in rules.proof or proof is None:
        return {}
    asked = f"gj:proof, {rules.proof_within} min"
    return {"asked": asked, "by": proof.by, "at": proof.at.isoformat()}
