"""What waits goes on waiting in the new version, with its ids, its data and its times."""

from engine.model import events
from tests.bpmn.migration.pairs import (
    boundary,
    document,
    extended,
    flow,
    handler,
    line,
    message,
    node,
    signal,
    sub,
    timer,
    user,
    whole,
)

MULTI = (
    '<multiInstanceLoopCharacteristics isSequential="{}">'
    '<extensionElements><zeebe:loopCharacteristics inputCollection="=[1,2]" inputElement="item" '
    'outputCollection="all" outputElement="=item"/></extensionElements>'
    "</multiInstanceLoopCharacteristics>"
)
JOB = '<zeebe:taskDefinition type="{}"/>'


def told(case, kind):
    return case.told(kind)


def test_an_open_task_stays_the_same_task_and_the_case_goes_on_behind_it(begin):
    case = begin(whole(user("A")), room="8")
    task = case.waiting("A")

    case.migrate(document(whole(user("A"), user("B"))).encode())

    assert case.waiting("A") == task
    assert case.complete("A", answer=1).open == ["B"]
    assert case.complete("B").ended
    assert case.variables == {"room": "8", "answer": 1}


def test_a_task_learns_its_new_name_form_priority_settings_and_instructions(begin):
    case = begin(whole(user("A", name="旧")), urgent=90)
    properties = '<zeebe:properties><zeebe:property name="gj:due" value="PT1H"/></zeebe:properties>'
    more = '<zeebe:formDefinition formId="f2"/><zeebe:priorityDefinition priority="=urgent"/>'
    new = user("A", "<documentation>说明</documentation>", extended(more, properties), name="新")

    case.migrate(document(whole(new)).encode())

    (found,) = told(case, events.UserTaskMigrated)
    assert (found.name, found.form_id, found.priority) == ("新", "f2", 90)
    assert (found.settings, found.documentation) == ({"gj:due": "PT1H"}, "说明")
    assert not told(case, events.UserTaskRerouted)


def test_a_task_is_offered_anew_where_that_is_wanted(begin):
    case = begin(whole(user("A")), who="ann")
    assignment = (
        '<zeebe:assignmentDefinition assignee="=who" candidateUsers="bob" candidateGroups="x, y"/>'
    )
    new = document(whole(user("A", extended(assignment)))).encode()

    case.migrate(new, routing="again")

    (found,) = told(case, events.UserTaskRerouted)
    assert (found.assignee, found.candidate_users) == ("ann", ("bob",))
    assert found.candidate_groups == ("x", "y")


def test_a_task_goes_on_at_the_element_that_the_mapping_names(begin):
    case = begin(whole(user("A")))
    task = case.waiting("A")

    case.migrate(document(whole(user("Z"))).encode(), mapping={"A": "Z"})

    (found,) = told(case, events.ActivityMigrated)
    assert (found.activity_id, found.previous, found.element_id) == (task, "A", "Z")
    assert case.complete_id(task).ended


def test_two_parallel_tasks_may_go_on_at_one_element(begin):
    fork = node("parallelGateway", "G")
    both = line(node("startEvent", "S"), fork, user("A"), node("endEvent", "E"))
    case = begin(both, user("B"), flow("G", "B"), flow("B", "E"))

    case.migrate(document(whole(user("Z"))).encode(), mapping={"A": "Z", "B": "Z"})

    assert [task.previous for task in told(case, events.ActivityMigrated)] == ["A", "B"]


def test_a_job_in_flight_stays_the_same_job_with_the_new_type(begin):
    case = begin(whole(node("serviceTask", "J", extended(JOB.format("old")))))
    job = case.waiting("J")
    new = extended(
        '<zeebe:taskDefinition type="new"/><zeebe:taskHeaders>'
        '<zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
    )

    case.migrate(document(whole(node("sendTask", "J", new))).encode())

    (found,) = told(case, events.JobMigrated)
    assert (found.job_id, found.type, found.headers) == (job, "new", {"k": "v"})
    assert case.complete_id(job).ended


