"""Cases that run change to another version of their process."""

from importlib import import_module
from uuid import uuid4

import pytest

from engine import advance, audit, incidents, instances, jobs, migrations, user_tasks
from engine.errors import (
    Conflict,
    InstanceNotActive,
    Invalid,
    MigrationRefused,
    NotFound,
    NotPermitted,
    NotPreviewed,
    Unavailable,
)
from engine.migrations import Order
from engine.model import SYSTEM, events
from engine.store import JobQuery
from tests.bpmn.migration.pairs import (
    boundary,
    condition,
    document,
    extended,
    flow,
    line,
    message,
    node,
    timer,
    user,
    whole,
)
from tests.usecases.test_replay import rows_of

HEADER = '<property name="gj:title" value="{}"/>'


def assigned(id_, rule, **more):
    properties = f'<zeebe:properties><zeebe:property name="gj:assign" value="{rule}"/>'
    return user(id_, extended(f"{properties}</zeebe:properties>"), **more)


def version(*parts):
    return document(*parts).encode()


@pytest.fixture
def versions(world):
    """Deploy versions of one process, the oldest first."""

    def deploy(*contents):
        for xml in contents:
            world.deploy(xml)

    return deploy


@pytest.fixture
def sound(world):
    """The record gives the live state, and the same rows again."""

    def check(case):
        assert world.replays(case)
        live = world.store.run(lambda tx: rows_of(tx, case))
        world.store.run(lambda tx: tx.cases.rebuild(case.id))
        assert world.store.run(lambda tx: rows_of(tx, case)) == live

    return check


def move(world, case, target="p:2", by="ada", reason="新版", **more):
    order = Order(definition_id=target, **more)
    seen = world.do(migrations.preview, case.id, order, by="ada").token
    return world.do(migrations.migrate, case.id, order, by=by, reason=reason, seen=seen)


def test_a_case_goes_on_as_the_new_version_and_its_record_replays(world, versions, sound):
    versions(version(whole(user("A"))))
    case = world.start("p", variables={"room": "8"})
    versions(version(whole(user("A", name="新"), user("B"))))

    moved = move(world, case)

    assert (moved.definition_id, moved.version) == ("p:2", 2)
    assert world.task("A", case).name == "新"
    sound(case)
    world.complete("A", by="ada", case=case)
    assert world.open(case) == ["B"]
    sound(case)
    world.complete("B", by="ada", case=case)
    assert world.get(case).state == "completed"
    sound(case)
    assert world.history(case).count("InstanceMigrated") == 1


def test_the_record_names_both_versions_who_did_it_and_why(world, versions):
    versions(version(whole(user("A"))))
    case = world.start("p")
    versions(version(whole(user("Z"))))

    move(world, case, mapping={"A": "Z"}, reason=" 改名 ")

    (told,) = world.events(case, "InstanceMigrated")
    assert (told.previous_id, told.definition_id, told.reason) == ("p:1", "p:2", "改名")
    assert told.previous_digest != told.digest
    (visit,) = [v for v in world.do(audit.activities, case.id, by="ada") if v.left_at is None]
    assert visit.element_id == "Z"
    (row,) = [r for r in world.do(audit.history, case.id, by="ada") if r.type == "InstanceMigrated"]
    assert row.actor == "ada"


def test_a_claimed_task_stays_with_who_claimed_it_with_its_comments_and_its_deadline(
    world, versions, sound
):
    due = extended(
        '<zeebe:properties><zeebe:property name="gj:due" value="PT4H"/></zeebe:properties>'
    )
    versions(version(whole(user("A", due))))
    case = world.start("p")
    task = world.task("A")
    world.do(user_tasks.assign, task.id, by="ada", to="ann")
    world.do(user_tasks.comment, task.id, by="ann", text="看过")
    versions(version(whole(user("Z", name="新"))))

    move(world, case, mapping={"A": "Z"})

    kept = world.task("Z")
    assert (kept.id, kept.assignee, kept.due_at) == (task.id, "ann", task.due_at)
    assert world.worklist("ann") == ["Z"]
    (watch,) = world.store.run(lambda tx: tx.jobs.page(JobQuery(instance_id=case.id))).items
    assert (watch.kind, watch.element_id) == ("deadline", "Z")
    sound(case)
    world.advance(hours=5)
    assert [breach.element_id for breach in world.events(case, "DeadlineBreached")] == ["Z"]
    sound(case)


