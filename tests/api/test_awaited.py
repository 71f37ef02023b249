"""Writing down over REST and on the case's page that a message came from outside."""

import pytest
from starlette.testclient import TestClient

from tests.api.serving import Client, app_of, furnish, settings_of
from tests.pages.test_pages import Reader
from tests.usecases.test_awaited import waiting

GIVEN = {"process_key": "asks", "project": "HY01", "variables": {"order": "A"}}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("awaited")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    app = app_of(settings, shipped=False)
    asks = waiting().replace(b'candidateGroups="staff"', b'candidateUsers="limin"')
    with TestClient(app):
        deployed = Client(app, "caoying").deploy(**{"asks.bpmn": asks})
        assert deployed.status_code == 201, deployed.text
        yield app


@pytest.fixture
def case(app):
    """The id of a case in which limin has asked and waits."""
    clerk = Client(app, "limin")
    begun = clerk.post("/process-instances", GIVEN).json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(begun)['id']}/completion", {})
    return begun


def test_an_answer_is_written_down_over_rest(app, case):
    clerk, path = Client(app, "limin"), f"/process-instances/{case}/awaited-messages"

    [found] = clerk.get(path).json()
    written = clerk.post(f"{path}/{found['element_id']}", {"note": "电话里说同意"})
    again = clerk.post(f"{path}/{found['element_id']}", {})

    assert found == {"element_id": "M_Answer", "name": "答复", "message": "Msg_Answer"}
    assert written.status_code == 200
    assert clerk.task_of(case)["element_id"] == "UT_After"
    assert again.status_code == 409
    assert clerk.get(path).json() == []
    assert Client(app, "dengbo").get(path).status_code == 404


def test_an_answer_is_written_down_on_the_page_of_the_case(app, case):
    clerk, page = Reader(app, "limin"), f"/cases/{case}"
    clerk.get(page)
    assert "登记：答复" in clerk.text()

    clerk.post(f"{page}/operations/heard:M_Answer", **{"gj-reason": "当面答复"})
    clerk.get(page)

    assert "登记：答复" not in clerk.text()
    assert Client(app, "limin").task_of(case)["element_id"] == "UT_After"


def test_what_comes_next_is_told_with_whom_it_would_reach(app, case):
    clerk = Client(app, "limin")

    [step] = clerk.get(f"/process-instances/{case}/ahead").json()
    page = Reader(app, "limin").get(f"/cases/{case}").text

    assert step == {
        "element_id": "UT_After",
        "name": "UT_After",
        "lane": "",
        "certain": True,
        "people": ["李敏"],
    }
    assert "李敏" in page.split("is-ahead")[1][:200]
    assert Client(app, "dengbo").get(f"/process-instances/{case}/ahead").status_code == 404