def test_a_running_timer_keeps_its_due_time_where_its_words_are_the_same(begin):
    case = begin(whole(node("intermediateCatchEvent", "T", timer("PT2H"))))
    due = case.timers()["T"].due_at

    case.after(hours=1).migrate(
        document(whole(node("intermediateCatchEvent", "T", timer("PT2H")), user("B"))).encode()
    )

    assert not told(case, (events.TimerArmed, events.TimerDisarmed))
    assert case.fire("T").now == due
    assert case.open == ["B"]


def test_a_running_timer_under_another_id_is_armed_there_for_the_same_time(begin):
    case = begin(whole(node("intermediateCatchEvent", "T", timer("PT2H"))))
    due = case.timers()["T"].due_at
    new = document(whole(node("intermediateCatchEvent", "Z", timer("PT2H")))).encode()

    case.after(hours=1).migrate(new, mapping={"T": "Z"})

    assert [timer.element_id for timer in told(case, events.TimerDisarmed)] == ["T"]
    assert case.timers()["Z"].due_at == due
    assert case.fire("Z").ended


def test_a_timer_whose_words_changed_keeps_its_time_or_begins_anew_as_is_wanted(begin):
    old = whole(user("A")), boundary("B", "A", timer("PT8H"))
    new = document(whole(user("A")), boundary("B", "A", timer("PT2H"))).encode()
    kept, anew = begin(*old), begin(*old)
    due = kept.timers()["B"].due_at

    kept.after(hours=1).migrate(new)
    anew.after(hours=1).migrate(new, timers="recompute")

    assert kept.timers()["B"].due_at == due
    assert (anew.timers()["B"].due_at - anew.now).total_seconds() == 2 * 3600
    assert anew.fire("B").ended


def test_what_a_case_waits_for_by_message_or_signal_is_kept_and_served(begin):
    old = whole(user("A")), boundary("B", "A", message(), "false"), boundary("C", "A", signal())
    case = begin(*old, room="8")
    waits = case.subscriptions()

    case.migrate(document(*old, user("Spare")).encode())

    assert case.subscriptions() == waits
    assert case.message("m", "8").open == ["A"]
    assert case.signal("s").ended


def test_a_subscription_whose_words_changed_begins_anew_with_the_data_of_now(begin):
    old = whole(user("A")), boundary("B", "A", message("M"))
    case = begin(*old, room="8")

    case.migrate(document(whole(user("A")), boundary("B", "A", message("N"))).encode())

    assert [(each.name, each.correlation_key) for each in case.subscriptions()] == [("n", "")]
    assert case.message("n").ended


def test_a_called_process_stays_on_its_own_version_and_is_still_waited_for(begin):
    def call(key):
        return node("callActivity", "K", extended(f'<zeebe:calledElement processId="{key}"/>'))

    case = begin(whole(call("one")))

    case.migrate(document(whole(call("two"), user("B"))).encode())

    assert not told(case, (events.ChildCalled, events.ChildCancelled))
    assert case.end_child("K").open == ["B"]


def test_an_open_sub_process_goes_on_with_its_scope(begin):
    inputs = extended('<zeebe:ioMapping><zeebe:input source="=1" target="own"/></zeebe:ioMapping>')
    old = sub("P", user("A")).replace('id="P">', f'id="P">{inputs}')
    new = sub("P", user("A"), user("B")).replace('id="P">', f'id="P">{inputs}')
    case = begin(whole(old))

    case.migrate(document(whole(new)).encode())

    assert case.complete("A", own=2).open == ["B"]
    assert case.visible("B")["own"] == 2
    assert case.complete("B").ended
    assert "own" not in case.variables


def test_a_sub_process_and_what_is_in_it_may_have_other_ids(begin):
    case = begin(whole(sub("P", user("A"))))

    case.migrate(
        document(whole(sub("Q", user("B")))).encode(),
        mapping={"P": "Q", "A": "B"},
    )

    assert case.visits(events.ActivityMigrated)[-2:] == ["Q", "B"]
    assert case.complete_id(case.told(events.UserTaskMigrated)[0].task_id).ended


