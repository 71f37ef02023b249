"""What a case looks like: marks of its diagram, lines of its record, clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.pages.clock import left, local
from api.pages.common import size
from api.views.diagrams import marks
from api.views.tasks import Urgency, urgency
from api.views.timeline import timeline
from engine.drawing import State
from engine.history import HistoryRow, encode
from engine.model import SYSTEM, TaskState, UserTask
from engine.model import events as ev

CASE = UUID("01900000-0000-7000-8000-000000000000")
NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def _row(event, seq=1, actor="limin", **changes):
    type_, payload = encode(event)
    row = HistoryRow(
        instance_id=CASE,
        seq=seq,
        type=type_,
        element_id=getattr(event, "element_id", None),
        actor=actor,
        actor_name="李敏",
        actor_post="",
        on_behalf_of=None,
        client="",
        at=NOW,
        occurred_at=None,
        salt=b"",
        payload=payload,
        digest=b"",
        prev=b"",
        hash=b"",
    )
    return replace(row, **changes)


def _entered(element, number):
    return _row(
        ev.ElementActivated(activity_id=UUID(int=number), element_id=element, kind="userTask")
    )


def _task(**changes):
    task = UserTask(
        id=CASE,
        instance_id=CASE,
        element_id="Wait",
        name="等待",
        state=TaskState.READY,
        version=1,
        definition_id="p:1",
        key="p",
        process_name="p",
        business_key=None,
        title="",
        project=None,
        form_id=None,
        assignee=None,
        assignee_name="",
        principals=(),
        excluded=(),
        priority=50,
        created_at=NOW,
        due_at=NOW + timedelta(hours=10),
        follow_up_at=None,
        claimed_at=None,
        ended_at=None,
        ended_by=None,
        ended_by_name="",
    )
    return replace(task, **changes)


def test_a_diagram_says_what_is_done_active_late_stuck_and_cancelled():
    rows = [
        _entered("Done", 1),
        _row(ev.ElementCompleted(activity_id=UUID(int=1), element_id="Done", kind="userTask")),
        _row(ev.SequenceFlowTaken(flow_id="f1")),
        _entered("Gone", 2),
        _row(ev.ElementTerminated(activity_id=UUID(int=2), element_id="Gone", kind="userTask")),
        _entered("Wait", 3),
        _row(ev.DeadlineBreached(task_id=UUID(int=3), element_id="Wait", level=1, due_at=NOW)),
        _entered("Stuck", 4),
        _row(
            ev.IncidentRaised(incident_id=UUID(int=9), element_id="Stuck", kind="job", message="x")
        ),
        _row(ev.IncidentRaised(incident_id=UUID(int=8), element_id="Done", kind="job", message="")),
        _row(ev.IncidentResolved(incident_id=UUID(int=8), element_id="Done")),
        _entered("Round", 5),
        _entered("Round", 6),
    ]

    found = marks(rows, [_task(due_at=NOW)], NOW + timedelta(hours=1))

    assert found.states == {
        "Done": State.DONE,
        "Gone": State.CANCELLED,
        "Wait": State.LATE,
        "Stuck": State.INCIDENT,
        "Round": State.ACTIVE,
    }
    assert found.visits == {"Round": 2}
    assert found.taken == {"f1"}


def test_an_erased_event_still_stands_in_the_record():
    erased = _row(ev.CommentAdded(comment_id=CASE, text="秘密"), payload=None)

    [line] = timeline([erased], {}, "zh")

    assert (line.text, line.quote) == ("评论", "")


def test_what_the_engine_told_is_no_comment_of_a_person():
    notice = _row(ev.CommentAdded(comment_id=CASE, text="通知"), actor=SYSTEM.id)

    assert list(timeline([notice], {}, "zh")) == []


def test_a_task_is_calm_then_soon_then_late():
    task = _task()

    assert urgency(_task(due_at=None), NOW) is Urgency.NONE
    assert urgency(task, NOW) is Urgency.CALM
    assert urgency(task, NOW + timedelta(hours=8)) is Urgency.SOON
    assert urgency(task, NOW + timedelta(hours=11)) is Urgency.LATE
    assert urgency(replace(task, ended_at=NOW), NOW + timedelta(hours=11)) is Urgency.CALM


def test_how_long_is_left_is_said_in_the_unit_that_matters():
    def said(**span):
        return left(NOW + timedelta(**span), NOW, "zh")

    assert said(days=3, hours=2) == "剩 3 天"
    assert said(hours=47) == "剩 47 小时"
    assert said(minutes=59, seconds=59) == "剩 59 分钟"
    assert said(hours=-2) == "超时 2 小时"
    assert left(None, NOW, "zh") == ""
    assert local(None) == ""
    assert local(NOW) == "2026-07-01 09:00"


def test_sizes_are_read_in_their_unit():
    assert [size(12), size(2_048), size(3 << 20)] == ["12 B", "2 KB", "3.0 MB"]


def _texts(*rows):
    return [each.text for each in timeline(rows, {"UT_Handle": "处理"}, "zh")]


def test_the_last_form_of_a_task_and_its_end_are_one_line_of_the_record():
    task = {"task_id": CASE, "element_id": "UT_Handle"}
    handed_in = ev.ParticipantsChanged(operation="complete", **task)
    ended = ev.UserTaskCompleted(variables={}, **task)

    first_of_two = _texts(_row(handed_in), _row(handed_in), _row(ended))
    with_words = _texts(_row(replace(handed_in, opinion="已核实")), _row(ended))

    assert first_of_two == ["「处理」办理", "办理「处理」"]
    assert with_words == ["「处理」办理", "办理「处理」"]


def test_a_case_that_is_linked_is_told_with_what_it_is_to_this_one():
    above = ev.CaseLinked(other_id=CASE, relation="escalation")
    other = ev.CaseLinked(other_id=CASE, relation="a word of the diagram's own")

    assert _texts(_row(above), _row(other)) == ["关联其他流程（升级上报）", "关联其他流程"]
