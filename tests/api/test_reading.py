"""Urging, copies and drafts through REST, on both databases."""

from uuid import UUID

import pytest

from tests.api.serving import Client, app_of, furnish, settings_of
from tests.approvals.office import approval


@pytest.fixture
def app(database_url, tmp_path):
    settings = settings_of(database_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        yield app


@pytest.fixture
def task(app):
    """The id of a task that wangfang and majun decide together; limin began the case."""
    Client(app, "caoying").deploy(
        **{
            "a.bpmn": approval("and", people=["wangfang", "majun"]),
            "b.bpmn": approval("", people=["dengbo"], key="plain"),
        }
    )
    return begun(app, "approval", "wangfang")


def begun(app, key, who):
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": key, "project": "HY01"}).json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    return Client(app, who).task_of(case)["id"]


def history(app, task_id, type_):
    auditor = Client(app, "hanbing")
    case = auditor.get(f"/user-tasks/{task_id}").json()["instance_id"]
    rows = auditor.get(f"/process-instances/{case}/history", limit=200).json()["items"]
    return [row for row in rows if row["type"] == type_]


def tick(app, **to):
    return Client(app, "fangyuan").post("/clock", to)


def test_whoever_began_it_urges_those_whose_turn_it_is_once_in_two_hours(app, task):
    clerk = Client(app, "limin")

    first = clerk.post(f"/user-tasks/{task}/urge", {"text": "业主在等"})
    again = clerk.post(f"/user-tasks/{task}/urge", {})

    assert first.status_code == 200, first.text
    assert again.status_code == 409
    (entry,) = history(app, task, "UserTaskUrged")
    assert set(entry["data"]["people"]) == {"wangfang", "majun"}
    assert (entry["actor"], entry["data"]["text"]) == ("limin", "业主在等")


def test_what_is_sent_along_is_no_letter(app, task):
    clerk = Client(app, "limin")

    assert clerk.post(f"/user-tasks/{task}/urge", {"text": "急" * 1001}).status_code == 422
    assert history(app, task, "UserTaskUrged") == []


def test_the_head_urges_and_a_stranger_does_not(app, task):
    plain = begun(app, "plain", "dengbo")

    assert Client(app, "songmei").post(f"/user-tasks/{task}/urge", {}).status_code == 404
    assert Client(app, "hanbing").post(f"/user-tasks/{task}/urge", {}).status_code == 403
    assert Client(app, "fangyuan").post(f"/user-tasks/{plain}/urge", {}).status_code == 200
    assert set(history(app, plain, "UserTaskUrged")[0]["data"]["people"]) == {"dengbo"}


def test_a_task_that_somebody_holds_is_urged_of_him(app, task):
    plain = begun(app, "plain", "dengbo")
    Client(app, "dengbo").post(f"/user-tasks/{plain}/claim")

    Client(app, "limin").post(f"/user-tasks/{plain}/urge", {})

    assert history(app, plain, "UserTaskUrged")[0]["data"]["people"] == {"dengbo": "邓波"}


def test_people_read_what_they_are_sent_and_only_they_see_it(app, task):
    sent = Client(app, "wangfang").post(
        f"/user-tasks/{task}/copies", {"people": ["sunli", "wulei"], "text": "请知悉"}
    )
    reader = Client(app, "sunli")
    (mine,) = reader.get("/copies", unread="true").json()["items"]

    read = reader.post(f"/copies/{mine['id']}/read")
    again = reader.post(f"/copies/{mine['id']}/read")

    assert sent.status_code == 201, sent.text
    assert (mine["text"], mine["via"], mine["sent_by"]) == ("请知悉", "participant", "wangfang")
    assert read.json()["read_at"] == again.json()["read_at"]
    assert reader.get("/copies", unread="true").json()["items"] == []
    assert reader.get(f"/process-instances/{mine['instance_id']}").status_code == 200
    assert Client(app, "dengbo").post(f"/copies/{mine['id']}/read").status_code == 404
    listed = Client(app, "majun").get(f"/user-tasks/{task}/copies").json()["items"]
    assert {one["person"]: one["read_at"] is not None for one in listed} == {
        "sunli": True,
        "wulei": False,
    }
    assert len(history(app, task, "CopyRead")) == 1


def test_many_copies_are_read_at_once_with_a_result_for_each(app, task):
    sender, reader = Client(app, "wangfang"), Client(app, "sunli")
    for confirm in ("", "read", "signature"):
        other = begun(app, "approval", "wangfang")
        body = {"people": ["sunli"], "text": confirm, "confirm": confirm}
        assert sender.post(f"/user-tasks/{other}/copies", body).status_code == 201
    ids = {each["text"]: each["id"] for each in reader.get("/copies").json()["items"]}
    asked = {"copy_ids": [ids[""], ids["signature"], ids["read"], ids["read"], task]}

    answer = reader.post("/copies/read", asked, Idempotency_Key="a")
    again = reader.post("/copies/read", asked, Idempotency_Key="a")
    theirs = Client(app, "wulei").post("/copies/read", {"copy_ids": [ids[""]]}).json()

    assert answer.status_code == 200, answer.text
    assert (answer.json()["done"], answer.json()["refused"]) == (2, 2)
    items = {each["copy_id"]: each for each in answer.json()["items"]}
    assert [each["done"] for each in items.values()] == [True, False, True, False]
    signed, unknown = items[ids["signature"]]["why_not"], items[task]["why_not"]
    assert (signed["status"], signed["zh"]) == (422, "请手写签名")
    assert unknown["status"] == theirs["items"][0]["why_not"]["status"] == 404
    assert again.json() == answer.json()
    kept = {each["text"]: each for each in reader.get("/copies").json()["items"]}
    assert {text: each["read_at"] is not None for text, each in kept.items()} == {
        "": True,
        "read": True,
        "signature": False,
    }
    assert kept["read"]["confirmed_at"] is not None


@pytest.mark.parametrize("count", [0, 101])
def test_as_many_copies_are_read_at_once_as_a_page_shows(app, task, count):
    asked = {"copy_ids": [str(UUID(int=each)) for each in range(count)]}

    assert Client(app, "sunli").post("/copies/read", asked).status_code == 422


def test_nobody_is_sent_the_same_twice_and_nobody_unknown(app, task):
    clerk, path = Client(app, "limin"), f"/user-tasks/{task}/copies"
    first = clerk.post(path, {"people": ["sunli"]})

    assert first.status_code == 201
    assert clerk.post(path, {"people": ["sunli"]}).status_code == 422
    assert clerk.post(path, {"people": ["nobody"]}).status_code == 422
    assert Client(app, "fangyuan").post(path, {"people": ["wulei"]}).status_code == 201
    via = [entry["data"]["via"] for entry in history(app, task, "CaseCopied")]
    assert via == ["initiator", "administrator"]


def test_a_copy_is_confirmed_once_with_a_signature_where_it_is_asked_for(app, task):
    Client(app, "wangfang").post(
        f"/user-tasks/{task}/copies", {"people": ["sunli"], "confirm": "signature"}
    )
    reader = Client(app, "sunli")
    copy_id = reader.get("/copies").json()["items"][0]["id"]
    path = f"/copies/{copy_id}/confirmation"

    assert reader.post(path, {}).status_code == 422
    signed = reader.post(path, {"signature": {"sha256": "ab"}})
    assert signed.json()["confirmed_at"] is not None
    assert reader.post(path, {"signature": {"sha256": "ab"}}).status_code == 409
    assert history(app, task, "CopyConfirmed")[0]["actor"] == "sunli"


@pytest.mark.parametrize(
    "wrong", [{"people": ["sunli"], "confirm": "oath"}, {"people": ["nobody"]}, {"people": []}]
)
def test_a_copy_is_sent_to_somebody_there_is_and_confirmed_in_a_known_way(app, task, wrong):
    sent = Client(app, "wangfang").post(f"/user-tasks/{task}/copies", wrong)

    assert sent.status_code == 422
    assert history(app, task, "CaseCopied") == []


def test_a_draft_is_found_again_until_the_form_is_handed_in(app, task):
    plain = begun(app, "plain", "dengbo")
    worker, path = Client(app, "dengbo"), f"/user-tasks/{plain}/draft"
    assert worker.get(path).status_code == 404

    kept = worker.send("PUT", path, {"values": {"note": "写到一半"}})
    worker.send("PUT", path, {"values": {"note": "写完了"}})

    assert kept.status_code == 200, kept.text
    elsewhere = Client(app, "dengbo")
    assert elsewhere.get(path).json()["values"] == {"note": "写完了"}
    assert [one["about"] for one in elsewhere.get("/form-drafts").json()["items"]] == [
        f"task:{plain}"
    ]
    assert Client(app, "limin").get(path).status_code == 404
    (entry,) = history(app, plain, "DraftSaved")
    assert "写" not in str(entry["data"])
    worker.post(f"/user-tasks/{plain}/completion", {"variables": {}})
    assert worker.get(path).status_code == 404


def test_a_draft_is_thrown_away_and_is_not_without_end(app, task):
    plain = begun(app, "plain", "dengbo")
    worker, path = Client(app, "dengbo"), f"/user-tasks/{plain}/draft"
    many = {"values": {f"f{n}": n for n in range(501)}}

    assert worker.send("PUT", path, many).status_code == 422
    worker.send("PUT", path, {"values": {}})
    assert worker.send("DELETE", path).status_code == 204
    assert worker.send("DELETE", path).status_code == 404


def test_a_start_form_has_a_draft_too(app, task):
    clerk, path = Client(app, "limin"), "/start-drafts/approval"

    assert clerk.send("PUT", path, {"values": {"a": 1}}).status_code == 200
    assert clerk.get(path).json()["values"] == {"a": 1}
    assert [one["about"] for one in clerk.get("/form-drafts").json()["items"]] == ["start:approval"]
    assert clerk.send("DELETE", path).status_code == 204
    assert clerk.send("DELETE", path).status_code == 404
    assert clerk.get(path).status_code == 404
    assert clerk.send("PUT", "/start-drafts/unknown", {"values": {}}).status_code == 404


def test_a_draft_is_gone_however_the_task_was_dealt_with(app, task):
    path = f"/user-tasks/{task}/draft"
    for who in ("wangfang", "majun"):
        assert Client(app, who).send("PUT", path, {"values": {"note": "x"}}).status_code == 200
        assert Client(app, who).post(f"/user-tasks/{task}/approve", {}).status_code == 200
        assert Client(app, who).get(path).status_code == 404

    assert Client(app, "majun").get(path).status_code == 404
    later = begun(app, "approval", "majun")
    Client(app, "majun").send("PUT", f"/user-tasks/{later}/draft", {"values": {}})
    kept = Client(app, "majun").get("/form-drafts").json()["items"]
    assert [one["about"] for one in kept] == [f"task:{later}"]
