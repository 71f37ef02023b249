"""Cases: who sees them, how they are found, and what belongs to them."""

from datetime import timedelta
from uuid import UUID

import pytest

from engine.errors import NotFound
from engine.model import InstanceState, part_id
from engine.model import events as ev
from engine.store import CaseQuery, IncidentQuery


def keys(store, viewer=None, **query):
    with store.read() as tx:
        page = tx.cases.page(CaseQuery(**query), viewer)
    return [case.business_key for case in page.items]


def test_a_case_exists_for_who_started_it_had_a_task_of_it_or_sees_all(  # noqa: PLR0917  # fixtures
    desk, store, task, clerk, manager, auditor
):
    mine = desk.start(business_key="TS-1")
    desk.start(task(1, principals=("group:managers",)), business_key="TS-2")
    desk.start(task(1, assignee="wang"), business_key="TS-3")

    assert keys(store, clerk) == ["TS-3", "TS-2", "TS-1"]
    assert keys(store, manager) == ["TS-3", "TS-2"]
    assert keys(store, auditor) == ["TS-3", "TS-2", "TS-1"]
    with store.read() as tx:
        assert tx.cases.get(mine, clerk).id == mine
        assert not tx.cases.took_part(mine, clerk)
    with pytest.raises(NotFound), store.read() as tx:
        tx.cases.get(mine, manager)


def test_who_has_done_a_task_still_sees_the_case(desk, store, task, manager):
    instance_id = desk.start(task(1))
    done = ev.UserTaskCompleted(task_id=part_id(instance_id, 1), element_id="UT_1", variables={})
    desk.record(instance_id, done, by=manager)

    with store.read() as tx:
        assert tx.cases.took_part(instance_id, manager)


def test_cases_are_found_by_what_they_are(desk, store):
    one = desk.start(business_key="TS-1", title="漏水")
    with store.read() as tx:
        middle = tx.now
    two = desk.start(business_key="SB-2", project="HY02", key="escalation")
    desk.record(two, ev.InstanceCompleted())
    stuck = ev.IncidentRaised(
        incident_id=part_id(one, 1), element_id="G", kind="condition", message="no flow"
    )
    desk.record(one, stuck)

    assert keys(store, states=frozenset({InstanceState.COMPLETED})) == ["SB-2"]
    assert keys(store, key="escalation", version=1) == ["SB-2"]
    assert keys(store, business_key="TS-1", initiator="li") == ["TS-1"]
    assert keys(store, project="HY02", root_id=two) == ["SB-2"]
    assert keys(store, with_incidents=True) == ["TS-1"]
    assert keys(store, with_incidents=False) == ["SB-2"]
    assert keys(store, started_from=middle) == ["SB-2"]
    assert keys(store, started_before=middle) == ["TS-1"]
    assert keys(store, text="漏") == ["TS-1"]
    assert keys(store, text="sb-") == ["SB-2"]
    assert keys(store, parent_id=one) == []
    with store.read() as tx:
        assert [case.id for case in tx.cases.by_business_key("TS-1")] == [one]


def test_cases_are_paged_newest_first(desk, store):
    for number in range(5):
        desk.start(business_key=f"TS-{number}")

    seen, cursor = [], None
    for _ in range(3):
        with store.read() as tx:
            page = tx.cases.page(CaseQuery(), limit=2, cursor=cursor)
        seen += [case.business_key for case in page.items]
        cursor = page.next

    assert seen == ["TS-4", "TS-3", "TS-2", "TS-1", "TS-0"]
    assert cursor is None


def test_a_called_case_belongs_to_its_caller(desk, store, clerk):
    parent = desk.start()
    with store.begin() as tx:
        child = tx.cases.new_id()
        started = ev.InstanceStarted(
            definition_id="escalation:1",
            key="escalation",
            version=1,
            digest="d",
            variables={},
            parent_id=parent,
            parent_activity_id=part_id(parent, 7),
            root_id=parent,
        )
        tx.cases.record(child, [started], actor=clerk, snapshot=b"")

    with store.begin() as tx:
        assert [case.id for case in tx.cases.children(parent)] == [child]
        assert tx.cases.child_of(part_id(parent, 7)).id == child
        assert tx.cases.child_of(part_id(parent, 8)) is None
        assert tx.cases.lock(child).instance.root_id == parent


def test_ids_of_cases_leave_room_for_their_parts(store):
    with store.read() as tx:
        first, second = tx.cases.new_id(), tx.cases.new_id()

    assert first != second
    assert (first.int % (1 << 32), first.version) == (0, 7)


