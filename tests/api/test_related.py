"""The cases around a case, through REST."""

import pytest

from tests.api.serving import Client
from tests.usecases.test_links import BEGINS, SENDS


@pytest.fixture
def linked(app):
    """Return the administrator, a case, and the one that its message started."""
    assert Client(app, "caoying").deploy(**{"sends.bpmn": SENDS, "begins.bpmn": BEGINS}).is_success
    client = Client(app, "fangyuan")
    body = {"process_key": "sends", "variables": {"key": "A", "relation": None}}
    sender = client.post("/process-instances", body).json()["id"]
    assert client.post("/clock/advance", {"duration": "PT1S"}).is_success
    begun, *_ = client.get("/process-instances", process_key="begins").json()["items"]
    return client, sender, begun["id"]


def test_both_cases_of_a_link_show_what_they_are_to_each_other(linked):
    client, sender, begun = linked

    around = client.get(f"/process-instances/{sender}/related").json()
    back = client.get(f"/process-instances/{begun}/related").json()

    assert [(one["relation"], one["instance"]["id"]) for one in around] == [("begins", begun)]
    assert [(one["relation"], one["instance"]["id"]) for one in back] == [("source", sender)]


def test_the_cases_around_a_case_are_not_for_strangers(linked, stranger):
    _, sender, _ = linked

    assert stranger.get(f"/process-instances/{sender}/related").status_code == 404
