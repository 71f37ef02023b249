"""What a token must be able to do for a request: the scope that each route asks for.

A token has the rights of its person, and of these only what its scopes say: a program that hands in
tasks for an administrator cannot change who is one. The table of all routes is
docs/authorization.md, whose last column a test asks for with a token of each scope.
"""

from typing import Final

SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_BY_NOUN: Final = {
    "deployments": "deploy",
    "drafts": "deploy",
    "process-definitions": "deploy",
    "jobs": "jobs",
    "calendars": "organisation",
    "customers": "organisation",
    "headcounts": "organisation",
    "organisation": "organisation",
    "rosters": "organisation",
    "clock": "admin",
    "deliveries": "admin",
    "incidents": "admin",
    "migrations": "admin",
    "release-policy": "admin",
    "suspended-starts": "admin",
    "tokens": "admin",
    "webhooks": "admin",
}
"""Scope for changing something, by noun; `write` for every other noun."""
_OPERATING: Final = {
    "erasure",
    "legal-hold",
    "migration",
    "modification",
    "suspension",
    "termination",
    "variables",
}
"""What is done to a case from outside, by those who run the system."""
_BY_PLACE: Final = {
    ("process-definitions", "migration-plan"): "admin",
    ("handovers", "leaving"): "organisation",
    ("jobs", "due-time"): "admin",
    **{("process-instances", each): "admin" for each in _OPERATING},
}
"""The same by noun and what is done to it, where that differs from the noun's other changes."""


def needed(method: str, path: str) -> str:
    """Return the scope for a request, by method and path within `/api/v1` or of `/metrics`."""
    if path == "/metrics":
        return "metrics"
    if method in SAFE:
        return "read"
    noun, *rest = path.removeprefix("/api/v1").strip("/").split("/")
    done = rest[1] if len(rest) > 1 else "".join(rest)
    return _BY_PLACE.get((noun, done)) or _BY_NOUN.get(noun, "write")
