"""Health: is the process alive, and can it serve."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.depends import TheStore
from api.problems import documented_only
from engine.errors import Unavailable

router = APIRouter(prefix="/health", tags=["health"])


class HealthOut(BaseModel):
    """Well enough."""

    status: str = "ok"


@router.get("/live")
def live() -> HealthOut:
    """Answer as long as the process runs."""
    return HealthOut()


@router.get("/ready", responses=documented_only(Unavailable))
def ready(store: TheStore) -> HealthOut:
    """Answer 200 when the database answers, 503 with the reason when it does not."""
    store.ping()
    return HealthOut()
