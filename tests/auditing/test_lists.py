"""The operation log and the list of deviations: what is on them, for whom, page by page."""

from datetime import timedelta

import pytest

from engine import accounts, instances, user_tasks
from engine.auditing import deviating, event_logs, exporting, log
from engine.auditing.deviating import DeviationQuery
from engine.auditing.log import LogQuery
from engine.auditing.rules import Rule
from engine.errors import Invalid, NotPermitted, NotSignedIn
from engine.history import HistoryRow
from engine.model.operations import OperationKind
from engine.store import Account, CaseSearch
from engine.store.paging import cursor_of
from tests.usecases.diagrams import END, START, bpmn, path, user

WORK = bpmn("work", START + user("UT_Work") + END + path("StartEvent_1", "UT_Work", "End_1"))
ACTS = frozenset({"InstanceStarted", "UserTaskCompleted", "UserTaskDueChanged", "VariablesWritten"})


@pytest.fixture
def busy(world):
    """A case that was started, edited and done, each a minute after the other, and a sign-in."""
    world.deploy(WORK)
    case = world.start("work", project="HY01", variables={"room": "1"})
    world.advance(minutes=1)
    signed_in(world, "ann")
    world.advance(minutes=1)
    world.do(instances.write_variables, case.id, by="ada", variables={"room": "2"}, reason="误填")
    world.advance(minutes=1)
    world.complete("UT_Work", case=case)
    return world.get(case)


def signed_in(world, person):
    def work(tx):
        found = Account(person=person, login=person, password_hash="", active=True)
        tx.people.add_account(found)
        return accounts.open_session(tx, found, client="10.0.0.1")

    return world.store.run(work)


def told(page):
    return [one.type if isinstance(one, HistoryRow) else str(one.kind) for one in page.items]


def read(world, query=None, **more):
    return world.do(log.page, query or LogQuery(types=ACTS), by="aud", **more)


def test_the_log_tells_cases_and_sign_ins_in_one_order(world, busy):
    page = read(world)

    assert told(page) == ["UserTaskCompleted", "VariablesWritten", "signed-in", "InstanceStarted"]
    assert page.next is None


def test_pages_of_the_log_follow_each_other_without_loss(world, busy):
    found, cursor = [], None
    for _ in range(4):
        page = read(world, limit=1, cursor=cursor)
        found += told(page)
        cursor = page.next

    assert found == ["UserTaskCompleted", "VariablesWritten", "signed-in", "InstanceStarted"]
    assert cursor is None


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ({"types": ACTS, "people": frozenset({"ada"})}, ["VariablesWritten"]),
        ({"people": frozenset({"ann"})}, ["signed-in"]),
        (
            {"types": ACTS, "kinds": ()},
            ["UserTaskCompleted", "VariablesWritten", "InstanceStarted"],
        ),
        ({"types": ACTS, "business_key": "nothing"}, []),
        ({"kinds": [OperationKind.EXPORTED]}, []),
    ],
)
def test_the_log_is_narrowed(world, busy, query, entries):
    assert told(read(world, LogQuery(**query))) == entries


def test_the_log_is_narrowed_to_a_time(world, busy):
    query = LogQuery(
        types=ACTS, since=busy.started_at, until=busy.started_at + timedelta(minutes=1)
    )

    assert told(read(world, query)) == ["InstanceStarted"]


def test_a_cursor_of_something_else_is_refused(world, busy):
    with pytest.raises(Invalid, match="another query"):
        read(world, cursor=cursor_of([1, 2]))


def test_only_overseers_read_the_log_and_the_deviations(world, busy):
    with pytest.raises(NotPermitted):
        world.do(log.page, LogQuery(), by="ann")
    with pytest.raises(NotPermitted):
        world.do(deviating.page, DeviationQuery(), by="ann")


def test_attempts_to_sign_in_that_failed_are_found_by_the_account(world):
    signed_in(world, "ann")
    world.store.run(lambda tx: accounts.refuse(tx, "ann", client="10.0.0.9"))

    [entry] = read(world, log.failed(LogQuery(types=ACTS, people=frozenset({"ann"})))).items

    assert (entry.kind, entry.subject, entry.client) == ("sign-in-failed", "ann", "10.0.0.9")


def test_what_was_typed_where_no_account_is_stands_in_no_log(world):
    world.store.run(lambda tx: accounts.refuse(tx, "hunter2-swordfish", client="10.0.0.9"))

    [entry] = read(world, log.failed(LogQuery(types=ACTS))).items

    assert (entry.kind, entry.subject, entry.client) == ("sign-in-failed", "", "10.0.0.9")


