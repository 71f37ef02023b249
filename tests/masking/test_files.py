"""The file of a marked field is opened by whoever may read the field in full, and nobody else."""

import io
import zipfile

from engine import masking
from engine.model.operations import OperationKind
from engine.store.operations import OperationQuery
from tests.api.serving import Client
from tests.masking.conftest import FILES, PHONE, SCAN, attached
from tests.usecases.diagrams import END, START, bpmn, path, user

REGISTER = FILES["visit_register.form.json"]


def test_whoever_has_the_step_in_hand_opens_it_and_whoever_took_it_does_not_any_more(either):
    case = either.state.case["id"]
    holder, clerk = Client(either, "wangfang"), Client(either, "limin")

    opened = holder.get(f"/attachments/{either.state.scan}")
    refused = clerk.get(f"/attachments/{either.state.scan}")

    assert opened.content == SCAN
    assert refused.status_code == 403
    assert case not in refused.text
    query = OperationQuery(people=frozenset({"limin"}), kinds={OperationKind.REFUSED})
    (noted,) = either.state.store.run(lambda tx: tx.operations.page(query, limit=9)).items
    assert noted.subject == f"GET /api/v1/attachments/{either.state.scan}"


def test_it_is_closed_once_the_step_is_done_and_open_where_the_case_was_disclosed(either):
    case, address = either.state.case["id"], f"/attachments/{either.state.scan}"
    holder, reader = Client(either, "wangfang"), Client(either, "lucha")
    task = holder.task_of(case)
    before = reader.get(address).status_code

    holder.post(f"/user-tasks/{task['id']}/completion", {"variables": {"room": "8-2-501"}})
    reader.post(f"/process-instances/{case}/disclosures", {"reason": "复核"})

    assert before == 403
    assert holder.get(address).status_code == 403
    assert reader.get(address).content == SCAN


def test_a_file_that_is_not_of_a_marked_field_is_for_everybody_who_may_see_the_case(either):
    holder = Client(either, "wangfang")
    task = holder.task_of(either.state.case["id"])
    file = attached(holder, task["id"], f"{PHONE}.png", b"the hall")

    seen = [Client(either, who).get(f"/attachments/{file}") for who in ("limin", "hanbing")]
    named = Client(either, "hanbing").get(
        f"/process-instances/{either.state.case['id']}/attachments"
    )

    assert [each.content for each in seen] == [b"the hall"] * 2
    assert {each["name"] for each in named.json()} == {"scan.png", "138****5678.png"}


def _with_the_clerk(app):
    """Begin another case, whose first step the clerk has in hand; return it and the task."""
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": "visit", "project": "HY01"}).json()
    return clerk, case["id"], clerk.task_of(case["id"])["id"]


def test_until_it_is_handed_in_it_is_its_authors_and_whoevers_has_the_step_in_hand(either):
    clerk, case, task = _with_the_clerk(either)
    file = attached(clerk, task, "card.png", SCAN)
    auditor, reader = Client(either, "hanbing"), Client(either, "lucha")
    path = f"/attachments/{file}"

    refused = auditor.get(path)
    auditor.post(f"/process-instances/{case}/comments", {"text": file})
    reader.post(f"/process-instances/{case}/disclosures", {"reason": "复核"})

    assert refused.status_code == 403
    assert auditor.get(path).status_code == 403
    assert [each.get(path).content for each in (clerk, reader)] == [SCAN] * 2
    (listed,) = auditor.get(f"/process-instances/{case}/attachments").json()
    (own,) = clerk.get(f"/process-instances/{case}/attachments").json()
    assert (listed["closed"], own["closed"]) == (True, False)


