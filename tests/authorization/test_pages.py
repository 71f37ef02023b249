"""Pages let in whom REST lets in: every page of the route table, asked by four people (F16)."""

import re

import pytest

from tests.authorization.asking import UNKNOWN
from tests.authorization.test_authorization import everybody, served  # noqa: F401  # fixtures
from tests.pages.every import routes

OVERSEERS = ("/admin", "/audit", "/designer")
"""Pages by role: refused whether or not what they are about exists."""
FOR_ALL = ("/sign-in", "/report/", "/metrics")
"""Pages that no session opens: the sign-in, owners' reports; figures have a token of their own."""
ABOUT_A_TASK = re.compile(r"\{(task|instance)_id\}")


def asked(client, route, task):
    ids = {"task_id": task["id"], "instance_id": task["instance_id"]}
    address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: ids.get(m[1], UNKNOWN), route)
    return client.http.get(address, follow_redirects=False)


def pages(app):
    return sorted(route for route in routes(app) if not route.startswith((*FOR_ALL, "/live")))


@pytest.fixture
def task(everybody):  # noqa: F811  # fixture
    return everybody.clients["candidate"].leave(days=1)


def test_without_a_session_every_page_leads_to_the_sign_in(served, everybody, task):  # noqa: F811
    nobody = everybody.clients["nobody"]

    found = {route: asked(nobody, route, task) for route in pages(served) if route != "/"}

    elsewhere = [
        route
        for route, answer in found.items()
        if answer.status_code != 303 or not answer.headers["location"].startswith("/sign-in?next=")
    ]
    assert len(found) > 50
    assert elsewhere == []


def test_pages_of_overseers_and_designers_are_refused_to_staff(served, everybody, task):  # noqa: F811
    of_role = [route for route in pages(served) if route.startswith(OVERSEERS)]

    found = {
        (name, route): asked(everybody.clients[name], route, task).status_code
        for route in of_role
        for name in ("stranger", "candidate")
    }

    assert len(of_role) > 30
    assert {asking: status for asking, status in found.items() if status != 403} == {}


@pytest.mark.parametrize("state", ["open", "ended"])
def test_a_task_or_case_of_others_does_not_exist_on_any_page(served, everybody, task, state):  # noqa: F811
    about = [
        route
        for route in pages(served)
        if ABOUT_A_TASK.search(route) and not route.startswith(OVERSEERS)
    ]
    if state == "ended":
        path = f"/process-instances/{task['instance_id']}/termination"
        everybody.clients["administrator"].post(path, {"reason": "撤销"})

    stranger = {r: asked(everybody.clients["stranger"], r, task).status_code for r in about}
    candidate = {r: asked(everybody.clients["candidate"], r, task).status_code for r in about}

    assert len(about) >= 5
    assert set(stranger.values()) == {404}
    assert candidate["/cases/{instance_id}"] == 200
