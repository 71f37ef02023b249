"""What runs without people: jobs for workers outside, messages, signals, incidents, the clock."""

from tests.api.serving import PASSWORD, Client, app_of, furnish, new_key, settings_of

GOOD = {"variables": {"reason": "探亲", "days": 3}}


def _booking(clerk):
    """Bring a case to its service job; return the id of the case."""
    task = clerk.leave()
    assert clerk.post(f"/user-tasks/{task['id']}/completion", GOOD).status_code == 200
    return task["instance_id"]


def _leased(worker, instance_id):
    """Lease jobs until the one of this case is among them."""
    for _ in range(20):
        for job in worker.post("/jobs/activation", {"type": "book", "limit": 100}).json()["items"]:
            if job["instance_id"] == instance_id:
                return job
    raise AssertionError(instance_id)


def test_a_worker_leases_a_job_and_completes_the_case(clerk, administrator):
    instance_id = _booking(clerk)
    job = _leased(administrator, instance_id)

    done = administrator.post(f"/jobs/{job['id']}/completion", {"variables": {"booked": True}})
    again = administrator.post(f"/jobs/{job['id']}/completion", {})

    assert done.json()["state"] == "completed"
    assert again.status_code == 409
    assert administrator.get("/jobs", instance_id=instance_id, state="done").json()["items"]


def test_who_is_no_administrator_takes_and_completes_no_job(clerk, auditor, administrator):
    job = _leased(administrator, _booking(clerk))

    for who in (clerk, auditor):
        refused = who.post(f"/jobs/{job['id']}/completion", {"variables": {"booked": True}})
        assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
        assert who.post("/jobs/activation", {"type": "book"}).status_code == 403


def test_waiting_for_work_ends_when_the_time_is_over(administrator):
    answer = administrator.post("/jobs/activation", {"type": "no such work", "timeout": 0.6})

    assert answer.json() == {"items": []}


def test_a_job_that_fails_for_good_is_an_incident_that_an_administrator_resolves(
    clerk, administrator
):
    instance_id = _booking(clerk)
    job = _leased(administrator, instance_id)

    failed = administrator.post(
        f"/jobs/{job['id']}/failure", {"message": "短信网关 500", "retries": 0}
    )
    [incident] = administrator.get("/incidents", instance_id=instance_id).json()["items"]
    resolved = administrator.post(f"/incidents/{incident['id']}/resolution", {"reason": "已修复"})

    assert failed.json()["incidents"] == 1
    assert (incident["kind"], incident["message"]) == ("job", "短信网关 500")
    assert administrator.get(f"/incidents/{incident['id']}").json()["resolved_at"]
    assert resolved.json()["incidents"] == 0


def test_a_job_that_throws_an_error_nobody_catches_stops_the_case(clerk, administrator):
    instance_id = _booking(clerk)
    job = _leased(administrator, instance_id)

    thrown = administrator.post(
        f"/jobs/{job['id']}/error", {"code": "no-such-room", "message": "查无此房"}
    )

    assert thrown.status_code == 200
    assert administrator.get("/incidents", instance_id=instance_id).json()["items"]


def test_incidents_and_jobs_are_for_overseers(clerk, stranger):
    assert clerk.get("/incidents").status_code == 403
    assert clerk.get("/jobs").status_code == 403
    assert stranger.get(f"/incidents/{'0' * 8}-0000-7000-8000-{'0' * 12}").status_code == 403


def test_a_message_reaches_the_case_that_waits_for_it_once(clerk):
    task = clerk.leave()
    number = clerk.get(f"/process-instances/{task['instance_id']}").json()["business_key"]
    body = {"name": "Msg_Cancel", "correlation_key": number, "message_id": new_key()}

    first = clerk.post("/messages", body)
    again = clerk.post("/messages", body)

    assert first.json()["instance_id"] == task["instance_id"]
    assert again.json() == first.json()
    assert clerk.get(f"/process-instances/{task['instance_id']}").json()["outcome"] == "Gone"