def test_tasks_stay_where_they_are_unless_they_are_to_be_routed_again(world, versions, sound):
    versions(version(whole(assigned("A", "group(staff)"))))
    kept, again = (world.start("p", project="HY01") for _ in range(2))
    versions(version(whole(assigned("A", "group(managers)"))))

    move(world, kept)
    move(world, again, routing="again")

    assert world.worklist("ann") == ["A"]
    assert world.worklist("max") == ["A"]
    assert world.task("A", again).routing["rule"] == "group(managers)"
    sound(kept)
    sound(again)


def test_who_has_claimed_a_task_keeps_it_where_it_still_reaches_him(world, versions, sound):
    versions(version(whole(assigned("A", "group(staff)"))))
    one, two = (world.start("p", project="HY01") for _ in range(2))
    for case, who in ((one, "ann"), (two, "bob")):
        world.do(user_tasks.claim, world.task("A", case).id, by=who)
    versions(version(whole(assigned("A", "user(ann), group(managers)"))))

    move(world, one, routing="again")
    move(world, two, routing="again")

    assert world.task("A", one).assignee == "ann"
    assert world.task("A", one).claimed_at is not None
    assert world.task("A", two).assignee is None
    sound(one)


def test_an_assignee_of_the_new_version_gets_the_task_and_the_excluded_do_not(
    world, versions, sound
):
    versions(version(whole(assigned("A", "group(staff)"))))
    case = world.start("p", project="HY01")
    given = extended(
        '<zeebe:assignmentDefinition assignee="bob"/><zeebe:properties>'
        '<zeebe:property name="gj:exclude" value="user(ann)"/></zeebe:properties>'
    )
    versions(version(whole(user("A", given))))

    move(world, case, routing="again")

    task = world.task("A", case)
    assert (task.assignee, task.assignee_name, task.excluded) == ("bob", "博", ("ann",))
    sound(case)


def test_a_task_of_several_people_stays_with_its_group(world, versions, sound):
    group = '<zeebe:property name="gj:mode" value="and"/></zeebe:properties>'
    old = assigned("A", "group(staff)").replace("</zeebe:properties>", group)
    versions(version(whole(old)))
    case = world.start("p", project="HY01")
    versions(version(whole(old.replace("group(staff)", "group(managers)"))))
    task = world.task("A", case)
    changed = events.ParticipantsChanged(
        task_id=task.id, element_id="A", operation="open", open={"ann": "安"}
    )
    locked = world.store.run(lambda tx: tx.cases.lock(case.id))
    world.store.run(lambda tx: advance.note(tx, locked, [changed], by=SYSTEM))

    move(world, case, routing="again")

    assert not world.events(case, "UserTaskRerouted")
    assert world.task("A", case).grouped
    assert world.worklist("max") == []
    sound(case)


def test_the_rules_of_the_new_version_decide_what_is_routed_again(world, versions, sound):
    versions(version(whole(assigned("A", "group(staff)"))))
    asked, vacant = (world.start("p", project="HY01", by="ann") for _ in range(2))

    def approval(rule, name, value):
        asks = '<zeebe:property name="gj:mode" value="and"/>'
        more = f'{asks}<zeebe:property name="{name}" value="{value}"/></zeebe:properties>'
        versions(version(whole(assigned("A", rule).replace("</zeebe:properties>", more))))

    approval("user(ann), group(managers)", "gj:self", "skip")
    move(world, asked, routing="again")
    approval("group(nobody)", "gj:empty", "pass")
    move(world, vacant, "p:3", routing="again")

    (skipped,) = [
        each for each in world.events(asked, "ParticipantsChanged") if each.operation == "skip"
    ]
    assert skipped.targets == ("ann",)
    assert world.worklist("max") == ["A"]
    (passed,) = world.events(vacant, "ParticipantsChanged")
    assert (passed.operation, passed.rule["id"]) == ("empty", "gj:empty=pass")
    assert world.get(vacant).state == "completed"
    sound(asked)
    sound(vacant)


