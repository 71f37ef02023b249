"""Operations and implementations of plain BPMN name the job or the message of a task."""

from engine.model import events


def test_a_service_task_offers_a_job_of_its_operation_or_implementation(play):
    case = play().start(room="8-301")
    assert [job.type for job in case.told(events.JobCreated)] == ["print"]

    case.complete("Print")
    assert [job.type for job in case.told(events.JobCreated)] == ["urn:sms"]


def test_send_and_receive_tasks_and_events_have_the_message_of_their_operation(play):
    case = play().start(room="8-301").complete("Print").complete("Call")
    assert [sent.name for sent in case.told(events.MessageThrown)] == ["question"]

    case.message("answer", "8-301")

    assert [sent.name for sent in case.told(events.MessageThrown)] == ["question"]
    assert case.ended
