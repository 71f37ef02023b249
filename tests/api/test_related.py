"""The cases around a case, through REST."""

import re

import pytest

from tests.api.serving import Client
from tests.pages.test_pages import Reader
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


def test_the_pages_of_both_cases_lead_to_each_other_and_say_how_they_belong_together(app, linked):
    _, sender, begun = linked
    reader = Reader(app, "fangyuan")

    def around(case):
        page = reader.get(f"/cases/{case}").text
        (card,) = re.findall(r'aria-labelledby="related">(.*?)</section>', page, re.DOTALL)
        return re.findall(r'<a href="/cases/([^"]+)">([^<]*)</a>（([^）]*)）', card)

    assert [(id_, name.split()[0], said) for id_, name, said in around(sender)] == [
        (begun, "begins", "由本单发起")
    ]
    assert [(id_, name.split()[0], said) for id_, name, said in around(begun)] == [
        (sender, "sends", "由此发起")
    ]


def test_the_cases_around_a_case_are_not_for_strangers(linked, stranger):
    _, sender, _ = linked

    assert stranger.get(f"/process-instances/{sender}/related").status_code == 404