def test_a_routing_rule_of_the_new_version_that_fails_is_an_incident(world, versions, sound):
    versions(version(whole(assigned("A", "group(staff)"))))
    case = world.start("p", project="HY01")
    versions(version(whole(assigned("A", "=1"))))

    move(world, case, routing="again")

    (incident,) = world.incidents(case)
    assert (incident.kind, incident.element_id) == ("routing", "A")
    assert world.worklist("ada") == ["A"]
    sound(case)


def test_a_leased_job_is_finished_by_who_has_it(world, versions, sound):
    def job(id_, type_):
        return node("serviceTask", id_, extended(f'<zeebe:taskDefinition type="{type_}"/>'))

    versions(version(whole(job("J", "old"))))
    case = world.start("p")
    (leased,) = world.do(jobs.activate, "old", by="ada")
    versions(version(whole(job("K", "new"), user("B"))))

    move(world, case, mapping={"J": "K"})

    (present,) = world.store.run(lambda tx: tx.jobs.page(JobQuery(type="new"))).items
    assert (present.id, present.worker, present.element_id) == (leased.id, leased.worker, "K")
    world.do(jobs.complete, leased.id, by="ada", variables={})
    assert world.open(case) == ["B"]
    sound(case)


def test_an_open_incident_is_found_at_the_new_element_and_can_be_resolved(world, versions, sound):
    def decision(id_, test):
        return (
            line(node("startEvent", "S"), node("exclusiveGateway", id_))
            + node("endEvent", "E")
            + flow(id_, "E", condition=test)
        )

    versions(version(decision("G", "amount &gt; 5")))
    case = world.start("p", variables={"amount": 1})
    versions(version(decision("H", "amount &gt; 0")))

    move(world, case, mapping={"G": "H"})

    (incident,) = world.incidents(case)
    assert incident.element_id == "H"
    sound(case)
    world.do(incidents.resolve, incident.id, by="ada")
    assert world.get(case).state == "completed"
    sound(case)


def test_each_of_several_incidents_goes_with_its_own_element(world, versions, sound):
    def two(first, second):
        def way(id_):
            ends = node("endEvent", f"E_{id_}")
            return (
                node("exclusiveGateway", id_)
                + ends
                + flow(id_, f"E_{id_}", condition="amount &gt; 5")
            )

        begin = node("startEvent", "S") + node("parallelGateway", "P") + flow("S", "P")
        return begin + way(first) + way(second) + flow("P", first) + flow("P", second)

    versions(version(two("G", "H")))
    case = world.start("p", variables={"amount": 1})
    versions(version(two("G2", "H2")))

    move(world, case, mapping={"G": "G2", "H": "H2"})

    assert sorted(each.element_id for each in world.incidents(case)) == ["G2", "H2"]
    sound(case)


def test_timers_and_messages_of_a_migrated_case_are_served(world, versions, sound):
    old = whole(user("A")), boundary("T", "A", timer("PT4H")), boundary("C", "A", message("M"))
    new = whole(user("A")), boundary("T", "A", timer("PT1H")), boundary("D", "A", message("M"))
    versions(version(*old))
    by_time, by_message = (world.start("p", variables={"room": room}) for room in ("7", "8"))
    versions(version(*new))

    for case in (by_time, by_message):
        move(world, case, timers="recompute", mapping={"C": "D"})
        sound(case)
    world.publish("m", "8")
    world.advance(hours=2)

    assert sorted(world.get(case).outcome for case in (by_time, by_message)) == ["E_D", "E_T"]
    for case in (by_time, by_message):
        sound(case)


def test_a_suspended_case_may_change_versions_and_stays_suspended(world, versions, sound):
    versions(version(whole(user("A"))))
    case = world.start("p")
    world.do(instances.suspend, case.id, by="ada", reason="错版本")
    versions(version(whole(user("A")), boundary("T", "A", timer("PT1H"))))

    assert move(world, case).state == "suspended"
    world.advance(hours=2)
    assert world.get(case).state == "suspended"
    world.do(instances.resume, case.id, by="ada", reason="好了")
    world.run_due()

    assert world.get(case).outcome == "E_T"
    sound(case)


