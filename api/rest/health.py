"""Health: is the process alive, and can it serve."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.depends import TheStore
from api.problems import documented_only
from engine.errors import Unavailable
from engine.store import Store

router = APIRouter(prefix="/health", tags=["health"])


class HealthOut(BaseModel):
    """Well enough."""

    status: str = "ok"


@router.get("/live")
def live() -> HealthOut:
    """Answer as long as the process runs."""
    return HealthOut()


class WorkersOut(HealthOut):
    """How many workers live."""

    workers: int


@router.get("/workers", responses=documented_only(Unavailable))
def workers(store: TheStore) -> WorkersOut:
    """Answer 200 while some worker gives signs of life, 503 when none has for half a minute."""
    return WorkersOut(workers=_alive(store))


def _alive(store: Store) -> int:
    with store.read() as tx:
        found = tx.workers.alive()
    if not found:
        raise Unavailable("no worker has given a sign of life for half a minute")
    return found


@router.get("/ready", responses=documented_only(Unavailable))
def ready(store: TheStore) -> HealthOut:
    """Answer 200 when the database answers, 503 with the reason when it does not."""
    try:
        store.ping()
    except Unavailable as error:
        raise Unavailable(f"the database does not answer: {error}") from error
    return HealthOut()
