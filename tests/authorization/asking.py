"""Asks every route of REST as everybody: with ids that exist, and a body that has the right shape.

What is compared is whether somebody is let in at all: 401 not signed in, 403 refused, 404 it does
not exist for him, `in` for everything that comes behind that (also 409 and 422).
"""

import re

from tests.api.serving import Client
from tests.authorization.examples import Examples

PEOPLE = {
    "nobody": None,
    "stranger": "zhuting",
    "candidate": "limin",
    "head": "zhangwei",
    "designer": "caoying",
    "auditor": "hanbing",
    "administrator": "fangyuan",
}
"""In the order in which they ask: whoever may least comes first."""

SIGNING_IN = ("POST", "/session")
"""Asks nobody who he is, and counts who fails."""
LAST = {("DELETE", "/session")}
"""Who has asked this asks nothing more."""

UNKNOWN = "01a20000-0000-7000-8000-000000000000"
GIVEN = {
    ("calendars", "code"): "cn",
    ("customers", "code"): "C-1",
    ("decisions", "decision_id"): "nothing",
    ("deployments", "deployment_id"): "nothing",
    ("drafts", "draft_id"): "nothing",
    ("drafts", "name"): "nothing",
    ("headcounts", "post"): "cs_front",
    ("headcounts", "unit"): "HY01",
    ("headcounts", "year"): "2026",
    ("organisation", "code"): "nothing",
    ("organisation", "person_id"): "nobody-yet",
    ("process-definitions", "definition_id"): "leave:1",
    ("process-instances", "seq"): "1",
    ("rosters", "kind"): "duty",
    ("rosters", "unit"): "HY01",
    ("start-drafts", "key"): "leave",
}
BODIES = {
    ("PATCH", "/process-instances/{instance_id}/variables"): {
        "variables": {"days": 3},
        "reason": "更正",
    },
    ("POST", "/user-tasks/{task_id}/resolve"): {"opinion": "可以"},
}
"""Where the smallest body says too little to get as far as the question who asks."""

ASKED = {
    "since": "2026-07-01",
    "until": "2026-07-31",
    "reason": "为何",
    "hash": "0" * 64,
    "seq": "1",
    "person": "liuyang",
    "definition_id": "leave:1",
}


class Everybody:
    """All who ask, signed in once, and the document of what may be asked."""

    def __init__(self, app):
        self.document = app.openapi()
        self.clients = {name: Client(app, login) for name, login in PEOPLE.items()}
        self.app = app
        self.examples = Examples(app, self.clients)
        self.reader = self.program("read", of="candidate")

    def program(self, scope, of="administrator"):
        """Return a program with a token of this scope alone."""
        made = self.clients[of].post("/tokens", {"name": "x", "scopes": [scope]})
        asking = Client(self.app)
        asking.headers["Authorization"] = f"Bearer {made.json()['secret']}"
        return asking

    def routes(self):
        """Return method and path of every route."""
        found = [
            (method.upper(), path.removeprefix("/api/v1"))
            for path, methods in self.document["paths"].items()
            for method in methods
        ]
        asking = [route for route in found if route != SIGNING_IN]
        return sorted(asking, key=lambda route: (route in LAST, route[1]))

    def answers(self, method, path):
        """Return what each person is answered, for a case of the candidate's own."""
        address, body = self._example(method, path)
        return {
            name: verdict(self._ask(client, method, path, address, body))
            for name, client in self.clients.items()
        }

    def ask(self, client, method, path, address=None):
        """Ask once, about an example of what the route is for unless an address is given."""
        body = None
        if address is None:
            address, body = self._example(method, path)
        return self._ask(client, method, path, address, body)

    def bare(self, name, method, path):
        """Ask as somebody, with nothing but the address."""
        client = self.clients[name]
        address = f"/api/v1{self.nowhere(path)}"
        return client.http.request(method, address, headers=client.headers)

    def malformed(self, name, method, path, body):
        """Ask as somebody, with a body that is not what it ought to be."""
        client = self.clients[name]
        address, kind = f"/api/v1{self.nowhere(path)}", {"Content-Type": "application/json"}
        return client.http.request(
            method, address, content=body, headers={**client.headers, **kind}
        )

    def nowhere(self, path):
        """Return the address of a case or task that there is none of."""
        return _filled_in(path, {})

    def address(self, path, known):
        """Return the address of a case and its task."""
        return _filled_in(path, known)

    def _example(self, method, path):
        """Return address and body for what is asked about; the body None = the smallest one."""
        example = self.examples.of(method, path)
        if example is not None:
            return _filled_in(path, example.known), example.body
        own = "{task_id}" in path or "{instance_id}" in path
        return _filled_in(path, self.examples.task() if own else {}), None

    def _ask(self, client, method, path, address, body=None):
        operation = self.document["paths"][f"/api/v1{path}"][method.lower()]
        asked = {
            each["name"]: ASKED.get(each["name"]) or self._filled(each["schema"])
            for each in operation.get("parameters", [])
            if each["in"] == "query" and each.get("required")
        }
        content = operation.get("requestBody", {}).get("content", {})
        more = {}
        if "application/json" in content:
            more["json"] = (
                body
                or BODIES.get((method, path))
                or self._filled(content["application/json"]["schema"])
            )
        elif content:
            more["files"] = {"file": ("x.bpmn", b"x"), "files": ("x.bpmn", b"x")}
        return client.http.request(
            method,
            f"/api/v1{address}",
            params=asked,
            headers=client.headers,
            follow_redirects=False,
            **more,
        )

    def _filled(self, schema):
        """Return the smallest value that a schema takes, its examples first."""
        if "$ref" in schema:
            return self._filled(
                self.document["components"]["schemas"][schema["$ref"].split("/")[-1]]
            )
        for name in ("const", "default"):
            if name in schema:
                return schema[name]
        if schema.get("examples"):
            return schema["examples"][0]
        if schema.get("enum"):
            return schema["enum"][0]
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                return self._filled(next(c for c in schema[choice] if c.get("type") != "null"))
        return self._of_type(schema)

    def _of_type(self, schema):
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {})
                return {name: self._filled(fields[name]) for name in schema.get("required", [])}
            case "array":
                return [self._filled(schema["items"])] * schema.get("minItems", 0)
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return False
            case "string":
                return _TEXTS.get(schema.get("format"), "x" * max(1, schema.get("minLength", 1)))
        return {}


def _filled_in(path, known):
    noun = path.split("/")[1]

    def value(match):
        name = match[1]
        return known.get(name) or GIVEN.get((noun, name), UNKNOWN)

    return re.sub(r"\{(\w+)\}", value, path)


_TEXTS = {"uuid": UNKNOWN, "date": "2026-07-01", "date-time": "2026-07-01T00:00:00Z"}


_LACKING = {501, 503}
"""No library for PDFs here, and no worker lives."""


def verdict(answer):
    """Say whether somebody was let in."""
    assert answer.status_code < 500 or answer.status_code in _LACKING, answer.text
    return {401: "401", 403: "403", 404: "404"}.get(answer.status_code, "in")
