"""A group and what happens around it: forms, the end of the case, another version, the buttons."""

import pytest

from engine import instances, participation, user_tasks
from engine.errors import FormInvalid, Invalid
from tests.approvals.office import approval, checked
from tests.usecases.diagrams import END, START, bpmn, path, user

FORM = b"""{"id": "sheet", "title": "x",
  "schema": {"type": "object", "properties": {"note": {"type": "string", "title": "n"}, "amount": {"type": "integer", "title": "a"}}},
  "ui": {"order": ["note", "amount"], "fields": {"note": {"widget": "text"}, "amount": {"widget": "number"}}},
  "i18n": {"en": {"fields": {"note": "note", "amount": "amount"}}}}"""

RIGHTS = "{&quot;note&quot;: &quot;required&quot;}"


def test_a_form_is_filled_in_by_who_agrees_over_what_others_filled_in(office):
    diagram = approval("sequential", people="ab", form="sheet", rights=RIGHTS)
    office.send(diagram, forms={"sheet": FORM})

    with pytest.raises(FormInvalid):
        office.approve("a")
    office.approve("a", variables={"note": "x", "amount": 1})
    assert office.act("form", "b").values == {"note": "x", "amount": 1}
    done = office.approve("b", variables={"note": "y", "amount": 2})

    assert office.variables(done)["amount"] == 2
    checked(office, done)


def test_who_says_no_need_not_fill_in_the_form(office):
    diagram = approval("and", people="ab", form="sheet", rights=RIGHTS)
    office.send(diagram, forms={"sheet": FORM})

    assert office.reject("a").outcome == "End_No"


def test_the_end_of_a_case_leaves_no_item_open(office):
    case = office.send(approval("and", people="ab"))
    task = office.id
    office.approve("a")

    office.do(instances.terminate, case.id, by="ada", reason="作废")

    assert office.states(task) == {"a": "done", "b": "skipped"}
    checked(office, case)


def test_the_buttons_tell_who_may_claim_and_who_may_assign(office):
    office.send(approval("and", people="a"))
    office.act("claim", "a")

    def allowed(who, name):
        return next(o.allowed for o in office.act("operations", who) if o.operation.name == name)

    assert not allowed("a", "claim")
    assert allowed("a", "release")
    assert allowed("boss", "assign")
    assert not allowed("a", "assign")


def test_an_administrator_may_give_a_claimed_task_of_one_back(office):
    office.send(approval("claim", people="ab"))
    office.act("claim", "a")

    offers = office.act("operations", "ada")

    assert next(o.allowed for o in offers if o.operation.name == "release")


def test_who_leads_looks_at_a_task_that_he_may_give_away(office):
    office.send(approval("and", people="a"))

    assert office.act("get", "boss").element_id == "UT_Approve"


@pytest.mark.parametrize(
    "settings",
    [{"gj:mode": "lottery"}, {"gj:pass": "0%"}, {"gj:pass": "101%"}, {"gj:pass": "some"}],
)
def test_settings_that_mean_nothing_are_not_read(settings):
    with pytest.raises(Invalid):
        participation.parse(settings)


def test_comments_stand_at_a_task_of_several_people(office):
    office.send(approval("and", people="ab"))

    assert office.do(user_tasks.comment, office.id, by="a", text="看过")


def test_who_says_no_may_fill_in_the_form_all_the_same(office):
    diagram = approval("and", people="ab", form="sheet", rights=RIGHTS)
    office.send(diagram, forms={"sheet": FORM})

    done = office.reject("a", variables={"note": "太贵", "amount": 7})

    assert done.outcome == "End_No"
    assert office.variables(done)["note"] == "太贵"
    checked(office, done)


def test_a_lane_that_is_renamed_sends_its_tasks_to_the_same_people(office):
    rule = '<zeebe:properties><zeebe:property name="gj:assign" value="user(a)"/></zeebe:properties>'
    reached = []

    for name in ("客服", "客户服务部"):
        lane = f'<lane id="L_1" name="{name}"><extensionElements>{rule}</extensionElements>'
        lanes = f'<laneSet id="L_0">{lane}<flowNodeRef>UT_1</flowNodeRef></lane></laneSet>'
        steps = user("UT_1", groups="") + END + path("StartEvent_1", "UT_1", "End_1")
        office.deploy(bpmn("lanes", lanes + START + steps))
        case = office.start("lanes", project="HY01")
        reached.append((case.version, office.task("UT_1", case).principals))

    assert reached == [(1, ("person:a",)), (2, ("person:a",))]
