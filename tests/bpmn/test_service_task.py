def test_a_job_is_offered_with_its_mapped_inputs_and_answers_through_its_outputs(play):
    case = play().start(channel="sms", phone="123")
    (job,) = case.jobs()
    assert (job.type, job.retries, job.headers) == ("sms", 5, {"to": "owner"})
    assert job.variables == {"number": "123"}

    case.complete("J", receipt={"id": 9}, noise=1)

    assert case.ended
    assert case.variables == {"channel": "sms", "phone": "123", "receipt_id": 9}


def test_a_type_that_is_no_text_is_an_incident(play):
    case = play().start(channel=5, phone="1")

    (incident,) = case.incidents()

    assert incident.kind == "expression"
