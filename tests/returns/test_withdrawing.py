"""Taking back one's own submission (撤回), while nobody has acted on what followed."""

import pytest

from engine import jobs, user_tasks
from engine.errors import Conflict, NotPermitted
from tests.approvals.office import approval
from tests.returns.drawings import review
from tests.usecases.diagrams import CALLED, END, START, bpmn, path, user


@pytest.fixture
def filled(office):
    """A review whose first task ann has handed in; returns that task."""
    office.deploy(review("post(approver)", "b", "c", "d"))
    case = office.start("review", by="ann", project="HY01")
    task = office.task("UT_Fill", case)
    office.complete("UT_Fill", by="ann", case=case)
    return task


def withdraw(office, task, by="ann", **more):
    return office.do(user_tasks.withdraw, task.id, by=by, **more)


def test_it_comes_back_to_whoever_handed_it_in_and_the_record_says_from_whom(office, filled):
    case = withdraw(office, filled, reason="写错了")

    (task,) = office.tasks(case)
    assert (task.element_id, task.assignee, task.round) == ("UT_Fill", "ann", 2)
    (told,) = office.events(case, "SubmissionWithdrawn")
    assert told.reason == "写错了"
    assert sorted(each["element_id"] for each in told.withdrawn) == ["UT_B1", "UT_C"]
    assert office.get(case).returns == 0
    office.complete("UT_Fill", by="ann", case=case)
    assert office.open(case) == ["UT_B1", "UT_C"]
    assert office.replays(case)


def test_what_somebody_has_claimed_or_done_stays(office, filled):
    office.do(user_tasks.claim, office.task("UT_B1").id, by="a")

    with pytest.raises(Conflict, match="acted on: UserTaskClaimed UT_B1") as caught:
        withdraw(office, filled)

    assert caught.value.facts["zh"] == "后续环节已处理，不能撤回"


def test_only_whoever_handed_it_in_takes_it_back(office, filled):
    with pytest.raises(NotPermitted, match="handed it in"):
        withdraw(office, filled, by="ada")


def test_an_open_task_has_nothing_to_be_taken_back(office, filled):
    with pytest.raises(Conflict, match="is not done"):
        withdraw(office, office.task("UT_C"), by="c")


def test_it_is_taken_back_once(office, filled):
    withdraw(office, filled)

    with pytest.raises(Conflict, match="gone on"):
        withdraw(office, filled)


@pytest.mark.parametrize(("setting", "stays"), [("strict", True), ("lax", False)])
def test_a_strict_node_lets_nothing_be_taken_back_that_was_read(office, setting, stays):
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator", "gj:withdraw": setting})
    office.deploy(
        bpmn(
            "read",
            START
            + fill
            + user("UT_Next", groups="", settings={"gj:assign": "user(b)"})
            + END
            + path("StartEvent_1", "UT_Fill", "UT_Next", "End_1"),
        )
    )
    case = office.start("read", by="ann")
    task = office.task("UT_Fill", case)
    office.complete("UT_Fill", by="ann", case=case)
    for _ in range(2):
        office.do(user_tasks.read, office.task("UT_Next").id, by="b")
    assert office.task("UT_Next").read_by == ("b",)
    assert len(office.events(case, "UserTaskRead")) == 1

    if stays:
        with pytest.raises(Conflict, match="UserTaskRead"):
            withdraw(office, task)
    else:
        assert office.open(withdraw(office, task)) == ["UT_Fill"]


def test_a_node_may_let_nothing_be_taken_back(office):
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator", "gj:withdraw": "off"})
    then = user("UT_Next", groups="", settings={"gj:assign": "user(b)"})
    way = path("StartEvent_1", "UT_Fill", "UT_Next", "End_1")
    office.deploy(bpmn("kept", START + fill + then + END + way))
    case = office.start("kept", by="ann")
    task = office.task("UT_Fill", case)
    office.complete("UT_Fill", by="ann", case=case)

    with pytest.raises(NotPermitted, match="cannot be taken back"):
        withdraw(office, task)


