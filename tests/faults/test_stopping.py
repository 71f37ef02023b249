"""SIGTERM: whoever has asked is answered, nobody new is let in, and the process is gone."""

import http.client
import json
import os
import signal

import httpx

from tests.faults.company import WORK, furnish
from tests.faults.server import Server
from tests.faults.test_many_processes import lives, waited_for

WAITS = 2.0  # seconds that the request is at hand: well within those that a stopping server gives


def test_requests_at_hand_are_answered_before_a_server_ends(nursery, database_url, tmp_path):
    company = furnish(database_url, tmp_path, WORK)
    asked = json.dumps({"type": "nothing", "timeout": WAITS})
    headers = {
        "Authorization": f"Bearer {company.tokens['ada']}",
        "Content-Type": "application/json",
    }

    with Server(nursery, company.settings, tmp_path) as server:
        at_hand = [http.client.HTTPConnection("127.0.0.1", server.port) for _ in range(4)]
        for each in at_hand:
            each.request("POST", "/api/v1/jobs/activation", asked, headers)
        alive = httpx.get(f"{server.address}/api/v1/health/ready", timeout=10, trust_env=False)
        pid, server._pid = server._pid, None
        os.kill(pid, signal.SIGTERM)
        answers = [each.getresponse() for each in at_hand]
        told = [(each.status, json.loads(each.read())) for each in answers]
        waited_for(lambda: not lives(pid))

    assert alive.status_code == 200
    assert told == [(200, {"items": []})] * 4
    assert refused(server)
    assert "Traceback" not in server.log.read_text("utf-8")


def refused(server):
    try:
        httpx.get(f"{server.address}/api/v1/health/live", timeout=2, trust_env=False)
    except httpx.ConnectError:
        return True
    return False
