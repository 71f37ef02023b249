"""What is deployed: all findings at once, versions, files, drawings; the company; expressions."""

import pytest

from engine import demo
from tests.api.serving import FORM, LEAVE, Client


def test_the_same_files_are_the_same_version(designer):
    again = designer.deploy(
        **{"leave.bpmn": LEAVE.read_bytes(), "leave_request.form.json": FORM.read_bytes()}
    )

    assert again.status_code == 201
    assert [each["id"] for each in again.json()["definitions"]] == ["leave:1"]
    assert designer.get(f"/deployments/{again.json()['id']}").json()["findings"] == []
    assert designer.get("/deployments").json()["items"][0]["deployed_by_name"] == "曹颖"


def test_a_faulty_diagram_is_refused_with_everything_that_is_wrong(designer):
    faulty = (
        LEAVE.read_bytes()
        .replace(b'id="leave"', b'id="faulty"')
        .replace(b'targetRef="Book"/>', b'targetRef="Nowhere"/>')
    )

    refused = designer.deploy(**{"faulty.bpmn": faulty})

    assert (refused.status_code, refused.json()["code"]) == (422, "deployment-refused")
    assert refused.json()["facts"]["findings"]


def test_a_version_hands_out_its_files_as_text_whatever_their_encoding(designer, clerk):
    drawn = LEAVE.read_text(encoding="utf-8").replace('id="leave"', 'id="leave-{}"')
    texts = {code: drawn.replace("{}", code) for code in ("utf-16", "gb18030")}
    for code, text in texts.items():
        declared = text.replace('encoding="UTF-8"', f'encoding="{code}"')
        done = designer.deploy(**{f"{code}.bpmn": declared.encode(code)})
        assert done.status_code == 201, done.text

    files = clerk.get("/process-definitions/leave:1/files").json()["files"]

    assert files["leave.bpmn"] == LEAVE.read_text(encoding="utf-8")
    assert "leave_request" in files["leave_request.form.json"]
    for code in texts:
        other = clerk.get(f"/process-definitions/leave-{code}:1/files").json()["files"]
        assert "请假" in other[f"leave-{code}.bpmn"] or "填写" in other[f"leave-{code}.bpmn"]


def test_only_designers_and_administrators_deploy(clerk):
    assert clerk.deploy(**{"leave.bpmn": LEAVE.read_bytes()}).status_code == 403


def test_a_definition_is_shown_as_data_as_its_file_and_as_a_drawing(clerk):
    listed = clerk.get("/process-definitions", key="leave").json()["items"]

    [definition] = listed
    assert (definition["id"], definition["forms"]) == ("leave:1", ["leave_request"])
    assert clerk.get("/process-definitions/leave:1").json() == definition
    assert clerk.get("/process-definitions/leave:1/xml").content == LEAVE.read_bytes()
    assert "<svg" in clerk.get("/process-definitions/leave:1/diagram.svg").text
    assert clerk.get("/process-definitions/leave:9").status_code == 404


def test_the_company_is_shown_to_whoever_assigns_work(clerk):
    company = clerk.get("/organisation").json()
    people = clerk.get("/organisation/people").json()

    (garden,) = (unit for unit in company["units"] if unit["code"] == "HY01")
    assert (garden["name"], garden["type"]) == ("恒悦花园", "project")
    assert garden["parent"] == "HY-EAST"
    assert {"id": "limin", "name": "李敏", "active": True} in people
    assert len(company["assignments"]) == len(demo.organisation().assignments)


@pytest.mark.parametrize(("text", "sound"), [("amount > 1000", True), ("amount >", False)])
def test_an_expression_is_checked_for_its_editor(designer, text, sound):
    analysed = designer.post("/expressions/analysis", {"text": text}).json()

    assert bool(analysed["problems"]) is not sound


def test_an_editor_is_told_names_types_mistakes_and_what_could_come_next(designer):
    analysed = designer.post(
        "/expressions/analysis",
        {
            "text": "amount > lmit and st",
            "names": {"amount": "number", "limit": None},
            "position": 20,
        },
    ).json()

    assert analysed["type"] == "boolean"
    assert analysed["uses"][0] == {"name": "amount", "position": 0, "type": "number"}
    assert analysed["problems"][0]["suggestion"] == "limit"
    assert "string length" in {offered["text"] for offered in analysed["completions"]}


def test_a_cell_of_a_decision_table_is_analysed_as_one(designer):
    cell = {"text": "> 1000, [1..5]", "kind": "unary-tests"}

    assert designer.post("/expressions/analysis", cell).json()["problems"] == []


def test_an_unknown_decision_is_not_found(clerk):
    assert clerk.get("/decisions").json() == []
    assert clerk.post("/decisions/nothing/evaluation", {"inputs": {}}).status_code == 404


def test_auditors_search_the_record_and_verify_it(clerk, auditor):
    task = clerk.leave()

    found = auditor.get("/history", actor="limin", type="UserTaskCreated", limit=1).json()
    all_sound = auditor.get("/history/verification").json()
    one_sound = auditor.get("/history/verification", instance_id=task["instance_id"]).json()

    assert found["items"][0]["actor_name"] == "李敏"
    assert found["items"][0]["client"] == "testclient"
    assert all_sound == one_sound == {"sound": True, "findings": [], "tree": []}
    assert clerk.get("/history").status_code == 403


def test_the_openapi_document_names_every_problem_and_resolves_all_references(app):
    document = Client(app).http.get("/api/v1/openapi.json").json()

    completion = document["paths"]["/api/v1/user-tasks/{task_id}/completion"]["post"]
    conflict = completion["responses"]["409"]["content"]["application/problem+json"]
    assert {"task-not-open", "task-claimed"} <= set(conflict["examples"])
    assert document["info"]["title"] == "管家 Guanjia"
    assert "HTTPValidationError" not in {
        part
        for operations in document["paths"].values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        for part in str(content.get("schema", {}).get("$ref", "")).split("/")
    }
    known = document["components"]["schemas"]
    assert all(name in known for name in _references(document))


def _references(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value.removeprefix("#/components/schemas/")
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
