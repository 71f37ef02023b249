"""Routers that know where they begin, so that no address is compared with hundreds of routes.

FastAPI compares an address with every route in turn, and again on each floor of routers within
routers: before this a page was compared with 250 routes of REST first.
"""

from os.path import commonprefix

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class Section(APIRouter):
    """The routes of a router, looked at for addresses that begin like all of them."""

    def __init__(self, router: APIRouter, *, below: str = "") -> None:
        """Take a router that is to be included under the prefix `below`."""
        super().__init__(routes=router.routes)
        beginnings = [getattr(route, "path", "").partition("{")[0] for route in router.routes]
        self._beginning = below + commonprefix(beginnings)  # noqa: RUF071  # of characters is meant

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Answer as any router, at once where the address cannot be one of its own."""
        if self._beginning not in scope["path"]:  # a proxy's prefix may stand before it
            return Match.NONE, {}
        return super().matches(scope)
