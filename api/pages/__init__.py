"""The server-rendered pages: the same view models as REST answers, and no script needed."""

from api.pages import administration, audit, cases, sign_in, start, tasks
from api.pages.problems import answer

ROUTERS = (
    sign_in.router,
    tasks.router,
    start.router,
    cases.router,
    audit.router,
    administration.router,
)

__all__ = ["ROUTERS", "answer"]
