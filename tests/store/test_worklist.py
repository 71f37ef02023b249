"""Work lists: who sees which task, in which order, and how one finds a task."""

from datetime import timedelta
from uuid import UUID

import pytest

from engine.errors import Invalid, NotFound
from engine.model import TaskState, part_id, person
from engine.model import events as ev
from engine.store import Sort, TaskQuery
from engine.store.paging import cursor_of


def elements(store, actor, **query):
    with store.read() as tx:
        return [task.element_id for task in tx.tasks.page(TaskQuery(**query), actor).items]


def test_a_task_stands_once_in_the_list_of_whoever_it_reaches_several_ways(
    desk, store, task, clerk, manager
):
    desk.start(task(1, principals=("group:cs", "post:HY01/cs_front", person("li"))))

    assert elements(store, clerk) == ["UT_1"]
    assert elements(store, manager) == []


def test_everything_the_diagram_said_of_a_task_can_be_read(desk, store, task, hour):
    instance_id = desk.start(
        task(
            1,
            form_id="register",
            priority=70,
            settings={"gj:assign": "post(cs_front)"},
            routing={"rule": "post(cs_front)"},
            documentation="先登记",
            loop_counter=2,
            due_in=hour,
        ),
        title="3-502",
    )

    with store.read() as tx:
        found = tx.tasks.get(part_id(instance_id, 1))
    assert (found.form_id, found.priority, found.loop_counter) == ("register", 70, 2)
    assert found.due_at == found.created_at + hour
    assert (found.title, found.business_key, found.project) == ("3-502", "TS-1", "HY01")
    assert (found.definition_id, found.process_name) == ("complaint:1", "投诉处理")
    assert found.settings == {"gj:assign": "post(cs_front)"}
    assert found.routing == {"rule": "post(cs_front)"}
    assert (found.documentation, found.version) == ("先登记", 2)


def test_a_task_that_does_not_exist_is_not_found(store):
    with pytest.raises(NotFound), store.read() as tx:
        tx.tasks.get(UUID(int=1 << 64))


def test_a_claimed_task_leaves_the_lists_of_the_others(desk, store, task, clerk, manager):
    both = {"principals": ("group:cs", "group:managers")}
    instance_id = desk.start(task(1, **both))

    claimed = ev.UserTaskClaimed(
        task_id=part_id(instance_id, 1), element_id="UT_1", assignee="li", assignee_name="李前台"
    )
    desk.record(instance_id, claimed)

    assert elements(store, clerk) == ["UT_1"]
    assert elements(store, clerk, mine=True) == ["UT_1"]
    assert elements(store, clerk, unassigned=True) == []
    assert elements(store, manager) == []


def test_a_task_is_claimed_in_the_transaction_that_locked_it(desk, store, task, clerk):
    instance_id = desk.start(task(1))
    it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}

    with store.begin() as tx:
        case, found = tx.cases.lock_of_task(it["task_id"])
        claimed = ev.UserTaskClaimed(**it, assignee="li")
        tx.cases.record(case, [claimed], actor=clerk, snapshot=None)
        released = ev.UserTaskReleased(**it)
        tx.cases.record(case, [released], actor=clerk, snapshot=None)

    assert found.state is TaskState.READY
    assert elements(store, clerk, unassigned=True) == ["UT_1"]


def test_a_released_task_returns_to_everybody_it_was_offered_to(desk, store, task, clerk, manager):
    instance_id = desk.start(task(1, principals=("group:cs", "group:managers")))
    it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}
    desk.record(instance_id, ev.UserTaskClaimed(**it, assignee="li"))

    desk.record(instance_id, ev.UserTaskReleased(**it))

    assert elements(store, clerk, unassigned=True) == ["UT_1"]
    assert elements(store, manager) == ["UT_1"]
    assert elements(store, clerk, mine=True) == []
    assert elements(store, clerk, mine=False) == ["UT_1"]