def test_a_customers_own_word_stands_on_the_record_as_his(app, administrator, clerk):
    task = clerk.leave()
    number = clerk.get(f"/process-instances/{task['instance_id']}").json()["business_key"]
    said = {
        "name": "Msg_Cancel",
        "correlation_key": number,
        "customer": {"code": "K-1001", "name": "张三"},
    }
    app_token = {"name": "业主APP", "scopes": ["write", "customers"]}
    program = Client(app)
    program.headers["Authorization"] = (
        f"Bearer {administrator.post('/tokens', app_token).json()['secret']}"
    )

    as_staff = clerk.post("/messages", said)
    granted = clerk.post("/tokens", app_token)
    heard = program.post("/messages", said)

    assert (as_staff.status_code, granted.status_code) == (403, 403)
    assert heard.json()["instance_id"] == task["instance_id"]
    rows = administrator.get(f"/process-instances/{task['instance_id']}/history").json()["items"]
    (row,) = [row for row in rows if row["type"] == "MessageCorrelated"]
    assert (row["actor"], row["actor_name"]) == ("customer:K-1001", "张三")
    assert "业主APP" in row["client"]


def test_what_a_program_brings_is_on_record_as_the_programs_and_what_a_person_says_as_his(
    app, administrator, clerk
):
    token = administrator.post("/tokens", {"name": "道闸接口", "scopes": ["read", "write"]})
    program = Client(app)
    program.headers["Authorization"] = f"Bearer {token.json()['secret']}"
    said, rows = [], []

    for sender in (program, clerk):
        task = clerk.leave()
        number = clerk.get(f"/process-instances/{task['instance_id']}").json()["business_key"]
        said.append(sender.post("/messages", {"name": "Msg_Cancel", "correlation_key": number}))
        path = f"/process-instances/{task['instance_id']}/history"
        rows += [
            row
            for row in administrator.get(path).json()["items"]
            if row["type"] == "MessageCorrelated"
        ]

    assert [each.status_code for each in said] == [200, 200]
    assert [(row["actor"], row["actor_name"]) for row in rows] == [
        ("system", "系统（道闸接口）"),
        ("limin", "李敏"),
    ]
    assert rows[0]["client"].startswith("fangyuan 道闸接口 ")


def test_a_message_that_nobody_waits_for_is_kept_as_long_as_it_shall_live(clerk):
    lost = clerk.post("/messages", {"name": "Msg_Cancel", "correlation_key": "nobody"})
    kept = clerk.post(
        "/messages", {"name": "Msg_Cancel", "correlation_key": "nobody", "ttl": "PT1H"}
    )

    assert (lost.json()["buffered"], kept.json()["buffered"]) == (False, True)


def test_a_signal_that_nobody_hears_reaches_nobody(clerk):
    assert clerk.post("/signals", {"name": "Fire"}).json() == {"received": [], "started": []}


def test_an_administrator_lets_time_pass_and_what_becomes_due_has_run(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    furnish(settings)
    app = app_of(settings)
    with Client(app).http:
        administrator, clerk = Client(app, "fangyuan"), Client(app, "limin")
        case = clerk.post(
            "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
        ).json()

        before = administrator.get("/clock").json()
        after = administrator.post("/clock/advance", {"duration": "PT4H"}).json()

        assert before["manual"] is True
        assert after["now"] > before["now"]
        history = administrator.get(f"/process-instances/{case['id']}/history").json()["items"]
        assert "DeadlineBreached" in {each["type"] for each in history}
        assert clerk.post("/clock/advance", {"duration": "PT1H"}).status_code == 403
        assert administrator.post("/clock/advance", {"duration": "-PT1H"}).status_code == 422
        back = administrator.send("PUT", "/clock", {"now": before["now"]})
        assert back.json()["now"] == before["now"]
        assert (
            administrator.send("PUT", "/clock", {"now": "2031-01-01T00:00:00Z"})
            .json()["now"]
            .startswith("2031-01-01")
        )


def test_a_clock_that_runs_by_itself_is_not_set(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, clock="system")
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        refused = Client(app, "fangyuan").post("/clock/advance", {"duration": "PT1H"})

    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    assert PASSWORD not in refused.text
