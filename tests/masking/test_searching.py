"""Nobody learns what a star hides by searching for it; opinions and entered data are found."""

import pytest

from engine.auditing import searching
from tests.api.serving import Client
from tests.masking.conftest import CODE, PHONE


def found(client, **asked):
    answer = client.get("/audit/cases", **asked)
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["items"]]


ASKED = [
    {"q": PHONE},
    {"q": "1234567"},
    {"field": f"phone={PHONE}"},
    {"said": PHONE},
    {"said": CODE},
    {"said": "级住户"},
]


@pytest.mark.parametrize("asked", ASKED, ids="-".join)
def test_a_marked_value_leads_an_auditor_nowhere(either, asked):
    assert found(Client(either, "hanbing"), **asked) == []


@pytest.mark.parametrize("asked", ASKED[:3], ids="-".join)
def test_with_the_right_it_leads_to_the_case_and_onto_the_log(app, asked):
    entitled, case = Client(app, "lucha"), app.state.case["id"]

    cases = found(entitled, **asked)

    assert cases == [case]
    entry = entitled.get("/audit/log", type="searched").json()["items"][0]
    assert (entry["who"], entry["particulars"]) == ("陆查", {"cases": [case]})


def test_the_page_finds_and_logs_the_same(app):
    entitled, auditor = Client(app, "lucha"), Client(app, "hanbing")
    before = len(entitled.get("/audit/log", type="searched").json()["items"])

    own, other = (who.http.get("/audit", params={"q": PHONE}).text for who in (entitled, auditor))

    number = app.state.case["business_key"]
    assert (number in own, number in other) == (True, False)
    assert len(entitled.get("/audit/log", type="searched").json()["items"]) == before + 1


def test_what_may_be_read_is_found_and_needs_no_line(either):
    entitled, case = Client(either, "lucha"), either.state.case["id"]

    assert found(entitled, q="8-2-501") == [case]
    assert found(entitled, field="room=8-2-501") == [case]
    assert entitled.get("/audit/log", type="searched").json()["items"] == []


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("反复投诉", True),
        ("反复 8-2-501", True),
        ("反复 没有说过", False),
        ("UserTaskClaimed", False),
    ],
)
def test_opinions_and_undeclared_data_are_found_in_chinese(either, said, is_found):
    auditor = Client(either, "hanbing")

    cases = found(auditor, said=said, project="HY01")

    assert cases == ([either.state.case["id"]] if is_found else [])
    assert found(auditor, said=said, project="HY02") == []


@pytest.mark.parametrize("said", ["投", "a b", "一二 三四 五六 七八 九十 甲乙 丙丁 戊己 庚辛"])
def test_words_that_are_too_short_or_too_many_are_refused(app, said):
    assert Client(app, "hanbing").get("/audit/cases", said=said).status_code == 422


def test_a_search_that_reads_through_many_cases_says_where_to_go_on(app, monkeypatch):
    clerk, auditor = Client(app, "limin"), Client(app, "hanbing")
    Client(app, "fangyuan").post("/clock/advance", {"duration": "PT1S"})
    for _ in range(3):
        clerk.post("/process-instances", {"process_key": "visit", "project": "HY01"})
    monkeypatch.setattr(searching, "BATCH", 1)
    monkeypatch.setattr(searching, "_BATCHES", 2)

    first = auditor.get("/audit/cases", said="反复投诉").json()
    later, page = [], first
    while page["next"] is not None and len(later) < 50:
        page = auditor.get("/audit/cases", said="反复投诉", cursor=page["next"]).json()
        later += [case["id"] for case in page["items"]]

    assert first["items"] == []
    assert later == [app.state.case["id"]]


def test_a_full_page_ends_where_the_next_one_begins(app):
    auditor = Client(app, "hanbing")
    for _ in range(2):
        Client(app, "limin").post("/process-instances", {"process_key": "visit", "project": "HY01"})
    every = found(auditor, q="visit")

    first = auditor.get("/audit/cases", q="visit", limit=1).json()
    rest = found(auditor, q="visit", cursor=first["next"])

    assert [first["items"][0]["id"], *rest] == every


@pytest.mark.parametrize(
    ("who", "asked", "is_found"),
    [
        ("wangfang", {"text": PHONE}, True),
        ("wangfang", {"text": "1234567"}, False),
        ("wangfang", {"text": "2-501"}, True),
        ("wangfang", {"variable": f"phone={PHONE}"}, True),
        ("fangyuan", {"text": PHONE, "everyone": True}, False),
        ("fangyuan", {"text": "2-501", "everyone": True}, True),
        ("fangyuan", {"variable": f"phone={PHONE}", "everyone": True}, False),
        ("fangyuan", {"variable": "room=8-2-501", "everyone": True}, True),
    ],
)
def test_staff_find_their_tasks_by_a_whole_number_and_overseers_do_not(
    either, who, asked, is_found
):
    tasks = Client(either, who).get("/user-tasks", **asked).json()["items"]

    assert [task["instance_id"] for task in tasks] == [either.state.case["id"]] * is_found


@pytest.mark.parametrize(("who", "count"), [("limin", 1), ("hanbing", 0)])
def test_so_it_is_with_cases(app, who, count):
    found = Client(app, who).get("/process-instances", text=PHONE).json()["items"]

    assert len(found) == count