def test_what_is_never_handed_in_stays_closed_and_what_came_with_a_comment_is_open(either):
    clerk, _, task = _with_the_clerk(either)
    dropped = attached(clerk, task, "wrong.png", SCAN)
    beside = attached(clerk, task, "hall.png", b"the hall", remark="true")
    auditor = Client(either, "hanbing")

    done = clerk.post(f"/user-tasks/{task}/completion", {"variables": {"room": "8-2-501"}})

    assert done.status_code == 200, done.text
    assert auditor.get(f"/attachments/{dropped}").status_code == 403
    assert clerk.get(f"/attachments/{dropped}").content == SCAN
    assert auditor.get(f"/attachments/{beside}").content == b"the hall"


def test_one_that_is_handed_in_with_another_field_is_for_everybody(either):
    clerk, _, task = _with_the_clerk(either)
    file = attached(clerk, task, "hall.png", b"the hall")

    clerk.post(f"/user-tasks/{task}/completion", {"variables": {"room": file}})

    assert Client(either, "hanbing").get(f"/attachments/{file}").content == b"the hall"


def test_pages_have_a_lock_where_they_would_lead_to_it(app):
    case, link = app.state.case["id"], f'href="/attachments/{app.state.scan}"'
    holder = Client(app, "wangfang")
    task = holder.task_of(case)["id"]

    shown = [
        Client(app, who).http.get(path).text
        for who, path in (("limin", f"/cases/{case}"), ("hanbing", f"/audit/cases/{case}"))
    ]
    led = [holder.http.get(path).text for path in (f"/cases/{case}", f"/tasks/{task}")]

    assert [("敏感文件，您不能打开" in page, link in page) for page in shown] == [(True, False)] * 2
    assert [("敏感文件，您不能打开" in page, link in page) for page in led] == [(False, True)] * 2


def test_a_dossier_has_a_line_in_its_place(app):
    case = app.state.case["id"]

    answer = Client(app, "hanbing").post(f"/audit/cases/{case}/dossier", {})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("attachments/")]
        assert name.endswith("scan.png.txt")
        assert "未披露" in archive.read(name).decode()


def test_a_task_whose_form_does_not_show_the_field_opens_nothing(either, monkeypatch):
    def without(document, rights):
        return {"schema": {"properties": {"room": {}}}}

    monkeypatch.setattr("engine.comments.forms.visible", without)

    assert Client(either, "wangfang").get(f"/attachments/{either.state.scan}").status_code == 403


def test_a_task_without_a_form_opens_nothing(either):
    drawn = bpmn(
        "look",
        START
        + user("UT_Take", groups="", form="visit_register", settings={"gj:assign": "initiator"})
        + user("UT_Look", groups="", settings={"gj:assign": "initiator"})
        + END
        + path("StartEvent_1", "UT_Take", "UT_Look", "End_1"),
    )
    Client(either, "caoying").deploy(**{"look.bpmn": drawn, "visit_register.form.json": REGISTER})
    clerk = Client(either, "limin")
    case = clerk.post("/process-instances", {"process_key": "look", "project": "HY01"}).json()
    task = clerk.task_of(case["id"])
    file = attached(clerk, task["id"], "card.png", SCAN)
    opened = clerk.get(f"/attachments/{file}")

    clerk.post(f"/user-tasks/{task['id']}/completion", {"variables": {"scan": [file]}})

    assert opened.content == SCAN
    assert clerk.task_of(case["id"])["element_id"] == "UT_Look"
    assert clerk.get(f"/attachments/{file}").status_code == 403


def test_the_names_under_which_a_file_stands_are_found_by_variable_and_by_path():
    marks = {"scan": "photo", "places.card": "file", "house": "text"}
    payloads = [
        None,
        '{"variables": {"scan": ["file-number-1"], "other": "file-number-1"}}',
        '{"variables": {"places": [{"card": "file-number-1"}, {"card": "x"}]}}',
        '{"variables": {"house.door": "file-number-1", "n": ["a"]}}',
        '{"variables": {"other": "file-number-1"}}',
    ]

    held = masking.holders(payloads, marks, "file-number-1")

    assert held == {"scan", "places", "house"}
