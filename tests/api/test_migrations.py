"""Changes of version over REST: plan, rehearsal, one case, many cases, what leans on a version."""

from uuid import UUID, uuid4

import pytest

from api.views import diagrams
from tests.api.serving import Client
from tests.bpmn.migration.pairs import document, user, whole


def named(text):
    """A version of the process `p`; the diagram has no drawing."""
    return document(*text).encode()


@pytest.fixture
def versions(either_app):
    """An administrator, with two versions of `p` in force and a case of the first."""
    admin = Client(either_app, "fangyuan")
    designer = Client(either_app, "caoying")
    for parts in ([whole(user("A", name="登记"))], [whole(user("A", name="登记"), user("B"))]):
        answer = designer.deploy(**{"p.bpmn": named(parts)})
        assert answer.status_code == 201, answer.text
    return admin


def start(admin, version=1):
    answer = admin.post("/process-instances", {"process_key": "p", "version": version})
    assert answer.status_code == 201, answer.text
    return answer.json()


def looked(client, path, body):
    """The body of an order, with what its preview answered."""
    return {
        **body,
        "reason": "新版",
        "preview": client.post(f"{path}/preview", body).json()["token"],
    }


def test_one_case_is_planned_rehearsed_and_changed(versions):
    case = start(versions)
    place = f"/process-instances/{case['id']}/migration"

    plan = versions.post("/process-definitions/p:1/migration-plan", {"target": "p:2"}).json()
    preview = versions.post(f"{place}/preview", {"target": "p:2"}).json()
    order = {"target": "p:2", "reason": "新版", "preview": preview["token"]}
    changed = versions.post(place, order, If_Match=f'"{case["seq"]}"')

    assert [(pair["element_id"], pair["target"], pair["cases"]) for pair in plan] == [
        ("S", "S", 0),
        ("A", "A", 1),
        ("E", "E", 0),
    ]
    assert (preview["possible"], preview["findings"]) == (True, [])
    assert [effect["type"] for effect in preview["effects"]] == [
        "ActivityMigrated",
        "UserTaskMigrated",
    ]
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    history = versions.get(f"/process-instances/{case['id']}/history").json()["items"]
    assert "InstanceMigrated" in [event["type"] for event in history]


def test_what_cannot_be_is_answered_with_every_reason(versions):
    case = start(versions, version=2)
    task = versions.get("/user-tasks").json()["items"][0]
    versions.post(f"/user-tasks/{task['id']}/completion", {"variables": {}})
    place = f"/process-instances/{case['id']}/migration"

    preview = versions.post(f"{place}/preview", {"target": "p:1"}).json()
    order = {"target": "p:1", "reason": "旧版", "preview": preview["token"]}
    refused = versions.post(place, order)

    assert (refused.status_code, refused.json()["code"]) == (422, "migration-refused")
    assert [found["element_id"] for found in refused.json()["facts"]["findings"]] == ["B"]
    assert (preview["possible"], len(preview["findings"]), preview["effects"]) == (False, 1, [])


def test_a_case_that_was_changed_meanwhile_is_not_migrated(versions):
    case = start(versions)
    place = f"/process-instances/{case['id']}/migration"

    answer = versions.post(place, {"target": "p:2", "reason": "新版"}, If_Match='"1"')

    assert answer.status_code == 412


def test_a_change_of_version_is_ordered_only_as_it_was_previewed(versions):
    case = start(versions)
    place = f"/process-instances/{case['id']}/migration"
    seen = looked(versions, place, {"target": "p:2"})
    many = {"source": "p:1", "target": "p:2"}
    all_seen = looked(versions, "/migrations", many)

    silent = versions.post(place, {"target": "p:2", "reason": "新版"})
    other = versions.post(place, {**seen, "timers": "recompute"})
    none = versions.post("/migrations", {**many, "reason": "新版"})
    start(versions)
    grown = versions.post("/migrations", all_seen)

    for answer in (silent, other, none, grown):
        assert (answer.status_code, answer.json()["code"]) == (412, "not-previewed")
    assert "ask for the preview" in silent.json()["detail"]
    assert "preview again" in other.json()["detail"]
    assert versions.get(f"/process-instances/{case['id']}").json()["version"] == 1
    assert versions.post(place, seen).status_code == 200


