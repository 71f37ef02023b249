"""A superior takes over a late task: his decision in another case moves it to whom he named."""

import pytest

from engine import instances, takeovers, user_tasks
from engine.store import JobQuery
from tests.approvals.office import Office, approval
from tests.usecases.diagrams import END, START, bpmn, path, user

INPUTS = {"task": "late", "owner": "owner", "due": "due", "unless": "unless"}
TAKES = bpmn(
    "takes",
    START
    + user("UT_Decide", groups="", settings={"gj:assign": "user(boss)"})
    + """<serviceTask id="ST_Take"><extensionElements><zeebe:taskDefinition type="task-takeover"/>
      <zeebe:ioMapping>"""
    + "".join(f'<zeebe:input source="={s}" target="{t}"/>' for t, s in INPUTS.items())
    + """<zeebe:output source="=moved" target="moved"/></zeebe:ioMapping>
      </extensionElements></serviceTask>"""
    + user("UT_After", groups="", settings={"gj:assign": "user(boss)"})
    + END
    + path("StartEvent_1", "UT_Decide", "ST_Take", "UT_After", "End_1"),
    settings={"gj:number": "SB"},
)
HEARS = bpmn(
    "approval",
    START
    + user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    + user("UT_Approve", groups="", settings={"gj:assign": "user(a)"})
    + """<boundaryEvent id="M_1" attachedToRef="UT_Approve">
      <messageEventDefinition messageRef="Message_1"/></boundaryEvent>"""
    + END
    + path("StartEvent_1", "UT_Fill", "UT_Approve", "End_1")
    + path("M_1", "End_1"),
    more="""<message id="Message_1" name="TakenOver"><extensionElements>
      <zeebe:subscription correlationKey="=&quot;late-1&quot;"/></extensionElements></message>""",
)


@pytest.fixture
def office(manual_store):
    company = Office(manual_store)
    company.deploy(TAKES)
    return company


def take(office, task_id, **said):
    """Let the boss decide that somebody takes a task over; returns the deciding case."""
    values = {"late": str(task_id), "owner": "f", "due": None, "unless": None, **said}
    case = office.start("takes", by="boss", project="HY01", variables=values)
    office.complete("UT_Decide", by="boss", case=case)
    office.run_due()
    return case


def moved(office, case):
    return office.variables(case)["moved"]


def test_a_task_in_a_pool_goes_to_whom_the_superior_has_named_and_the_record_says_why(office):
    late = office.send(approval(people="ab"))

    case = take(office, office.id, due="2031-03-07T18:00:00")

    assert moved(office, case) is True
    task = office.task("UT_Approve", late)
    (event,) = office.events(late, "UserTaskAssigned")
    assert (task.assignee, task.due_at.isoformat()) == ("f", "2031-03-07T10:00:00+00:00")
    assert event.reason == f"马经理接管（{case.business_key}）"
    assert office.replays(late)
    assert office.replays(case)


def test_who_had_begun_the_late_task_has_it_no_more(office):
    late = office.send(approval(people="ab"))
    office.do(user_tasks.claim, office.id, by="a")

    take(office, office.id)

    (event,) = office.events(late, "UserTaskAssigned")
    assert (event.previous, event.assignee) == ("a", "f")
    assert office.worklist("a") == []
    assert office.worklist("f") == ["UT_Approve"]


@pytest.mark.parametrize("owner", ["f", "b"])
def test_of_several_who_decide_whoever_has_not_leaves_and_the_owner_decides(office, owner):
    late = office.send(approval("and", people="abc"))
    office.do(user_tasks.approve, office.id, by="a")

    take(office, office.id, owner=owner)
    lists = [office.worklist(each) for each in ("a", "b", "c", "f")]
    office.do(user_tasks.approve, office.id, by=owner)

    held = {"b": 1, "f": 3}[owner]
    assert [number for number, each in enumerate(lists) if each] == [held]
    assert office.get(late).state == "completed"
    assert office.replays(late)


@pytest.mark.parametrize("said", [{"late": None}, {"late": "x"}, {"owner": "a"}])
def test_nothing_is_taken_over_where_no_task_is_named_or_the_owner_has_it(office, said):
    late = office.send(approval(people="a"))
    office.do(user_tasks.assign, office.id, by="ada", to="a")

    case = take(office, office.id, **said)

    assert moved(office, case) is False
    assert len(office.events(late, "UserTaskAssigned")) == 1


def test_a_task_that_is_over_is_not_taken_over(office):
    office.send(approval(people="a"))
    over = office.id
    office.do(user_tasks.complete, over, by="a", variables={})

    assert moved(office, take(office, over)) is False


def test_a_case_that_waits_for_the_word_of_it_is_left_to_its_own_diagram(office):
    late = office.send(HEARS)

    heard = take(office, office.id, unless={"name": "TakenOver", "key": "late-1"})
    other = take(office, office.id, unless={"name": "TakenOver", "key": "late-2"})

    assert (moved(office, heard), moved(office, other)) == (False, True)
    assert len(office.events(late, "UserTaskAssigned")) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"owner": None}, "there is no active person None"),
        ({"owner": "gone"}, "there is no active person 'gone'"),
        ({"owner": "ann"}, "申请人 is excluded"),
        ({"due": "soon"}, "'soon' is no date-time"),
    ],
)
def test_who_cannot_take_over_is_an_incident_of_the_deciding_case(office, wrong, said):
    late = office.send(approval(people="a", exclude="initiator"))

    case = take(office, office.id, **wrong)

    (incident,) = office.incidents(case)
    assert said in incident.message
    assert office.events(late, "UserTaskAssigned") == []


def test_a_job_of_a_suspended_case_or_one_that_is_done_is_left_alone(office):
    late = office.send(approval(people="a"))
    values = {"late": str(office.id), "owner": "f", "due": None, "unless": None}
    case = office.start("takes", by="boss", project="HY01", variables=values)
    office.complete("UT_Decide", by="boss", case=case)
    office.do(instances.suspend, case.id, by="ada", reason="x")
    with office.store.read() as tx:
        (job,) = tx.jobs.page(JobQuery(kind="service", instance_id=case.id)).items

    office.store.run(lambda tx: takeovers.carry_out(tx, job.id))

    assert office.events(late, "UserTaskAssigned") == []
