"""What an order of a change of version shows, so that nobody orders what he has not looked at.

A preview answers a token over the order and the state of every case that it rehearsed; the order
carries it. Nothing is kept of a preview: who asks again gets the same token, as long as no case has
changed and none has come or gone.
"""

from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson

from engine.errors import NotPreviewed
from engine.migrations.ordering import Order
from engine.participation import refused

_LENGTH: Final = 32  # hexadecimal digits: it is compared, and typed on a command line


def token(order: Order, cases: Iterable[tuple[UUID, int]]) -> str:
    """Return what stands for an order and the cases that it is for, each with its revision."""
    told = [asdict(order), sorted((str(id_), seq) for id_, seq in cases)]
    return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_LENGTH]


def check(seen: str, present: str) -> None:
    """Raise NotPreviewed unless the token of an order is the one that a preview gives now."""
    if not seen:
        raise refused(
            NotPreviewed,
            "the order carries no token of a preview: ask for the preview, send its token along",
            "变更流程版本前必须先预览",
        )
    if seen != present:
        raise refused(
            NotPreviewed,
            "the preview was of another order, or a case has changed since: preview again",
            "所选内容与预览不一致，或预览后单据有新的变化，请重新预览",
        )