def test_the_same_request_twice_changes_a_case_once(versions):
    case = start(versions)
    place = f"/process-instances/{case['id']}/migration"
    body = looked(versions, place, {"target": "p:2"})

    one = versions.post(place, body, Idempotency_Key="k1")
    two = versions.post(place, body, Idempotency_Key="k1")
    three = versions.post(place, body)

    assert (one.status_code, two.content) == (200, one.content)
    assert three.status_code == 409


def test_many_cases_change_as_a_batch(versions):
    first, second = start(versions), start(versions)
    body = {"source": "p:1", "target": "p:2"}

    rehearsed = versions.post("/migrations/preview", body).json()
    order = {**body, "reason": "新版", "preview": rehearsed["token"]}
    begun = versions.post("/migrations", order)
    found = versions.get(f"/migrations/{begun.json()['id']}").json()
    items = versions.get(f"/migrations/{begun.json()['id']}/items", state="migrated").json()

    assert (rehearsed["cases"], rehearsed["possible"], rehearsed["refused"]) == (2, 2, 0)
    assert (begun.status_code, begun.json()["pending"]) == (202, 2)
    assert (found["done"], found["counts"], found["by"]) == (True, {"migrated": 2}, "fangyuan")
    assert {item["instance_id"] for item in items["items"]} == {first["id"], second["id"]}


def test_a_batch_may_name_its_cases(versions):
    first, _ = start(versions), start(versions)
    body = {"source": "p:1", "target": "p:2", "instance_ids": [first["id"]]}

    begun = versions.post("/migrations", looked(versions, "/migrations", body)).json()

    assert begun["cases"] == 1


def test_what_leans_on_a_version_is_counted(versions):
    start(versions)
    start(versions, version=2)

    found = versions.get("/process-definitions/p:1/statistics").json()

    assert found["versions"] == [
        {"definition_id": "p:2", "cases": 1},
        {"definition_id": "p:1", "cases": 1},
    ]
    assert found["elements"] == [{"element_id": "A", "cases": 1, "activities": 1}]
    assert found["calls"] == []


def test_only_administrators_change_versions(versions, either_app):
    case = start(versions)
    clerk = Client(either_app, "limin")
    order = {"target": "p:2", "reason": "新版"}
    place = f"/process-instances/{case['id']}/migration"

    for path, body in (
        (place, order),
        (f"{place}/preview", {"target": "p:2"}),
        ("/migrations", {**order, "source": "p:1"}),
        ("/migrations/preview", {"source": "p:1", "target": "p:2"}),
        ("/process-definitions/p:1/migration-plan", {"target": "p:2"}),
    ):
        assert clerk.post(path, body).status_code == 403, path
    assert clerk.get("/process-definitions/p:1/statistics").status_code == 403
    assert clerk.get(f"/migrations/{uuid4()}").status_code == 403
    assert clerk.get(f"/migrations/{uuid4()}/items").status_code == 403


def test_the_drawing_of_a_migrated_case_shows_the_version_for_the_path_taken(versions, either_app):
    case = start(versions)
    place = f"/process-instances/{case['id']}"
    versions.post(f"{place}/migration", looked(versions, f"{place}/migration", {"target": "p:2"}))
    with either_app.state.store.read() as tx:
        rows = list(tx.history.every(UUID(case["id"])))
        marked = diagrams.marks(rows, (), tx.now)

    assert marked.states["A"] == diagrams.State.ACTIVE
    assert marked.states["S"] == diagrams.State.DONE
    assert versions.get(f"{place}/diagram.svg", version=1).json()["detail"].startswith("p:1 has no")
    assert "never been on version 7" in versions.get(f"{place}/diagram.svg", version=7).text