def test_every_instance_of_a_multi_instance_goes_on_and_results_are_kept(begin):
    for sequential in ("false", "true"):
        case = begin(whole(user("A", MULTI.format(sequential)))).complete("A", counter=1)

        case.migrate(document(whole(user("Z", MULTI.format(sequential)))).encode(), {"A": "Z"})

        (task,) = case.told(events.UserTaskMigrated)
        assert case.complete_id(task.task_id).ended
        assert case.variables["all"] == [1, 2]


def test_arrivals_that_wait_at_a_join_go_on_waiting(begin):
    def parts(after):
        fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"), join)
        return fork, user("B"), flow("G", "B"), flow("B", "J"), line(*after).replace(join, "")

    join = node("parallelGateway", "J")
    case = begin(*parts([join, node("endEvent", "E")])).complete("A")

    case.migrate(document(*parts([join, user("C"), node("endEvent", "E")])).encode())

    assert case.open == ["B"]
    assert case.complete("B").open == ["C"]


def test_an_arrival_may_have_come_by_a_flow_with_another_id(begin):
    def parts(by):
        fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
        join = node("parallelGateway", "J") + node("endEvent", "E") + flow("J", "E")
        return fork, user("B"), flow("G", "B"), flow("B", "J"), join, flow("A", "J", by)

    case = begin(*parts("old")).complete("A")

    case.migrate(document(*parts("new")).encode(), mapping={"old": "new"})

    assert case.complete("B").ended


def test_a_join_that_waits_for_fewer_flows_now_lets_through_what_has_arrived(begin):
    def parts(*third):
        fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
        join = node("parallelGateway", "J") + node("endEvent", "E") + flow("J", "E")
        return fork, user("B"), flow("G", "B"), flow("B", "J"), join, flow("A", "J"), *third

    third = user("C"), flow("G", "C"), flow("C", "J")
    case = begin(*parts(*third)).complete("A").complete("B")

    case.migrate(
        document(
            *parts(), user("C"), flow("G", "C"), node("endEvent", "F"), flow("C", "F")
        ).encode()
    )

    assert case.visits()[-2:] == ["J", "E"]
    assert case.complete("C").ended


def test_a_complex_gateway_that_waits_for_its_reset_remembers_what_it_took(begin):
    def parts(by):
        test = "<activationCondition>=activationCount &gt;= 1</activationCondition>"
        fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
        join = node("complexGateway", "J", test) + line(user("C"), node("endEvent", "E"))
        flows = flow("A", "J", by) + flow("G", "B") + flow("B", "J") + flow("J", "C")
        return fork, user("B"), join, flows

    case = begin(*parts("old")).complete("A")
    assert case.open == ["B", "C"]

    case.migrate(document(*parts("new")).encode(), mapping={"old": "new"})

    assert case.complete("B").open == ["C"]
    assert case.complete("C").ended


def test_an_event_gateway_waits_for_what_the_new_version_names(begin):
    def parts(*events_):
        gateway = line(node("startEvent", "S"), node("eventBasedGateway", "G"))
        return gateway, *events_

    def catch(id_, event):
        after = node("endEvent", f"E{id_}") + flow(id_, f"E{id_}")
        return node("intermediateCatchEvent", id_, event) + flow("G", id_) + after

    case = begin(*parts(catch("T", timer("PT1H")), catch("C", message("N"))))

    case.migrate(document(*parts(catch("T", timer("PT1H")), catch("D", signal()))).encode())

    assert [each.name for each in case.subscriptions()] == ["s"]
    assert case.signal("s").ended


def test_an_incident_goes_along_and_is_retried_by_the_new_version(begin):
    def decision(text):
        gateway = line(node("startEvent", "S"), node("exclusiveGateway", "G"))
        return gateway, node("endEvent", "E"), flow("G", "E", condition=text)

    case = begin(*decision("amount &gt; 5"), amount=1)
    (broken,) = case.incidents()

    case.migrate(document(*decision("amount &gt; 0")).encode())

    assert case.incidents() == [broken]
    assert case.retry().ended


def test_an_event_sub_process_that_runs_goes_on(begin):
    old = whole(user("A")), handler("H", message("N"))
    case = begin(*old).message("n")

    case.migrate(document(whole(user("Later")), handler("H", message("N"))).encode())

    assert case.open == ["U_H"]
    assert not case.subscriptions()
    assert case.complete("U_H").ended
