"""In whatever state a case or task is, a stranger hears 404, and who is not signed in 401 (F16)."""

import re

import pytest

from tests.authorization.test_authorization import TABLE, everybody, served  # noqa: F401  # fixtures

FILLED = {"variables": {"days": 1, "reason": "看病"}}
ABOUT_A_TASK = sorted(route for route in TABLE if re.search(r"\{(task|instance)_id\}", route[1]))


def done(everyone, task):
    _went(everyone.clients["candidate"].post(f"/user-tasks/{task['id']}/completion", FILLED))


def suspended(everyone, task):
    path = f"/process-instances/{task['instance_id']}/suspension"
    _went(everyone.clients["administrator"].send("PUT", path, {"reason": "核实"}))


def ended(everyone, task):
    path = f"/process-instances/{task['instance_id']}/termination"
    _went(everyone.clients["administrator"].post(path, {"reason": "撤销"}))


def _went(answer):
    assert answer.is_success, answer.text


@pytest.mark.slow
@pytest.mark.parametrize("bring", [done, suspended, ended])
def test_what_is_foreign_stays_unseen_in_every_state(everybody, bring):  # noqa: F811  # fixture
    candidate = everybody.clients["candidate"]
    task = candidate.leave(days=1)
    bring(everybody, task)
    wrong = []

    for method, path in ABOUT_A_TASK:
        known = {"task_id": task["id"], "instance_id": task["instance_id"]}
        address = everybody.address(path, known)
        for name in ("stranger", "nobody"):
            expected = {"nobody": 401, "stranger": 403 if _by_role(method, path) else 404}[name]
            found = everybody.ask(everybody.clients[name], method, path, address).status_code
            if found != expected and not _harmless(method, path):
                wrong.append((name, method, path, found))

    assert wrong == []


def _by_role(method, path):
    """Tell whether the role alone decides: refused whether or not the case exists."""
    return TABLE[method, path][1] == "403"


def _harmless(method, path):
    """Tell whether a stranger is let in because nothing of the case is told or changed by it."""
    return TABLE[method, path][1] == "in"