def test_a_title_rule_of_the_new_version_counts_at_once(world, versions, sound):
    versions(version(whole(user("A"))))
    case = world.start("p", variables={"room": "8"})
    rule = extended(
        '<zeebe:properties><zeebe:property name="gj:title" value="=room"/></zeebe:properties>'
    )
    versions(version(rule, whole(user("A"))))

    assert move(world, case).title == "8"
    sound(case)


def test_a_version_can_be_changed_back(world, versions, sound):
    versions(version(whole(user("A"))))
    case = world.start("p")
    versions(version(whole(user("A"), user("B"))))

    move(world, case)
    back = move(world, case, target="p:1")

    assert back.version == 1
    assert world.complete("A", by="ada", case=case).state == "completed"
    sound(case)


def test_a_preview_tells_what_would_happen_and_changes_nothing(world, versions):
    versions(version(whole(user("A"))))
    case = world.start("p", variables={"amount": 9})
    due = boundary("B", "A", timer("PT1H")), boundary("C", "A", condition("amount &gt; 10"))
    versions(version(whole(user("A")), *due), version(whole(user("Z"))))

    good = world.do(migrations.preview, case.id, Order(definition_id="p:2"), by="ada")
    bad = world.do(migrations.preview, case.id, Order(definition_id="p:3"), by="ada")

    assert [type(event) for event in good.events][-1] is events.TimerArmed
    assert (good.findings, bad.events) == ((), ())
    assert [finding.element_id for finding in bad.findings] == ["A"]
    assert world.get(case).version == 1
    assert "InstanceMigrated" not in world.history(case)


def test_an_order_that_was_not_previewed_as_things_are_changes_nothing(world, versions):
    versions(version(whole(user("A"))))
    case = world.start("p")
    versions(version(whole(user("A"), user("B"))), version(whole(user("A"), user("C"))))
    order = Order(definition_id="p:2")

    def ordered(seen, wanted=order):
        with pytest.raises(NotPreviewed) as told:
            world.do(migrations.migrate, case.id, wanted, by="ada", reason="新版", seen=seen)
        return str(told.value)

    seen = world.do(migrations.preview, case.id, order, by="ada").token
    assert "no token" in ordered("")
    assert "another order" in ordered(seen, Order(definition_id="p:3"))
    assert "another order" in ordered(seen, Order(definition_id="p:2", routing="again"))
    world.do(user_tasks.comment, world.task("A").id, by="ada", text="看过")
    assert "preview again" in ordered(seen)

    assert world.get(case).version == 1
    assert move(world, case).version == 2


def test_many_cases_change_only_as_they_were_previewed(world, versions):
    versions(version(whole(user("A"))))
    case = world.start("p")
    versions(version(whole(user("A"), user("B"))))
    which, order = migrations.Which(definition_id="p:1"), Order(definition_id="p:2")

    def ordered(seen):
        return world.do(migrations.begin, which, order, by="ada", reason="新版", seen=seen)

    def previewed():
        return world.do(migrations.rehearse, which, order, by="ada").token

    first = previewed()
    assert previewed() == first
    further = world.start("p", version=1)
    with pytest.raises(NotPreviewed):
        ordered("")
    with pytest.raises(NotPreviewed, match="has changed since"):
        ordered(first)

    ordered(previewed())
    world.run_due()
    assert {world.get(each).version for each in (case, further)} == {2}


def test_a_plan_pairs_the_elements_of_two_versions(world, versions):
    versions(version(whole(user("A", name="登记"))), version(whole(user("Z", name="登记"))))

    found = world.do(migrations.plan, "p:1", Order(definition_id="p:2"), by="aud")

    assert {pair.element_id: (pair.target, pair.suggestion) for pair in found} == {
        "S": ("S", None),
        "A": (None, "Z"),
        "E": ("E", None),
    }


def test_what_cannot_be_says_why_and_changes_nothing(world, versions):
    versions(version(whole(user("A"))), version(whole(user("B"))))
    case = world.start("p", version=1)

    with pytest.raises(MigrationRefused) as refused:
        move(world, case)
    with pytest.raises(Conflict, match="already"):
        move(world, case, target="p:1")
    with pytest.raises(NotPermitted):
        move(world, case, by="ann")
    with pytest.raises(Invalid, match="why"):
        move(world, case, reason=" ")
    world.complete("A", by="ada", case=case)
    with pytest.raises(InstanceNotActive):
        move(world, case)

    assert [finding.element_id for finding in refused.value.findings] == ["A"]
    assert "InstanceMigrated" not in world.history(case)


