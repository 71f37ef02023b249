"""What somebody who was signed in tried and was refused: kept for auditors."""

from contextlib import suppress
from typing import Final

from starlette.requests import Request

from engine.errors import EngineError, NotFound, NotPermitted
from engine.model.operations import OperationKind
from engine.store import Store, Transaction

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def note(request: Request, error: Exception) -> None:
    """Keep a refusal: what is not permitted, and what was to be changed and does not exist for him.

    An answer is given also where it cannot be kept.
    """
    actor = getattr(request.state, "actor", None)
    changes = request.method not in _SAFE
    refused = isinstance(error, NotPermitted) or (changes and isinstance(error, NotFound))
    if actor is None or not refused or not isinstance(error, EngineError):
        return
    store: Store = request.app.state.store

    def keep(tx: Transaction) -> None:
        tx.operations.add(
            OperationKind.REFUSED,
            by=actor,
            subject=f"{request.method} {request.url.path}",
            particulars={"code": error.code},
        )

    with suppress(EngineError):
        store.run(keep)
