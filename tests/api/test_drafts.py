"""Drafts and imports through REST: kept, changed under a version, checked, put in force."""

import io
import zipfile

from tests.api.serving import FORM, LEAVE

CAMUNDA = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d"><process id="trip" isExecutable="%s">
 <startEvent id="S"/><userTask id="U" name="Book" camunda:assignee="li" camunda:async="true"/><endEvent id="E"/>
 <sequenceFlow id="f1" sourceRef="S" targetRef="U"/><sequenceFlow id="f2" sourceRef="U" targetRef="E"/></process></definitions>"""


def _files(**files):
    return [("files", (name, content)) for name, content in files.items()]


def _send(client, method, path, files, data=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.http.request(
        method,
        f"/api/v1{path}",
        files=files,
        data=data or {},
        headers={**client.headers, **named},
    )


def _kept(designer, comment="第一稿"):
    parts = _files(**{"leave.bpmn": LEAVE.read_bytes()})
    answer = _send(designer, "POST", "/drafts", parts, {"name": "请假", "comment": comment})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_draft_is_kept_listed_and_downloaded(designer):
    draft = _kept(designer)

    shown = designer.get(f"/drafts/{draft['id']}")
    listed = designer.get("/drafts").json()["items"]
    file = designer.get(f"/drafts/{draft['id']}/files/leave.bpmn")

    assert (draft["name"], draft["comment"], draft["version"]) == ("请假", "第一稿", 1)
    assert shown.json() == draft
    assert shown.headers["ETag"] == '"1"'
    assert draft["id"] in {one["id"] for one in listed}
    assert file.content == LEAVE.read_bytes()
    assert designer.get(f"/drafts/{draft['id']}/files/no.bpmn").status_code == 404


def test_a_draft_is_replaced_only_by_whoever_saw_its_present_version(designer):
    path = f"/drafts/{_kept(designer)['id']}"
    parts = _files(
        **{"leave.bpmn": LEAVE.read_bytes(), "leave_request.form.json": FORM.read_bytes()}
    )

    changed = _send(designer, "PUT", path, parts, If_Match='"1"')
    late = _send(designer, "PUT", path, parts, If_Match='"1"')

    assert changed.json()["version"] == 2
    assert sorted(changed.json()["files"]) == ["leave.bpmn", "leave_request.form.json"]
    assert late.status_code == 412


def test_a_draft_is_checked_put_in_force_and_thrown_away(designer, administrator):
    draft = _kept(designer)
    path = f"/drafts/{draft['id']}"

    found = designer.get(f"{path}/findings")
    deployed = administrator.post(f"{path}/deployment")
    noted = designer.get(path).json()["deployment_id"]
    gone = designer.send("DELETE", path)

    assert all(finding["severity"] == "warning" for finding in found.json())
    assert deployed.status_code == 201, deployed.text
    assert noted == deployed.json()["id"]
    assert gone.status_code == 204
    assert designer.get(path).status_code == 404


def test_drafts_exist_for_designers_and_administrators_alone(designer, clerk, administrator):
    draft = _kept(designer)

    assert clerk.get("/drafts").status_code == 403
    assert clerk.get(f"/drafts/{draft['id']}").status_code == 403
    assert administrator.get(f"/drafts/{draft['id']}").status_code == 200


def test_a_diagram_of_another_engine_is_imported_as_a_draft_with_a_report(designer, administrator):
    part = [("file", ("trip.bpmn20.xml", CAMUNDA % b"true"))]
    answer = _send(designer, "POST", "/imports", part)

    done = answer.json()
    assert answer.status_code == 201, answer.text
    assert (done["executable"], done["deployable"]) == (True, True)
    assert "zeebe:assignmentDefinition" in done["xml"]
    assert {entry["verdict"] for entry in done["report"]} >= {"taken over"}
    assert list(done["draft"]["files"]) == ["trip.bpmn"]
    assert administrator.post(f"/drafts/{done['draft']['id']}/deployment").status_code == 201


def test_a_drawing_that_is_not_meant_to_run_is_kept_and_not_deployed(designer, administrator):
    part = [("file", ("trip.bpmn", CAMUNDA % b"false"))]
    done = _send(designer, "POST", "/imports", part).json()

    refused = administrator.post(f"/drafts/{done['draft']['id']}/deployment")

    assert (done["executable"], done["deployable"]) == (False, False)
    assert {"import-draft", "executable-process"} <= {found["rule"] for found in done["findings"]}
    assert refused.status_code == 422
    assert designer.get(f"/drafts/{done['draft']['id']}").status_code == 200


def test_what_is_no_diagram_is_not_imported(designer):
    answer = _send(designer, "POST", "/imports", [("file", ("trip.bpmn", b"<a>"))])

    assert answer.status_code == 422


def test_an_archive_is_one_release_and_every_finding_is_told_at_once(designer):
    good, bad = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(good, "w") as archive:
        archive.writestr("process/leave.bpmn", LEAVE.read_bytes())
        archive.writestr("leave_request.form.json", FORM.read_bytes())
        archive.writestr("__MACOSX/._leave.bpmn", b"x")
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("broken.bpmn", b"<a>")
        archive.writestr("trip.bpmn", CAMUNDA.replace(b'targetRef="E"', b'targetRef="S"') % b"true")

    done = designer.deploy(**{"release.zip": good.getvalue()})
    refused = designer.deploy(**{"release.zip": bad.getvalue(), "no.zip": b"no archive"})

    assert done.status_code == 201, done.text
    assert sorted(done.json()["resources"]) == ["leave_request.form.json", "process/leave.bpmn"]
    findings = refused.json()["facts"]["findings"]
    assert {"no.zip", "broken.bpmn", "trip.bpmn"} == {found["resource"] for found in findings}
    start = next(found for found in findings if found["rule"].startswith("bpmn-10.5.2"))
    assert start["clause"] == "10.5.2"
    assert start["message_zh"]
    assert start["hint_en"]


def test_a_draft_begins_with_a_template_or_a_version_in_force(designer):
    begun = designer.post(
        "/drafts/from-template", {"template": "blank", "key": "key-handover", "name": "钥匙交接"}
    )
    taken = designer.post("/drafts/from-definition", {"definition_id": "leave:1"})

    assert begun.status_code == 201, begun.text
    assert list(begun.json()["files"]) == ["key-handover.bpmn"]
    assert taken.json()["name"] == designer.get("/process-definitions/leave:1").json()["name"]
    assert "leave.bpmn" in taken.json()["files"]


def test_files_are_examined_without_being_kept(designer, clerk):
    before = len(designer.get("/drafts", limit=200).json()["items"])
    parts = _files(**{"broken.bpmn": b"<a>"})

    found = _send(designer, "POST", "/drafts/examination", parts)

    assert [one["rule"] for one in found.json()] == ["resource-unreadable"]
    assert len(designer.get("/drafts", limit=200).json()["items"]) == before
    assert _send(clerk, "POST", "/drafts/examination", parts).status_code == 403