def begin(world, target="p:2", **which):
    wanted = migrations.Which(definition_id="p:1", **which)
    order = Order(definition_id=target)
    seen = world.do(migrations.rehearse, wanted, order, by="ada").token
    return world.do(migrations.begin, wanted, order, by="ada", reason="新版", seen=seen)


def results(world, batch):
    page = world.do(migrations.items, batch.id, by="aud")
    return {item.instance_id: item.state for item in page.items}


def test_many_cases_change_version_one_by_one_with_a_result_each(world, versions, sound):
    versions(version(whole(user("A"), user("B"))))
    first, second, third = (world.start("p") for _ in range(3))
    world.complete("A", by="ada", case=second)
    versions(version(whole(user("A"), user("C"))))

    batch = begin(world)
    assert batch.counts == {"pending": 3}
    world.run_due()

    assert results(world, batch) == {
        first.id: "migrated",
        second.id: "failed",
        third.id: "migrated",
    }
    done = world.do(migrations.get, batch.id, by="aud")
    assert (done.counts, done.by.id, done.reason) == ({"migrated": 2, "failed": 1}, "ada", "新版")
    (failed,) = world.do(migrations.items, batch.id, by="ada", state="failed").items
    assert failed.detail["code"] == "migration-refused"
    assert [found["element_id"] for found in failed.detail["findings"]] == ["B"]
    (told,) = world.events(first, "InstanceMigrated")
    assert told.migration_id == batch.id
    assert world.get(second).version == 1
    for case in (first, second, third):
        sound(case)


def test_a_batch_is_for_the_cases_that_are_asked_for(world, versions):
    versions(version(whole(user("A"), user("B"))))
    here = world.start("p", project="HY01")
    there = world.start("p", project="HY02")
    further = world.start("p", project="HY01")
    world.complete("A", by="ada", case=further)
    versions(version(whole(user("A"), user("B"), user("C"))))

    chosen = {
        "element": begin(world, element_id="A", project="HY01"),
        "project": begin(world, project="HY02"),
        "ids": begin(world, ids=(further.id,)),
        "none": begin(world, ids=()),
    }

    assert list(results(world, chosen["element"])) == [here.id]
    assert list(results(world, chosen["project"])) == [there.id]
    assert list(results(world, chosen["ids"])) == [further.id]
    assert results(world, chosen["none"]) == {}


def test_a_batch_asked_for_twice_changes_every_case_once(world, versions):
    versions(version(whole(user("A"))))
    case, over = world.start("p"), world.start("p")
    versions(version(whole(user("A"), user("B"))))

    one, two = begin(world), begin(world)
    world.complete("A", by="ada", case=over)
    world.run_due()
    world.store.run(lambda tx: migrations.carry_on(tx, one.id, case.id))

    told = [results(world, batch) for batch in (one, two)]
    assert {each[case.id] for each in told} == {"migrated", "unchanged"}
    assert {each[over.id] for each in told} == {"unchanged"}
    assert world.history(case).count("InstanceMigrated") == 1


def test_a_case_that_went_elsewhere_meanwhile_is_left_where_it_is(world, versions):
    versions(version(whole(user("A"))))
    case = world.start("p")
    versions(version(whole(user("A"), user("B"))), version(whole(user("A"), user("C"))))
    batch = begin(world)
    move(world, case, target="p:3")

    world.run_due()
    refused = Conflict("too late")
    world.store.run(lambda tx: migrations.fail(tx, batch.id, case.id, refused))

    (item,) = world.do(migrations.items, batch.id, by="ada").items
    assert (item.state, item.detail["code"]) == ("failed", "conflict")
    assert "p:3" in item.detail["message"]
    assert world.get(case).version == 3


