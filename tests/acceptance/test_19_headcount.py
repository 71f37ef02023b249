"""招聘: with no place left it is 超编; of two requests that race for the last place one wins."""

import threading

import pytest

from tests.usecases.diagrams import START, bpmn, flow, user

RECRUITMENT = bpmn(
    "recruitment",
    START
    + '<serviceTask id="ST_Reserve"><extensionElements><zeebe:taskDefinition type="headcount-reserve"/>'
    '<zeebe:ioMapping><zeebe:input source="=&quot;cs_front&quot;" target="post"/>'
    '<zeebe:input source="=&quot;HY01&quot;" target="unit"/>'
    '<zeebe:input source="=2027" target="year"/></zeebe:ioMapping></extensionElements></serviceTask>'
    '<exclusiveGateway id="G_1" default="F_G_1_UT_Over"/>'
    + user("UT_Within", groups="", settings={"gj:assign": "user(zhaomin)"})
    + user("UT_Over", groups="", settings={"gj:assign": "user(zhaomin)"})
    + '<serviceTask id="ST_Fill"><extensionElements><zeebe:taskDefinition type="headcount-fill"/></extensionElements></serviceTask>'
    '<endEvent id="End_1"/><endEvent id="End_2"/>'
    + flow("StartEvent_1", "ST_Reserve")
    + flow("ST_Reserve", "G_1")
    + flow("G_1", "UT_Within", "=headcount.reserved")
    + flow("G_1", "UT_Over")
    + flow("UT_Within", "ST_Fill")
    + flow("ST_Fill", "End_1")
    + flow("UT_Over", "End_2"),
)


@pytest.fixture
def hr(company):
    company.deploy(RECRUITMENT)
    return company


def quota(company, quota, actual=0):
    answer = company["fangyuan"].send(
        "PUT", "/headcounts/HY01/cs_front/2027", {"quota": quota, "actual": actual}
    )
    assert answer.status_code == 200, answer.text


def recruit(company):
    started = company["zhaomin"].post(
        "/process-instances", {"process_key": "recruitment", "project": "HY01"}
    )
    assert started.status_code == 201, started.text
    return started.json()["id"]


def places(company):
    (found,) = company["zhaomin"].get("/headcounts").json()
    return found["reserved"], found["actual"], found["left"]


def test_without_a_place_left_the_request_goes_to_the_branch_of_the_overstaffed(hr):
    quota(hr, 1, actual=1)

    case = recruit(hr)

    assert hr["zhaomin"].task_of(case)["element_id"] == "UT_Over"
    assert places(hr) == (0, 1, 0)


def test_of_two_requests_at_once_for_the_last_place_one_wins(hr):
    quota(hr, 1)
    clients, cases = [hr["zhaomin"], hr["linjing"]], []

    def race(client):
        started = client.post(
            "/process-instances", {"process_key": "recruitment", "project": "HY01"}
        )
        cases.append(started.json()["id"])

    threads = [threading.Thread(target=race, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    at = sorted(hr["zhaomin"].task_of(case)["element_id"] for case in cases)
    assert at == ["UT_Over", "UT_Within"]
    assert places(hr) == (1, 0, 0)


def test_who_begins_fills_the_place_that_was_reserved(hr):
    quota(hr, 2)
    case = recruit(hr)
    task = hr["zhaomin"].task_of(case)["id"]

    done = hr["zhaomin"].post(f"/user-tasks/{task}/completion", {})

    assert done.status_code == 200, done.text
    assert places(hr) == (0, 1, 1)


def test_places_are_taken_and_given_back_by_hand_too(hr):
    quota(hr, 1)
    admin = hr["fangyuan"]
    body = {"ref": "R1", "unit": "HY01", "post": "cs_front", "year": 2027}

    taken = [
        admin.post("/headcounts/reservations", {**body, "ref": r}).json() for r in ("R1", "R2")
    ]
    back = admin.post("/headcounts/releases", {"ref": "R1"}).json()
    again = admin.post("/headcounts/reservations", {**body, "ref": "R2"}).json()
    filled = admin.post("/headcounts/fillings", {"ref": "R2"}).json()

    assert taken == [{"done": True}, {"done": False}]
    assert (back, again, filled) == ({"done": True}, {"done": True}, {"done": True})
    assert places(hr) == (0, 1, 0)
    assert hr["zhaomin"].post("/headcounts/releases", {"ref": "R2"}).status_code == 403