JOB = (
    '<serviceTask id="ST_Work"><extensionElements><zeebe:taskDefinition type="work"/>'
    "</extensionElements></serviceTask>"
)


@pytest.fixture
def working(office):
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    then = user("UT_Next", groups="", settings={"gj:assign": "user(b)"})
    way = path("StartEvent_1", "UT_Fill", "ST_Work", "UT_Next", "End_1")
    office.deploy(bpmn("work", START + fill + JOB + then + END + way))
    case = office.start("work", by="ann")
    task = office.task("UT_Fill", case)
    office.complete("UT_Fill", by="ann", case=case)
    return task


def test_a_job_that_nobody_has_begun_is_called_off(office, working):
    case = withdraw(office, working)

    assert office.open(case) == ["UT_Fill"]
    assert not office.do(jobs.activate, "work", by="ada")


def test_what_a_worker_is_at_or_has_done_stays(office, working):
    (job,) = office.do(jobs.activate, "work", by="ada")
    with pytest.raises(Conflict, match="a worker is at ST_Work"):
        withdraw(office, working)
    office.do(jobs.complete, job.id, by="ada")

    with pytest.raises(Conflict, match="JobCompleted ST_Work"):
        withdraw(office, working)


@pytest.fixture
def called(office):
    """A task that ann has handed in, behind which another process has been called."""
    call = (
        '<callActivity id="CA_Sub"><extensionElements>'
        '<zeebe:calledElement processId="called"/></extensionElements></callActivity>'
    )
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    way = path("StartEvent_1", "UT_Fill", "CA_Sub", "End_1")
    office.deploy(bpmn("calls", START + fill + call + END + way), CALLED)
    case = office.start("calls", by="ann")
    task = office.task("UT_Fill", case)
    office.complete("UT_Fill", by="ann", case=case)
    return task


def test_a_called_process_that_nobody_has_touched_is_called_off(office, called):
    case = withdraw(office, called)

    assert office.open() == ["UT_Fill"]
    assert [each.state.value for each in office.cases("called")] == ["terminated"]
    assert office.replays(case)


def test_what_was_claimed_in_a_called_process_stays(office, called):
    office.do(user_tasks.claim, office.task("UT_Sub").id, by="ada")

    with pytest.raises(Conflict, match="UserTaskClaimed UT_Sub"):
        withdraw(office, called)


def test_a_group_that_was_only_formed_is_called_off_and_one_that_has_voted_stays(office):
    first = office.send(approval("and", people="ab"))
    (filled,) = [each for each in of(office, first) if each.element_id == "UT_Fill"]
    assert office.open(withdraw(office, filled)) == ["UT_Fill"]
    office.complete("UT_Fill", by="ann", case=first)
    office.approve("a")

    (again,) = [
        each for each in of(office, first) if each.element_id == "UT_Fill" and each.round == 2
    ]
    with pytest.raises(Conflict, match="ParticipantsChanged UT_Approve"):
        withdraw(office, again)


def of(office, case):
    return office.store.run(lambda tx: tx.tasks.of(case.id))


def test_what_goes_straight_back_still_does_after_it_was_handed_in_twice(office):
    office.deploy(review("a", "b", "c", "d"))
    case = office.start("review", by="ann", project="HY01")
    for element_id, who in (("UT_Fill", "ann"), ("UT_B1", "a"), ("UT_C", "c"), ("UT_B2", "b")):
        office.complete(element_id, by=who, case=case)
    returned = {"to": "UT_B1", "mode": "straight", "reason": "资料不全"}
    office.do(user_tasks.send_back, office.task("UT_D").id, by="d", **returned)
    task = office.task("UT_B1", case)
    office.complete("UT_B1", by="a", case=case)

    withdraw(office, task, by="a", reason="写错了")
    office.complete("UT_B1", by="a", case=case)

    (again,) = office.tasks(case)
    assert (again.element_id, again.assignee) == ("UT_D", "d")
    assert office.replays(case)
