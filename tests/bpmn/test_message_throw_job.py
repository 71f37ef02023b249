def test_a_throw_event_with_a_job_waits_for_its_worker(play):
    case = play().start()
    assert [job.type for job in case.jobs()] == ["sms"]

    case.complete("M")
    assert [job.type for job in case.jobs()] == ["mail"]
    case.complete("E")

    assert case.outcome == "E"
