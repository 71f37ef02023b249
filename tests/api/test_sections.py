"""Every address reaches its own route, though routes are looked for section by section."""

from fastapi import APIRouter
from starlette.routing import Match

from api.sections import Section


def test_every_section_is_looked_at_for_the_addresses_of_its_routes(app):
    missed, count = [], 0
    for section in app.routes:
        for route in getattr(section, "effective_candidates", list)():
            count += 1
            asked = {"type": "http", "method": min(route.methods), "path": route.path}
            if section.matches(asked)[0] is not Match.FULL:
                missed.append(route.path)

    assert missed == []
    assert count > 300  # all of REST and of the pages


def test_an_address_of_another_section_is_compared_with_no_route(monkeypatch):
    router = APIRouter(prefix="/things")
    router.add_api_route("/{name}", lambda name: name)
    section = Section(router, below="/api")
    monkeypatch.setattr(APIRouter, "matches", lambda self, scope: (Match.FULL, {}))

    found = [
        section.matches({"type": "http", "path": path})[0]
        for path in ("/api/things/a", "/behind/a/proxy/api/things/a", "/things/a", "/api/others/a")
    ]

    assert found == [Match.FULL, Match.FULL, Match.NONE, Match.NONE]
