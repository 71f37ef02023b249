"""docs/authorization.md says who is let in where; each route is asked by everybody (F16)."""

import re
from pathlib import Path

import pytest

from engine import accounts
from tests.api.serving import FORM, LEAVE, Client, app_of, furnish, settings_of
from tests.authorization.asking import PEOPLE, SIGNING_IN, Everybody, verdict

PAGE = (Path(__file__).parents[2] / "docs" / "authorization.md").read_text(encoding="utf-8")
ROWS = {
    tuple(cells[0].strip("`").split(" ")): tuple(cells[1:])
    for line in PAGE.splitlines()
    if re.match(r"\| `[A-Z]+ /", line)
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}
TABLE = {route: cells[:-1] for route, cells in ROWS.items()}
SCOPES = {route: cells[-1] for route, cells in ROWS.items()}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The application over a company of this module's own."""
    folder = tmp_path_factory.mktemp("authorization")
    settings = settings_of(f"sqlite:///{folder / 'x.db'}", folder)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        files = {"leave.bpmn": LEAVE.read_bytes(), "leave_request.form.json": FORM.read_bytes()}
        Client(app, "caoying").deploy(**files)
        yield app


@pytest.fixture
def everybody(served):
    """All who ask, signed in for this test: one of them asks to sign everybody out."""
    return Everybody(served)


@pytest.mark.slow
def test_whoever_asks_is_let_in_as_the_table_says(everybody):
    found = {}

    for method, path in everybody.routes():
        if (method, path) in TABLE:
            found[method, path] = tuple(everybody.answers(method, path).values())

    assert found == TABLE


def test_somebody_is_let_in_at_every_route():
    """Where nobody is, nothing is proved: it may not have been reached at all."""
    closed = {route for route, cells in TABLE.items() if "in" not in cells}

    assert closed == NOBODY_HERE


NOBODY_HERE = {("POST", "/process-instances/{instance_id}/disclosures")}
"""For who may have data disclosed to him: none of those who ask (tests/masking)."""


def test_every_route_has_its_row(everybody):
    assert sorted(set(everybody.routes()) - TABLE.keys()) == []


def test_without_signing_in_nobody_sees_more_than_health():
    open_to_all = {path for (_, path), cells in TABLE.items() if cells[0] != "401"}

    assert {path for path in open_to_all if not path.startswith("/health/")} <= OPEN


OPEN = frozenset()
"""Routes that are meant for those who have no account."""


def test_whoever_may_not_is_refused_before_his_address_is_judged(everybody):
    """A question without what it has to ask, as those ask it whom a role is missing."""
    refused = {
        (name, method, path): everybody.bare(name, method, path).status_code
        for (method, path), cells in TABLE.items()
        for name, cell in zip(PEOPLE, cells, strict=True)
        if method in {"GET", "DELETE"} and cell == "403" and path not in BY_WHOM
    }

    assert len(refused) > 30
    assert [asked for asked, status in refused.items() if status == 422] == []


def test_whoever_may_not_is_refused_before_his_body_is_judged(everybody):
    """A change with a body that is no JSON, and with one of another shape (docs/why/0442)."""
    asked = {}
    for (method, path), cells in TABLE.items():
        if method in CHANGES and path not in BY_WHOM and (method, path) != SIGNING_IN:
            by_role = cells[1] == cells[2] == "403"
            for name, cell in zip(PEOPLE, cells, strict=True):
                if cell == "401" or (by_role and cell == "403"):
                    for body in (b"{", b"[7]"):
                        answered = everybody.malformed(name, method, path, body).status_code
                        asked[name, method, path, body] = (answered, int(cell))

    wrong = {key: answered for key, answered in asked.items() if answered[0] != answered[1]}
    assert len(asked) > 500
    assert wrong == {}


def test_whoever_may_hears_what_is_wrong_with_his_body(everybody):
    for method, path in (("PUT", "/release-policy"), ("POST", "/drafts/from-template")):
        for body in (b"{", b"[7]"):
            answer = everybody.malformed("administrator", method, path, body)

            assert answer.status_code == 422
            assert answer.json()["code"] == "invalid"


CHANGES = {"POST", "PUT", "PATCH"}
BY_WHOM = {
    "/drafts/{draft_id}/deployment",
    "/handovers/preview",
    "/handovers/shift",
    "/process-instances/{instance_id}/suspension",
}
"""Who may depends on whom or which case it is about: that is read first."""


def test_what_is_foreign_is_told_like_what_does_not_exist(everybody):
    """A stranger cannot find out whether a case or a task exists."""
    stranger = everybody.clients["stranger"]
    differing = []

    for method, path in TABLE:
        if not re.search(r"\{(task|instance)_id\}", path):
            continue
        foreign = everybody.ask(stranger, method, path)
        nowhere = everybody.ask(stranger, method, path, everybody.nowhere(path))
        if verdict(foreign) != verdict(nowhere):
            differing.append((method, path, foreign.status_code, nowhere.status_code))

    assert differing == []


def test_a_token_that_may_only_read_changes_nothing(everybody):
    changing = [(method, path) for method, path in TABLE if method != "GET"]

    found = {verdict(everybody.ask(everybody.reader, method, path)) for method, path in changing}

    assert found == {"403"}


@pytest.mark.slow
def test_a_token_opens_what_its_scope_says_and_nothing_else(everybody):
    """Each route with an administrator's token of each scope alone."""
    tokens = {scope: everybody.program(scope) for scope in sorted(SCOPED)}
    wrong = [
        (method, path, scope)
        for (method, path), needed in SCOPES.items()
        if (method, path) not in OF_NO_SCOPE
        for scope, token in tokens.items()
        for answer in [everybody.ask(token, method, path, everybody.nowhere(path))]
        if lacks_scope(answer, scope) == (scope == needed)
    ]

    assert wrong == []


def lacks_scope(answer, scope):
    """Whether a token was refused for what it may do: for that alone is its scope named."""
    told = answer.json()["facts"] if answer.status_code == 403 else {}
    assert told.get("scope") != scope
    return "scope" in told


def test_every_scope_is_for_something_and_stands_on_the_page():
    described = set(re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE)) - {"in"}

    assert described == accounts.SCOPES
    assert set(SCOPES.values()) == SCOPED | {"–"}


SCOPED = accounts.SCOPES - {"customers", "metrics"}
"""Scopes that routes of REST ask for; the other two are for a field, and for `/metrics`."""
OF_NO_SCOPE = {route for route, scope in SCOPES.items() if scope == "–"}
"""Asks nobody who he is."""


def test_the_columns_are_the_people_who_ask():
    [head] = [line for line in PAGE.splitlines() if line.startswith("| route")]

    assert [cell.strip() for cell in head.strip("|").split("|")][1:] == [*PEOPLE, "scope"]
