"""In whatever state a case or task is, who is refused stays refused (F16).

Who is not signed in hears 401, and whoever does not see the case 404, as if it did not exist.
Who sees it, and may not do it, may hear first that it is done, suspended or ended (409, 422).
"""

import re

import pytest

from tests.authorization.asking import PEOPLE
from tests.authorization.test_authorization import TABLE, everybody, served  # noqa: F401  # fixtures

SEE_IT = ("candidate", "head", "auditor", "administrator")
TOLD = (403, 404, 409, 422)  # refused: by right, by what the body names, or by the state
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
def test_who_is_refused_stays_refused_in_every_state(everybody, bring):  # noqa: F811  # fixture
    candidate = everybody.clients["candidate"]
    task = candidate.leave(days=1)
    bring(everybody, task)
    before, wrong = record(everybody, task), []

    for method, path in ABOUT_A_TASK:
        known = {"task_id": task["id"], "instance_id": task["instance_id"]}
        address = everybody.address(path, known)
        for name, cell in zip(PEOPLE, TABLE[method, path], strict=True):
            if cell == "in":
                continue  # what becomes of it depends on the state
            found = everybody.ask(everybody.clients[name], method, path, address).status_code
            if str(found) != cell and not (name in SEE_IT and found in TOLD):
                wrong.append((name, method, path, cell, found))

    assert wrong == []
    assert record(everybody, task) == before


def record(everyone, task):
    """Return the number of the newest entry of the case."""
    path = f"/process-instances/{task['instance_id']}"
    return everyone.clients["administrator"].get(path).json()["seq"]
