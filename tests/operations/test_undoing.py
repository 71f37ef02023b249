"""Cancelling over REST and on the page, with what was completed undone first (撤销并补偿)."""

import pytest

from tests.api.serving import Client
from tests.pages.test_pages import Reader
from tests.returns.test_undoing import BOOKED
from tests.usecases.diagrams import bpmn

PEOPLE = {"user(b)": "user(wangfang)", "user(c)": "user(liuyang)", "user(d)": "user(wangfang)"}


@pytest.fixture
def booked(app):
    """A case of limin's in which a room was booked and paid for."""
    drawn = BOOKED
    for drawn_for, who in PEOPLE.items():
        drawn = drawn.replace(drawn_for, who)
    deployer, clerk = Client(app, "caoying"), Client(app, "limin")
    deployer.deploy(**{"ask.bpmn": bpmn("ask", drawn, settings={"gj:cancel": "always"})})
    case = clerk.post("/process-instances", {"process_key": "ask"}).json()["id"]
    for who in ("limin", "wangfang", "liuyang"):
        done(app, case, who)
    return case


def done(app, case, who):
    client = Client(app, who)
    answer = client.post(f"/user-tasks/{client.task_of(case)['id']}/completion", {})
    assert answer.status_code == 200, answer.text


def test_a_case_is_cancelled_when_everything_is_undone(app, booked):
    clerk = Client(app, "limin")
    path = f"/process-instances/{booked}/cancellation"

    seen = clerk.get(path).json()
    begun = clerk.post(path, {"reason": "不需要了", "completed": "undo"})
    again = clerk.post(path, {"reason": "不需要了"})

    assert seen["rule"] == "asked"
    assert [each["element_id"] for each in seen["withdrawn"]] == ["UT_End"]
    assert [each["handler_id"] for each in seen["undone"]] == ["Undo_UT_Pay", "Undo_UT_Book"]
    assert (begun.status_code, begun.json()["state"]) == (200, "active")
    assert (again.status_code, again.json()["facts"]["zh"]) == (409, "流程正在撤销")
    done(app, booked, "liuyang")
    done(app, booked, "wangfang")
    ended = clerk.get(f"/process-instances/{booked}").json()
    assert (ended["state"], ended["outcome"]) == ("cancelled", "不需要了")


def test_only_who_may_cancel_sees_what_that_undoes(app, booked):
    path = f"/process-instances/{booked}/cancellation"

    assert Client(app, "wangfang").get(path).status_code == 403


def test_the_page_offers_to_undo_where_there_is_something(app, booked):
    clerk = Reader(app, "limin")
    clerk.get(f"/cases/{booked}")
    assert "撤销并补偿" in clerk.text()

    clerk.post(f"/cases/{booked}/operations/undoing", **{"gj-reason": "不需要了"})

    assert "开始补偿已办事项" in clerk.text()
    assert f'action="/cases/{booked}/operations/undoing"' not in clerk.page.text


def test_the_page_offers_no_undoing_while_the_process_undoes_something(app, booked):
    client = Client(app, "wangfang")
    task = client.task_of(booked)["id"]
    client.post(f"/user-tasks/{task}/completion", {"variables": {"undo": True}})
    clerk = Reader(app, "limin")

    clerk.get(f"/cases/{booked}")

    assert f'action="/cases/{booked}/operations/cancellation"' in clerk.page.text
    assert "撤销并补偿" not in clerk.text()