def test_a_task_given_to_a_person_is_on_that_persons_list_whatever_his_posts(  # noqa: PLR0917  # fixtures
    desk, store, task, clerk, manager, auditor
):  # fixtures
    instance_id = desk.start(task(1))
    it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}

    desk.record(instance_id, ev.UserTaskAssigned(**it, assignee="wang", assignee_name="王经理"))

    with store.read() as tx:
        (found,) = tx.tasks.page(TaskQuery(mine=True), manager).items
    assert (found.state, found.assignee_name) == (TaskState.CLAIMED, "王经理")
    assert elements(store, clerk) == []
    assert elements(store, auditor, assignee="wang") == ["UT_1"]
    assert elements(store, auditor, assignee="li") == []
    assert elements(store, manager, assignee="wang") == ["UT_1"]


def test_an_excluded_person_does_not_see_a_task_of_his_group(desk, store, task, clerk):
    desk.start(task(1, excluded=("li",)), task(2))

    assert elements(store, clerk) == ["UT_2"]


def test_an_overseer_sees_every_task(desk, store, task, auditor):
    desk.start(task(1), task(2, assignee="li"))

    assert elements(store, auditor) == ["UT_1", "UT_2"]
    assert elements(store, auditor, mine=True) == []
    assert elements(store, auditor, unassigned=False) == ["UT_2"]
    assert elements(store, auditor, mine=False, unassigned=True) == ["UT_1"]
    assert elements(store, auditor, principals=frozenset({"group:cs"})) == ["UT_1"]


def test_a_list_can_be_narrowed_to_one_of_my_groups_but_not_to_others(desk, store, task, clerk):
    desk.start(
        task(1),
        task(2, principals=("post:HY01/cs_front",)),
        task(3, principals=("group:managers",)),
    )

    assert elements(store, clerk, principals=frozenset({"group:cs"})) == ["UT_1"]
    assert elements(store, clerk, principals=frozenset({"group:managers"})) == []


def test_a_completed_task_is_among_what_i_did(  # noqa: PLR0917  # fixtures
    desk, store, task, clerk, manager, auditor
):
    instance_id = desk.start(task(1))
    done = ev.UserTaskCompleted(
        task_id=part_id(instance_id, 1), element_id="UT_1", variables={"a": 1}
    )
    desk.record(instance_id, done, by=clerk)
    closed = frozenset({TaskState.COMPLETED})

    assert elements(store, clerk) == []
    assert elements(store, clerk, states=closed) == ["UT_1"]
    assert elements(store, manager, states=closed) == []
    assert elements(store, auditor, states=closed) == ["UT_1"]
    assert elements(store, auditor, states=closed, mine=True) == []
    with store.read() as tx:
        found = tx.tasks.get(part_id(instance_id, 1))
    assert (found.ended_by, found.ended_by_name) == ("li", "李前台")


def test_tasks_are_found_by_due_time(manual_desk, manual_store, task, clerk, hour):
    store = manual_store
    manual_desk.start(task(1, due_in=-hour), task(2, due_in=hour), task(3))
    with store.read() as tx:
        now = tx.now

    assert elements(store, clerk, overdue=True) == ["UT_1"]
    assert elements(store, clerk, overdue=False) == ["UT_2", "UT_3"]
    assert elements(store, clerk, without_due=True) == ["UT_3"]
    assert elements(store, clerk, without_due=False) == ["UT_1", "UT_2"]
    assert elements(store, clerk, due_from=now) == ["UT_2", "UT_3"]
    assert elements(store, clerk, due_from=now, due_before=now + 2 * hour) == ["UT_2"]


def test_tasks_are_found_by_what_they_belong_to(desk, store, task, clerk):
    one = desk.start(task(1, priority=10, name="登记投诉"), title="漏水", business_key="TS-1")
    desk.start(
        task(2, priority=90), business_key="SB-2", project="HY02", key="escalation", title="100%"
    )
    desk.record(one, ev.InstanceTitled(title="漏水", search={"room": "3-502"}))

    assert elements(store, clerk, key="escalation") == ["UT_2"]
    assert elements(store, clerk, element_id="UT_1") == ["UT_1"]
    assert elements(store, clerk, business_key="TS-1") == ["UT_1"]
    assert elements(store, clerk, project="HY02") == ["UT_2"]
    assert elements(store, clerk, instance_id=one) == ["UT_1"]
    assert elements(store, clerk, priority_from=50) == ["UT_2"]
    assert elements(store, clerk, priority_to=50) == ["UT_1"]
    assert elements(store, clerk, search={"room": "3-502"}) == ["UT_1"]
    assert elements(store, clerk, text="漏") == ["UT_1"]
    assert elements(store, clerk, text="登记") == ["UT_1"]
    assert elements(store, clerk, text="sb-") == ["UT_2"]
    assert elements(store, clerk, text="0%") == ["UT_2"]


