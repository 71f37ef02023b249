"""F15: every route answers as its description says, whatever it is sent, and never with 5xx.

schemathesis draws requests from the OpenAPI document; every other one names a case, a task and a
process that exist. Where an answer has links, requests are drawn for what they lead to as well.
What is drawn for an operation is sent as each role, one role after the other: the short form takes
some operations as one role, the long one all as each.
"""

import os
import sys
from collections import Counter
from functools import cache
from random import Random

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as drawing_by
from starlette.testclient import TestClient

from api.app import create_app
from tests.faults.company import WORK, furnish
from tests.faults.crashing import OPTIONS
from tests.usecases import diagrams

LONG = os.environ.get("GUANJIA_FAULTS") == "long"
SEED = int(os.environ.get("GUANJIA_FAULTS_SEED", "2031"))
ROLES = ("ada", "aud", "ann", "out", None) if LONG else ("ada",)
EXAMPLES = 8 if LONG else 2
OPERATIONS = None if LONG else 20
BLIND = ("/api/v1/clock", "/api/v1/health/workers")
"""A thousand years on, a thousand years of timers fire; and no worker lives here, which is 503."""


@pytest.fixture
def served(tmp_path):
    """A company with a running case, its application, and what exists in it by parameter."""
    drawing = pytest.importorskip("schemathesis", reason="F15 draws requests with schemathesis")
    company = furnish(
        f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path, WORK, diagrams.PARALLEL, clock="manual"
    )
    app = create_app(company.settings, OPTIONS)
    with TestClient(app, raise_server_exceptions=False) as http:
        ask = {"Authorization": f"Bearer {company.tokens['ann']}"}
        body = {"process_key": "work", "project": "HY01", "variables": {"mark": "m1"}}
        case = http.post("/api/v1/process-instances", json=body, headers=ask).json()["id"]
        found = http.get("/api/v1/user-tasks", params={"instance_id": case}, headers=ask).json()
        known = {
            "instance_id": case,
            "task_id": found["items"][0]["id"],
            "key": "work",
            "definition_id": "work:1",
        }
        document = app.openapi()
        drawn_of = drawing.openapi.from_dict(document).get_all_operations()
        yield http, company.tokens, known, document, [each.ok() for each in drawn_of]


@pytest.mark.slow
def test_every_route_answers_as_it_is_described(served, capsys, tally):
    http, tokens, known, document, every = served
    wanted = [each for each in every if each.path not in BLIND]
    if OPERATIONS is not None:
        linked = [each for each in wanted if links_of(each.definition.raw)]
        wanted = [*Random(SEED).sample(wanted, OPERATIONS), *linked]
    by_id = {each.definition.raw["operationId"]: each for each in every}
    described, seen, wrong, followed = Described(document), Counter(), [], 0

    drawn = cache(lambda label: requests_of(next(each for each in every if each.label == label)))
    for role in ROLES:
        sending = Sending(http, drawn, tokens.get(role))
        for operation in wanted:
            answers = sending.about(operation, known, share=2)
            for target, ids in targets(operation, [each for _, each in answers], by_id):
                more = sending.about(target, ids, share=1)
                wrong += described.flaws(role, target, more)
                seen.update(answer.status_code for _, answer in more)
                followed += 1
            seen.update(answer.status_code for _, answer in answers)
            wrong += described.flaws(role, operation, answers)

    with capsys.disabled():
        told = ", ".join(f"{count} x {status}" for status, count in sorted(seen.items()))
        sys.stdout.write(f"\nF15: {len(wanted)} operations, {len(ROLES)} roles: {told}\n")
    tally(requests=sum(seen.values()), links=followed, violations=len(wrong))
    assert wrong == []
    assert followed


def links_of(operation):
    """Return the links of an operation by status."""
    answers = operation["responses"].items()
    return {status: each["links"].values() for status, each in answers if "links" in each}


def targets(operation, answers, by_id):
    """Yield operation and given parameters of each link that one of the answers has a value for."""
    for status, links in links_of(operation.definition.raw).items():
        bodies = [each.json() for each in answers if str(each.status_code) == status][:1]
        for body in bodies:
            for link in links:
                found = {name: told(body, at) for name, at in link["parameters"].items()}
                if None not in found.values():
                    yield by_id[link["operationId"]], found


def told(body, expression):
    """Return what a runtime expression such as `$response.body#/items/0/id` says, if anything."""
    for part in expression.removeprefix("$response.body#/").split("/"):
        if isinstance(body, list):
            body = body[int(part)] if int(part) < len(body) else None
        else:
            body = (body or {}).get(part)
    return body


def requests_of(operation):
    """Draw requests of an operation; returns each with what was drawn into its path."""
    found = []

    @seed(SEED)
    @drawing_by(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def keep(case):
        found.append((case, dict(case.path_parameters)))

    keep()
    return found


class Sending:
    """Sends what is drawn for operations as somebody."""

    def __init__(self, http, drawn, token):
        self._http, self._drawn, self._token = http, drawn, token

    def about(self, operation, known, *, share):
        """Send each request; every n-th is about what exists. Returns addresses with answers."""
        found = []
        for number, (case, path) in enumerate(self._drawn(operation.label)):
            ids = {n: known[n] for n in path if n in known} if number % share == 0 else {}
            case.path_parameters = path | ids
            found.append(self._send(case))
        return found

    def _send(self, case):
        sent = case.as_transport_kwargs(base_url="http://testserver")
        headers = {k: v for k, v in (sent.pop("headers", None) or {}).items() if str(v).isascii()}
        headers.pop("Authorization", None)
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        sent.pop("cookies", None)
        if isinstance(sent.get("data"), bytes):
            sent["content"] = sent.pop("data")
        self._http.cookies.clear()
        return sent["url"], self._http.request(headers=headers, **sent)


class Described:
    """What the document says of answers; each schema is compiled once."""

    def __init__(self, document):
        self._components = document["components"]
        self._validators = {}

    def flaws(self, role, operation, answers):
        """Say what is wrong with which of the answers."""
        return [
            f"{role} {operation.label} {sent}: {flaw}"
            for sent, answer in answers
            if (flaw := self._flaw_in(answer, operation))
        ]

    def _flaw_in(self, answer, operation):
        """Say what is wrong with an answer; empty where it is as described."""
        status = str(answer.status_code)
        if answer.status_code >= 500:
            return f"{status} {answer.text[:300]}"
        described = operation.definition.raw["responses"].get(status)
        if described is None:
            return f"{status} is not described: {answer.text[:300]}"
        kind = answer.headers.get("content-type", "").partition(";")[0]
        content = described.get("content", {}).get(kind)
        if content is None or not kind.endswith("json"):
            right = not described.get("content") or kind in described["content"]
            return "" if right else f"{kind}?"
        validator = self._validator((operation.label, status, kind), content.get("schema", {}))
        for error in validator.iter_errors(answer.json()):
            return f"{status} {error.instance_path}: {error.message[:300]}"
        return ""

    def _validator(self, place, schema):
        if place not in self._validators:
            whole = {**schema, "components": self._components}
            self._validators[place] = jsonschema_rs.validator_for(whole)
        return self._validators[place]