def test_a_batch_goes_on_after_its_worker_was_killed(world, versions, monkeypatch):
    versions(version(whole(user("A"))))
    cases = [world.start("p") for _ in range(5)]
    versions(version(whole(user("A"), user("B"))))
    batch = begin(world)
    carried = []

    def until_killed(tx, batch_id, instance_id):
        if len(carried) == 2:
            raise KeyboardInterrupt
        carried.append(instance_id)
        return carry_on(tx, batch_id, instance_id)

    carry_on = migrations.carry_on
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "carry_on", until_killed)
        with pytest.raises(KeyboardInterrupt):
            world.run_due()
    assert world.do(migrations.get, batch.id, by="ada").counts == {"migrated": 2, "pending": 3}

    world.advance(minutes=2)

    assert world.do(migrations.get, batch.id, by="ada").counts == {"migrated": 5}
    assert {world.get(case).version for case in cases} == {2}
    assert all(world.history(case).count("InstanceMigrated") == 1 for case in cases)


def test_a_database_that_is_away_fails_no_case_of_a_batch(world, versions, monkeypatch):
    versions(version(whole(user("A"))))
    world.start("p")
    versions(version(whole(user("A"), user("B"))))
    batch = begin(world)

    def away(*_):
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "carry_on", away)
        world.run_due()
    assert world.do(migrations.get, batch.id, by="ada").counts == {"pending": 1}
    world.advance(minutes=2)

    assert world.do(migrations.get, batch.id, by="ada").counts == {"migrated": 1}


def test_a_rehearsal_of_many_says_what_would_become_of_each(world, versions):
    versions(version(whole(user("A"), user("B"))))
    first, second = world.start("p"), world.start("p")
    world.complete("A", by="ada", case=second)
    versions(version(whole(user("A"), user("C"))))

    found = world.do(
        migrations.rehearse,
        migrations.Which(definition_id="p:1"),
        Order(definition_id="p:2"),
        by="ada",
    )

    assert {each.instance.id: bool(each.findings) for each in found.results} == {
        first.id: False,
        second.id: True,
    }
    assert found.refused == 1
    assert {world.get(case).version for case in (first, second)} == {1}


def test_batches_are_for_two_versions_and_for_administrators(world, versions):
    versions(version(whole(user("A"))), version(whole(user("A"), user("B"))))
    batch = begin(world)

    with pytest.raises(Conflict):
        begin(world, target="p:1")
    with pytest.raises(NotFound):
        begin(world, target="p:9")
    with pytest.raises(NotPermitted):
        world.do(migrations.get, batch.id, by="ann")
    with pytest.raises(NotFound):
        world.store.run(lambda tx: migrations.carry_on(tx, batch.id, batch.id))
    with pytest.raises(NotFound):
        world.do(migrations.get, uuid4(), by="ada")


def test_the_impact_of_a_version_is_where_its_cases_stand_and_who_calls_it(
    world, versions, monkeypatch
):
    monkeypatch.setattr(import_module("engine.migrations.impact"), "_AT_ONCE", 1)
    call = extended('<zeebe:calledElement processId="p"/>')
    caller = version(whole(node("callActivity", "K", call))).replace(b'"p" is', b'"q" is')
    multi = (
        "<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=[1,2]"/></extensionElements></multiInstanceLoopCharacteristics>'
    )
    versions(version(whole(user("A"), user("B", multi))), caller)
    cases = [world.start("p") for _ in range(3)]
    world.complete("A", by="ada", case=cases[0])
    world.start("p")
    world.complete("A", by="ada", case=cases[1])
    for task in [task for task in world.tasks(cases[1]) if task.element_id == "B"]:
        world.do(user_tasks.complete, task.id, by="ada", variables={})
    versions(version(whole(user("A"), user("B", multi), user("C"))))
    moved = world.start("p", version=1)
    move(world, moved)

    found = world.do(migrations.impact, "p:1", by="ada")
    after = world.do(migrations.impact, "p:2", by="ada")

    assert [(each.element_id, each.cases, each.activities) for each in found.elements] == [
        ("A", 2, 2),
        ("B", 1, 3),
    ]
    assert found.versions == [("p:2", 1), ("p:1", 3)]
    assert [(each.element_id, each.cases) for each in after.elements] == [("A", 1)]
    assert [(call.definition_id, call.element_id) for call in found.calls] == [("q:1", "K")]