def test_what_does_not_exist_is_not_found(store):
    nothing = UUID(int=7 << 64)

    for ask in (
        lambda tx: tx.cases.get(nothing),
        lambda tx: tx.cases.lock(nothing),
        lambda tx: tx.cases.lock_of_task(part_id(nothing, 1)),
        lambda tx: tx.cases.snapshot(nothing),
        lambda tx: tx.cases.rebuild(nothing),
        lambda tx: tx.incidents.get(nothing),
        lambda tx: tx.files.attachment(nothing),
        lambda tx: tx.files.content(nothing),
    ):
        with pytest.raises(NotFound):
            store.run(ask)


def test_an_event_of_a_task_that_does_not_exist_is_refused(desk):
    instance_id = desk.start()
    released = ev.UserTaskReleased(task_id=part_id(instance_id, 5), element_id="UT")

    with pytest.raises(NotFound):
        desk.record(instance_id, released)


def test_incidents_are_listed_until_they_are_resolved(desk, store):
    instance_id = desk.start()

    def stuck(n, kind):
        return ev.IncidentRaised(
            incident_id=part_id(instance_id, n), element_id="G", kind=kind, message="m"
        )

    desk.record(instance_id, stuck(1, "condition"), stuck(2, "job"), stuck(3, "job"))
    resolved = ev.IncidentResolved(incident_id=part_id(instance_id, 2), element_id="G")
    desk.record(instance_id, resolved)

    def listed(**query):
        with store.read() as tx:
            page = tx.incidents.page(IncidentQuery(**query))
        return sorted(found.id.int % 1000000 for found in page.items)

    offset = instance_id.int % 1000000
    assert [n - offset for n in listed()] == [1, 3]
    assert [n - offset for n in listed(kind="job")] == [3]
    assert [n - offset for n in listed(is_open=False)] == [2]
    assert len(listed(is_open=None, key="complaint", instance_id=instance_id)) == 3
    with store.read() as tx:
        found = tx.incidents.get(part_id(instance_id, 1))
        assert [i.kind for i in tx.incidents.of(instance_id)] == ["condition", "job", "job"]
    assert (found.business_key, found.key, found.message) == ("TS-1", "complaint", "m")


def test_comments_and_attachments_are_kept_with_who_made_them(desk, store, task):
    instance_id = desk.start(task(1))
    with store.begin() as tx:
        comment_id, attachment_id = tx.files.new_id(), tx.files.new_id()
        sha256 = tx.files.put(b"photo")
        assert tx.files.put(b"photo") == sha256
    desk.record(
        instance_id,
        ev.CommentAdded(comment_id=comment_id, text="已联系业主", task_id=part_id(instance_id, 1)),
        ev.AttachmentAdded(
            attachment_id=attachment_id,
            name="漏水.jpg",
            media_type="image/jpeg",
            size=5,
            sha256=sha256,
        ),
    )

    with store.read() as tx:
        (comment,) = tx.files.comments(instance_id)
        (attachment,) = tx.files.attachments(instance_id)
        assert tx.files.content(attachment_id) == b"photo"
        assert tx.files.attachment(attachment_id) == attachment
    assert (comment.text, comment.author_name, comment.task_id) == (
        "已联系业主",
        "李前台",
        part_id(instance_id, 1),
    )
    assert (attachment.name, attachment.size, attachment.author) == ("漏水.jpg", 5, "li")


def test_numbers_are_counted_per_prefix_and_given_back_by_a_rollback(store):
    def take(tx):
        return tx.numbers.next("TS-HY01-20260701")

    def take_and_fail(tx):
        take(tx)
        raise KeyError

    first = store.run(take)
    with pytest.raises(KeyError):
        store.run(take_and_fail)

    assert (first, store.run(take)) == (1, 2)
    assert store.run(lambda tx: tx.numbers.next("SB")) == 1


def test_settings_are_kept(store):
    with store.begin() as tx:
        assert tx.settings.get("calendar", {}) == {}
        tx.settings.put("calendar", {"2026-10-01": "holiday"})
        tx.settings.put("calendar", {"2026-10-02": "holiday"})

    with store.read() as tx:
        assert tx.settings.get("calendar") == {"2026-10-02": "holiday"}


def test_an_answer_is_kept_a_day_for_the_person_who_got_it(manual_store, clerk, manager):
    store = manual_store

    def keep(key):
        def work(tx):
            tx.answers.keep(key, clerk, request_digest="d", status=201, body=b"{}")

        store.run(work)

    keep("k1")
    with store.read() as tx:
        found = tx.answers.find("k1", clerk)
        assert tx.answers.find("k1", manager) is None
        assert tx.answers.find("k2", clerk) is None
    with store.begin() as tx:
        tx.clock.advance(timedelta(hours=24))
    keep("k1")
    with store.begin() as tx:
        tx.clock.advance(timedelta(hours=24))
    with store.begin() as tx:
        assert tx.answers.find("k1", clerk) is None
        assert tx.answers.drop_expired() == 1

    assert (found.request_digest, found.status, found.body) == ("d", 201, b"{}")
