"""Who hears that a case was started again: whose it is, and whoever dealt with the round before."""

from engine import inbox, restarts, user_tasks
from tests.approvals.office import approval
from tests.outbox.test_outbox import kinds, told
from tests.usecases.diagrams import END, START, bpmn, path, user


def refused(office, *, by="b"):
    """Return a case that `a` approved and `by` refused."""
    office.send(approval("and", people=f"a{by}c", reject="wait"))
    office.approve("a")
    office.reject(by)
    case = office.approve("c")
    assert case.outcome == "End_No"
    return case


def restart(office, case, *, by="ada", reason="补充了材料"):
    again = office.do(restarts.restart, case.id, by=by, reason=reason)
    office.run_due()
    return again


def restarted(office, name):
    return [title for kind, title in told(office, name) if kind == "case.restarted"]


def test_whose_case_it_is_and_who_had_decided_are_told_once_and_nobody_else(office):
    case = refused(office)

    restart(office, case)
    office.run_due()

    assert restarted(office, "ann") == ["重新发起：approval 流程"]
    assert [len(restarted(office, who)) for who in ("a", "b", "c")] == [1, 1, 1]
    assert restarted(office, "d") == restarted(office, "ada") == []


def test_they_hear_who_did_it_why_and_which_round_it_is(office):
    restart(office, refused(office))

    (notice, *_) = office.do(inbox.mine, by="a").items

    assert notice.text.endswith("由管理员重新发起（第2轮）：补充了材料")


def test_who_starts_his_own_case_again_is_not_told_of_it(office):
    case = refused(office)

    restart(office, case, by="ann")

    assert restarted(office, "ann") == []
    assert len(restarted(office, "a")) == 1


def test_each_round_is_told_to_those_who_dealt_with_the_one_before(office):
    first = refused(office)
    second = restart(office, first)
    office.complete("UT_Fill", case=second)
    for who in "abc":
        task = office.task("UT_Approve", second)
        verb = user_tasks.reject if who == "c" else user_tasks.approve
        office.do(verb, task.id, by=who)
    office.run_due()

    restart(office, second)

    assert [len(restarted(office, who)) for who in ("ann", "a", "d")] == [2, 2, 0]


def test_who_decided_in_a_called_process_and_who_only_filled_in_hear_of_it_too(office):
    called = user("UT_Inside", groups="", settings={"gj:assign": "user(b)"})
    office.deploy(bpmn("inside", START + called + END + path("StartEvent_1", "UT_Inside", "End_1")))
    task = user("UT_Fill", groups="", settings={"gj:assign": "user(a)"})
    call = (
        '<callActivity id="CA_1"><extensionElements><zeebe:calledElement processId="inside"/>'
        "</extensionElements></callActivity>"
    )
    steps = path("StartEvent_1", "UT_Fill", "CA_1", "End_1")
    office.deploy(bpmn("outer", START + task + call + END + steps))
    case = office.start("outer", project="HY01")
    office.complete("UT_Fill", by="a", case=case)
    office.complete("UT_Inside", by="b", case=office.cases("inside")[0])

    restart(office, case)

    assert [len(restarted(office, who)) for who in ("ann", "a", "b", "c")] == [1, 1, 1, 0]


def test_who_follows_the_round_before_hears_of_it(office):
    case = refused(office)
    office.do(inbox.follow, case.id, by="ada")

    restart(office, case, by="ann")

    assert len(restarted(office, "ada")) == 1


def test_a_case_that_begins_for_the_first_time_is_told_to_nobody(office):
    office.send(approval())

    office.run_due()

    assert kinds(office, "ann") == []
