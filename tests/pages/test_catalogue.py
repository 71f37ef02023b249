"""The catalogue of what one may start: searched, favourites first, then what one started last."""

import re

import pytest

from tests.api.serving import Client, running
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("catalogue")) as app:
        yield app


def listed(reader, q=""):
    """Return the processes of the catalogue in its order."""
    reader.get(f"/start?q={q}")
    return re.findall(r'<h2 id="p-([^"]+)"', reader.page.text)


def test_favourites_come_first_and_are_kept_on_the_server(app):
    listed(reader := Reader(app, "limin"))

    starred = reader.post("/start/rectification/favourite")
    first = listed(Reader(app, "limin"))
    csrf = reader.hidden("csrf")
    others = listed(Reader(app, "liuyang"))
    reader.post("/start/rectification/favourite/deletion", csrf=csrf)

    assert 'aria-pressed="true"' in starred.text
    assert first[0] == "rectification"
    assert others[0] != "rectification"
    assert 'aria-pressed="true"' not in reader.page.text
    assert Client(app, "limin").get("/start-favourites").json() == {"items": []}


def test_favourites_are_kept_over_rest_and_only_of_processes_that_there_are(app):
    client = Client(app, "dengbo")

    kept = client.send("PUT", "/start-favourites", {"items": ["escalation", "complaint-handling"]})
    unknown = client.send("PUT", "/start-favourites", {"items": ["nothing"]})

    assert kept.json() == {"items": ["escalation", "complaint-handling"]}
    assert unknown.status_code == 404
    assert listed(Reader(app, "dengbo"))[:2] == ["escalation", "complaint-handling"]


def test_what_one_started_last_comes_before_what_one_never_did(app):
    reader = Reader(app, "wangqiang")
    before = listed(reader)
    last = before[-1]
    body = {"process_key": last.partition(".")[0], "project": "HY01"}
    assert Client(app, "wangqiang").post("/process-instances", body).status_code == 201

    after = listed(reader)

    assert after[0].partition(".")[0] == last.partition(".")[0]
    assert "上次发起" in reader.text()


def test_the_catalogue_is_searched_by_words_of_name_and_description(app):
    reader = Reader(app, "limin")

    assert listed(reader, "投诉 处理") == ["complaint-handling"]
    assert listed(reader, "没有这样的流程") == []
    assert "没有" in reader.text()


def test_a_draft_of_a_start_form_is_marked_and_the_codes_for_owners_are_at_hand(app):
    Client(app, "limin").send("PUT", "/start-drafts/complaint-handling", {"values": {}})

    listed(reader := Reader(app, "limin"))

    assert "有草稿" in reader.text()
    assert 'href="/report/HY01/poster"' in reader.page.text
