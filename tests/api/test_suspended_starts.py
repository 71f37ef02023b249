"""暂停发起 over REST and on the page of a version."""

import pytest

from tests.api.serving import Client
from tests.pages.test_pages import Reader
from tests.pages.test_reviews import step


@pytest.fixture
def chief(app):
    return Client(app, "fangyuan")


def test_starts_are_suspended_listed_and_resumed(app, chief, clerk):
    put = chief.send("PUT", "/suspended-starts/leave", {"reason": "新版周一启用"})
    refused = clerk.post("/process-instances", {"process_key": "leave", "project": "HY01"})
    listed = clerk.get("/suspended-starts").json()
    done = chief.send("DELETE", "/suspended-starts/leave?reason=已启用")

    assert put.status_code == 200, put.text
    assert refused.status_code == 409
    assert refused.json()["facts"]["zh"] == "「请假」已暂停发起：新版周一启用"
    assert listed == {"items": [{"key": "leave", "reason": "新版周一启用"}]}
    assert done.json() == {"items": []}
    assert clerk.leave()


def test_the_page_of_a_version_suspends_and_the_catalogue_says_why(app):
    reader, page = Reader(app, "fangyuan"), "/admin/definitions/leave:1"

    step(reader, page, "starts", do="suspend", reason="新版周一启用")
    said = reader.text()
    reader.get("/start")
    catalogue, closed = reader.text(), 'action="/start/leave"' not in reader.page.text
    step(reader, page, "starts", do="resume", reason="已启用")

    assert "已暂停发起：新版周一启用" in said
    assert "已暂停发起：新版周一启用" in catalogue
    assert closed
    assert "恢复发起" in reader.text()
    assert 'action="/start/leave"' in reader.get("/start").text