def test_a_list_is_sorted_by_several_keys_either_way(desk, store, task, clerk, hour):
    desk.start(
        task(1, priority=50, name="丙", due_in=hour),
        task(2, priority=90, name="乙", due_in=2 * hour),
        task(3, priority=50, name="甲"),
    )

    assert elements(store, clerk) == ["UT_1", "UT_2", "UT_3"]
    assert elements(store, clerk, sort=(Sort.PRIORITY, "-due")) == ["UT_2", "UT_3", "UT_1"]
    assert elements(store, clerk, sort=("-priority", "name")) == ["UT_1", "UT_3", "UT_2"]
    assert elements(store, clerk, sort=("created", "business_key", "-due")) == [
        "UT_3",
        "UT_2",
        "UT_1",
    ]


@pytest.mark.parametrize("sort", [("due",), ("-created", "name"), ("priority", "business_key")])
def test_no_task_is_lost_or_doubled_from_page_to_page_while_others_work(  # noqa: PLR0917  # fixtures
    desk, store, task, clerk, hour, sort
):  # fixtures
    reached = {"principals": ("group:cs", person("li"))}
    instance_id = desk.start(
        *(task(n, priority=n % 3, due_in=(n % 4) * hour, **reached) for n in range(1, 12))
    )
    with store.read() as tx:
        first = tx.tasks.page(TaskQuery(sort=sort), clerk, limit=4)
    gone = first.items[0]

    desk.record(
        instance_id,
        ev.UserTaskCompleted(task_id=gone.id, element_id=gone.element_id, variables={}),
    )
    seen, cursor = list(first.items), first.next
    while cursor is not None:
        with store.read() as tx:
            page = tx.tasks.page(TaskQuery(sort=sort), clerk, limit=4, cursor=cursor)
        seen += page.items
        cursor = page.next

    assert len(seen) == len({found.id for found in seen}) == 11


def test_a_count_stops_at_its_cap(desk, store, task, clerk, auditor):
    desk.start(*(task(n) for n in range(1, 8)))

    with store.read() as tx:
        counts = [
            tx.tasks.count(TaskQuery(), clerk),
            tx.tasks.count(TaskQuery(), clerk, cap=5),
            tx.tasks.count(TaskQuery(), auditor, cap=5),
        ]
    assert counts == [7, 5, 5]


@pytest.mark.parametrize(
    "cursor", ["%%%", "bm8", cursor_of([1]), cursor_of(["x", "y"]), cursor_of([None, 3])]
)
def test_a_cursor_of_another_query_is_refused(store, clerk, cursor):
    with pytest.raises(Invalid, match="cursor"), store.read() as tx:
        tx.tasks.page(TaskQuery(), clerk, cursor=cursor)


def test_an_unknown_sort_key_is_refused_by_name(store, clerk):
    with pytest.raises(Invalid, match="colour"), store.read() as tx:
        tx.tasks.page(TaskQuery(sort=("-colour",)), clerk)
    with pytest.raises(Invalid, match="colour"), store.read() as tx:
        tx.tasks.count(TaskQuery(sort=("colour",)), clerk)


def test_the_first_page_of_a_list_runs_two_selects(desk, store, task, clerk, statements):
    desk.start(*(task(n) for n in range(1, 8)))

    with statements(store) as seen, store.read() as tx:
        tx.tasks.page(TaskQuery(), clerk)

    assert sum("inbox" in text for text in seen) == 1
    assert len(seen) <= 4


def test_a_list_of_nobody_in_particular_is_empty(desk, store, task, clerk):
    desk.start(task(1, due_in=timedelta(hours=1)))

    assert elements(store, clerk, principals=frozenset()) == []
