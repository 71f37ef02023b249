from engine.model import events


def test_a_send_task_without_a_message_is_a_job(play):
    case = play().start(text="hello")

    (job,) = case.told(events.JobCreated)
    assert (job.type, job.variables) == ("sms", {"text": "hello"})
    assert case.told(events.MessageThrown) == []
    assert case.complete("Tell").ended