def test_signing_out_tokens_and_passwords_are_on_the_log(world):
    opened = signed_in(world, "ann")
    world.store.run(lambda tx: accounts.close_session(tx, opened.token))
    world.store.run(lambda tx: accounts.close_session(tx, opened.token))
    kept, _ = world.do(
        accounts.create_token, by="ann", name="导出", scopes=["read"], expires_at=None
    )
    world.do(accounts.revoke_token, kept.id, by="ann")
    world.store.run(
        lambda tx: accounts.set_password(tx, "ann", login="ann", password="long enough 12")
    )

    kinds = [entry.kind for entry in read(world, LogQuery()).items]

    assert sorted(kinds) == [
        "password-set",
        "signed-in",
        "signed-out",
        "token-created",
        "token-revoked",
    ]


def test_somebody_who_left_signs_in_no_more_and_nothing_is_on_the_log(world):
    with pytest.raises(NotSignedIn):
        signed_in(world, "gone")

    assert read(world, LogQuery()).items == ()


@pytest.mark.parametrize("statement", ["UPDATE operation SET actor = 'x'", "DELETE FROM operation"])
def test_the_database_refuses_to_change_the_log(world, statement):
    signed_in(world, "ann")

    with pytest.raises(Exception, match=r"append-only|refuse|history"), world.store.begin() as tx:
        tx._session.connection.exec_driver_sql(statement)

    assert len(read(world, LogQuery()).items) == 1


def deviations(world, **query):
    page = world.do(deviating.page, DeviationQuery(**query), by="aud")
    return [(str(one.deviation.rule), one.deviation.row.type) for one in page.items]


def test_deviations_name_their_rule_and_the_entry_they_come_from(world, busy):
    assert deviations(world) == [("edited", "VariablesWritten")]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"rules": frozenset({Rule.EDITED})}, 1),
        ({"rules": frozenset({Rule.MOVED})}, 0),
        ({"rules": frozenset({Rule.LATE_ENTRY})}, 0),
        ({"people": frozenset({"ada"})}, 1),
        ({"people": frozenset({"ann"})}, 0),
        ({"key": "work", "project": "HY01"}, 1),
        ({"project": "HY02"}, 0),
    ],
)
def test_deviations_are_narrowed(world, busy, query, count):
    assert len(deviations(world, **query)) == count


def test_pages_of_deviations_follow_each_other_without_loss(world, busy, monkeypatch):
    case = world.start("work", project="HY01")
    for hour in (1, 2):
        due = world.task("UT_Work", case).created_at + timedelta(hours=hour)
        task = world.task("UT_Work", case).id
        world.do(user_tasks.change_due, task, by="ada", due_at=due, reason="加急")
        world.advance(minutes=1)
    monkeypatch.setattr(deviating, "_BATCH", 1)

    first = world.do(deviating.page, DeviationQuery(), by="aud", limit=2)
    second = world.do(deviating.page, DeviationQuery(), by="aud", limit=2, cursor=first.next)

    rules = [str(one.deviation.rule) for one in (*first.items, *second.items)]
    assert rules == ["due-changed", "due-changed", "edited"]
    assert second.next is None


def test_a_search_for_what_is_rare_says_where_to_go_on(world, busy, monkeypatch):
    monkeypatch.setattr(deviating, "_BATCH", 1)
    monkeypatch.setattr(deviating, "_MOST", 1)
    for case in [world.start("work", project="HY01") for _ in range(2)]:
        world.advance(minutes=1)
        world.do(instances.terminate, case.id, by="ada", reason="重复")
    query = DeviationQuery(rules=frozenset({Rule.VOIDED}))

    first = world.do(deviating.page, query, by="aud", limit=5)
    second = world.do(deviating.page, query, by="aud", limit=5, cursor=first.next)

    found = [one.deviation for one in (*first.items, *second.items)]
    assert len(first.items) == 1
    assert [(str(one.rule), one.row.instance_id == case.id) for one in found] == [
        ("voided", True),
        ("voided", False),
    ]
    assert second.next is None


def test_an_entry_whose_case_is_gone_is_left_to_the_verification(world, busy):
    def drop(tx):
        connection = tx._session.connection
        connection.exec_driver_sql("DELETE FROM process_instance")

    world.store.run(drop)

    assert deviations(world) == []


def test_an_export_reads_all_pages_of_its_cases(world, busy, monkeypatch):
    other = world.start("work")
    monkeypatch.setattr(exporting, "_PAGE", 1)

    found = world.do(exporting.logs, CaseSearch(), by="aud")
    objects = event_logs.ocel(found)

    assert {log.instance.id for log in found} == {busy.id, other.id}
    placed = {one["id"] for one in objects["objects"] if one["type"] == "project"}
    assert placed == {"project:HY01"}
