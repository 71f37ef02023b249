"""Tasks that say nothing of how they are carried out: legal BPMN, and nothing is stuck unseen."""

from engine.model import events


def test_automatic_tasks_that_name_nothing_wait_as_jobs_of_their_names(play):
    case = play().start(n=1)
    (text,) = case.jobs()
    case.complete("Text")
    (rule,) = case.jobs()

    assert (text.type, text.variables) == ("发短信", {"n": 1})
    assert rule.type == "Rule"


def test_a_script_task_without_script_does_nothing_and_a_call_of_nothing_is_a_job(play):
    case = play().start().complete("Text").complete("Rule", ruled=True)
    (call,) = case.jobs()

    assert (call.element_id, call.type) == ("Call", "外包")
    assert case.visits().count("Script") == 1


def test_a_call_of_nothing_takes_what_its_job_brings(play):
    case = play().start().complete("Text").complete("Rule").complete("Call", found=7)

    assert case.variables == {"found": 7}


def test_send_and_receive_tasks_that_name_nothing_speak_by_their_own_names(play):
    case = play().start().complete("Text").complete("Rule").complete("Call")

    assert [one.name for one in case.told(events.MessageThrown)] == ["通知业主"]
    assert [one.name for one in case.subscriptions()] == ["业主答复"]
