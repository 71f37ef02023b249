"""Who looks at a case once more sees which fields of the form have changed since he last did."""

import json

import pytest

from tests.approvals.office import Office, approval, checked
from tests.bpmn.migration.pairs import extended
from tests.usecases.diagrams import START, bpmn, path, user

FORM = json.dumps(
    {
        "id": "sheet",
        "title": "用款",
        "schema": {
            "type": "object",
            "properties": {
                "amount": {"type": "integer", "title": "金额"},
                "what": {"type": "string", "title": "用途"},
                "phone": {"type": "string", "title": "电话"},
            },
        },
        "ui": {
            "order": ["amount", "what", "phone"],
            "fields": {
                "amount": {"widget": "number"},
                "what": {"widget": "text"},
                "phone": {"widget": "phone", "masked": True},
            },
        },
        "i18n": {"en": {"fields": {"amount": "Amount", "what": "What", "phone": "Phone"}}},
    }
).encode()
READ = '{"*": "read"}'.replace('"', "&quot;")
HIDDEN = '{"*": "read", "phone": "hidden"}'.replace('"', "&quot;")


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def diagram(rights=READ):
    fill = user("UT_Fill", groups="", form="sheet", settings={"gj:assign": "initiator"})
    settings = {"gj:assign": "user(a)", "gj:mode": "and", "gj:rights": rights}
    approve = user("UT_Approve", groups="", form="sheet", settings=settings)
    end = '<endEvent id="End_1"/>'
    return bpmn(
        "approval",
        START + fill + approve + end + path("StartEvent_1", "UT_Fill", "UT_Approve", "End_1"),
    )


def twice(office, first, second, rights=READ):
    """Hand in, have it returned, hand in again; return the case as it comes to the approver."""
    office.deploy(diagram(rights), sheet=FORM)
    case = office.start("approval", project="HY01")
    office.complete("UT_Fill", case=case, **first)
    assert office.act("differences", "a").after == {}
    office.act("send_back", "a", reason="核实金额", to="UT_Fill")
    return office.complete("UT_Fill", case=case, **second)


def test_a_second_round_shows_what_was_and_what_is(office):
    case = twice(
        office, {"amount": 1200, "what": "泵"}, {"amount": 900, "what": "泵", "phone": "x"}
    )

    found = office.act("differences", "a")

    assert found.before == {"amount": 1200}
    assert found.after == {"amount": 900, "phone": "*"}
    checked(office, case)


def test_what_this_person_may_not_see_is_no_difference(office):
    twice(office, {"amount": 1, "phone": "1380"}, {"amount": 1, "phone": "1390"}, rights=HIDDEN)

    assert office.act("differences", "a").after == {}


def test_a_task_without_a_form_or_done_has_no_differences(office):
    office.send(approval("and", people="ab"))
    office.act("send_back", "a", reason="重填")
    office.complete("UT_Fill")

    assert office.act("differences", "a").after == {}


def test_the_page_of_a_second_round_says_what_has_changed(company):
    company.deploy(diagram().replace(b"user(a)", b"user(wangfang)"), sheet=FORM)
    started = company["limin"].post(
        "/process-instances", {"process_key": "approval", "project": "HY01"}
    )
    company.case = started.json()["id"]
    for amount in (1200, 900):
        task = company["limin"].task_of(company.case)["id"]
        company["limin"].post(
            f"/user-tasks/{task}/completion", {"variables": {"amount": amount, "what": "泵"}}
        )
        company.task = company.open_task("wangfang")
        if amount == 1200:
            company.ok("wangfang", "return", reason="核实金额", to="UT_Fill")

    shown = company.detail("wangfang")["changed"]
    page = company["wangfang"].http.get(
        f"/tasks/{company.task}", headers={"Accept-Language": "zh-CN"}
    )

    assert shown == [{"field": "amount", "label": "金额", "before": 1200, "after": 900}]
    assert page.status_code == 200
    assert "与上一轮相比的改动" in page.text
    assert "<del>1200</del> → <ins>900</ins>" in page.text


def test_a_second_round_inside_a_sub_process_shows_what_has_changed_around_it(office):
    inner = diagram().decode().partition("</extensionElements>")[2].partition("</process>")[0]
    around = '<startEvent id="S"/><endEvent id="E"/>' + path("S", "Sub", "E")
    office.deploy(
        bpmn("approval", f'<subProcess id="Sub">{inner}</subProcess>{around}'), sheet=FORM
    )
    case = office.start("approval", project="HY01")
    office.complete("UT_Fill", case=case, amount=1200)
    office.act("send_back", "a", reason="核实金额", to="UT_Fill")
    office.complete("UT_Fill", case=case, amount=900)

    found = office.act("differences", "a")

    assert (found.before, found.after) == ({"amount": 1200}, {"amount": 900})
    checked(office, case)


def test_what_another_branch_keeps_to_itself_is_no_difference(office):
    inner = diagram().decode().partition("</extensionElements>")[2].partition("</process>")[0]
    aside = (
        '<startEvent id="A_S"/><endEvent id="A_E"/>'
        + user("UT_Aside", groups="", settings={"gj:assign": "user(b)"})
        + path("A_S", "UT_Aside", "A_E")
    )
    kept = extended('<zeebe:ioMapping><zeebe:input source="=1" target="amount"/></zeebe:ioMapping>')
    around = (
        '<startEvent id="S"/><parallelGateway id="P"/>' + path("S", "P", "Sub") + path("P", "Aside")
    )
    office.deploy(
        bpmn(
            "approval",
            f'<subProcess id="Sub">{inner}</subProcess><subProcess id="Aside">{kept}{aside}</subProcess>{around}',
        ),
        sheet=FORM,
    )
    case = office.start("approval", project="HY01")
    office.complete("UT_Fill", case=case, amount=1200)
    office.act("send_back", "a", reason="核实金额", to="UT_Fill")
    office.complete("UT_Aside", by="b", case=case, amount=2)
    office.complete("UT_Fill", case=case, amount=900)

    found = office.act("differences", "a")

    assert (found.before, found.after) == ({"amount": 1200}, {"amount": 900})
