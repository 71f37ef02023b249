"""Authority, substitution, headcount, hand-over and rosters, as use cases and by history."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from engine import (
    handovers,
    headcounts,
    instances,
    jobs,
    organisations,
    substitutions,
    user_tasks,
)
from engine.calendar import SHANGHAI
from engine.errors import Conflict, Invalid, NotFound, NotPermitted, TaskNotOpen
from engine.model import Role
from engine.model.organisation import ReportingLine, RoleGrant
from engine.model.rosters import AuthorityLimit, RosterKind, Shift
from engine.store import Customer, Headcount, HoldState
from tests.approvals.office import Office, approval, checked
from tests.usecases.diagrams import START, bpmn, path, user

DAY = timedelta(days=1)


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def now(office):
    return office.store.run(lambda tx: tx.now)


def today(office):
    """The day in China, where assignments begin and end: from 16:00 UTC it is the next one."""
    return now(office).astimezone(SHANGHAI).date()


def stand_in(office, agent="b", principal="a", by=None, **more):
    begins = more.pop("begins", now(office))
    terms = substitutions.Terms(
        principal=principal, agent=agent, begins=begins, ends=more.pop("ends", begins + DAY), **more
    )
    return office.do(substitutions.create, terms, by=by or principal)


def change(office, **more):
    office.store.run(lambda tx: tx.people.replace(replace(tx.people.organisation(), **more)))


# authority


def limited(office, amount=5000.0):
    change(office, limits=(AuthorityLimit(post="approver", matter="pay", amount=amount),))
    return office.send(approval("and", people="ab", matter="pay", amount="=cost"), cost=6000)


def test_nobody_approves_more_than_his_post_may(office):
    case = limited(office)

    with pytest.raises(Invalid) as refused:
        office.approve("a")

    assert refused.value.facts["zh"] == "超出审批权限（上限5000元）"
    office.reject("a")
    assert checked(office, case)


def test_a_post_without_limit_approves_anything_and_no_amount_is_no_matter(office):
    limited(office, amount=None)

    office.approve("a")

    change(office, limits=())
    with pytest.raises(Invalid):
        office.approve("b")


def test_a_node_without_an_amount_asks_for_no_authority(office):
    office.send(approval("and", people="ab", matter="pay"), cost=6000)

    office.approve("a")

    assert office.states()["a"] == "done"


def test_an_item_is_handed_over_to_nobody_who_may_not_approve_as_much(office):
    change(office, limits=(AuthorityLimit(post="approver", matter="pay", amount=5000.0),))
    case = office.send(approval("and", people="ab", matter="pay", amount="=cost"), cost=4000)

    with pytest.raises(Invalid, match="above the authority of 方 in pay") as refused:
        office.act("transfer", "a", to="f")

    office.act("transfer", "a", to="d")
    assert refused.value.facts["zh"] == "超出方的审批权限（上限0元）"
    assert office.states()["d"] == "todo"
    assert checked(office, case)


# substitution


def test_what_is_claimed_in_somebodys_place_is_that_persons(office):
    stand_in(office)
    case = office.send(approval("", people="a"))

    claimed = office.act("claim", "b")
    again = office.act("claim", "b")
    office.act("release", "b")
    office.act("comment", "b", text="看过")
    done = office.act("complete", "b", variables={})

    assert (claimed.assignee, claimed.assignee_name) == ("a", "安")
    assert again.assignee == "a"
    assert done.state == "completed"
    task = next(
        t for t in office.store.run(lambda tx: tx.tasks.of(case.id)) if t.element_id == "UT_Approve"
    )
    assert (task.ended_by, task.ended_for, task.ended_by_name) == ("b", "a", "博(代安)")
    assert checked(office, case)


def test_who_decides_in_somebodys_place_stands_in_the_group_for_him(office):
    stand_in(office)
    case = office.send(approval("and", people="ac"))

    office.approve("b")

    item = next(each for each in office.group() if each.on_behalf_of)
    assert (item.person, item.name, item.via, item.on_behalf_of) == (
        "b",
        "博(代安)",
        "substitute",
        "a",
    )
    office.approve("c")
    assert checked(office, case)


def test_nobody_counts_twice_in_a_group(office):
    stand_in(office)
    office.send(approval("and", people="ab"))

    office.approve("b")

    with pytest.raises(TaskNotOpen):
        office.approve("b")
    assert office.states()["a"] == "todo"


def test_who_must_keep_out_keeps_out_in_anybodys_place(office):
    stand_in(office)
    office.send(approval("and", people="ac", exclude="user(b)"))

    assert office.mine("b") == ""
    with pytest.raises(NotFound):
        office.approve("b")


def test_neither_of_both_checks_what_one_did_in_the_others_place(office):
    stand_in(office)
    office.deploy(
        bpmn(
            "two",
            START
            + user("UT_Do", groups="", settings={"gj:assign": "user(a)"})
            + user(
                "UT_Check",
                groups="",
                settings={"gj:assign": "user(a), user(b), user(c)", "gj:exclude": "done(UT_Do)"},
            )
            + '<endEvent id="End_1"/>'
            + path("StartEvent_1", "UT_Do", "UT_Check", "End_1"),
        )
    )
    case = office.start("two", project="HY01")
    office.complete("UT_Do", by="b", case=case)

    assert set(office.task("UT_Check", case).excluded) == {"a", "b"}


def test_work_of_the_agent_alone_is_not_in_the_principals_list(office):
    stand_in(office, alone=True)
    office.send(approval("", people="a"))

    assert office.mine(*"ab") == "b"


def test_an_amount_above_the_scope_stays_with_the_principal(office):
    stand_in(office, amount=1000.0)
    office.send(approval("", people="a", amount="=cost"), cost=2000)
    assert office.mine(*"ab") == "a"

    office.complete("UT_Approve", by="a")
    case = office.start("approval", project="HY01", variables={"cost": 900})
    office.complete("UT_Fill", case=case)

    assert office.mine(*"ab") == "ab"
    agent = office.actor("b")
    assert office.store.run(lambda tx: tx.cases.took_part(case.id, agent))


def test_what_was_there_before_is_covered_where_that_is_said(office):
    office.send(approval("", people="a"))
    office.advance(hours=1)
    stand_in(office, existing=True)

    assert office.mine(*"ab") == "ab"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"agent": "a"}, Invalid),
        ({"agent": "gone"}, Invalid),
        ({"processes": ("nothing",)}, Invalid),
        ({"by": "c"}, NotPermitted),
    ],
)
def test_a_substitution_that_makes_no_sense_is_refused(office, more, error):
    with pytest.raises(error):
        stand_in(office, **more)


def test_a_substitution_leads_no_further_than_to_the_agent(office):
    stand_in(office)
    stand_in(office, agent="c", principal="b")
    office.send(approval("and", people="a"))

    assert office.mine("a", "b", "c") == "ab"
    with pytest.raises(NotFound):
        office.approve("c")


def test_a_window_that_is_over_or_taken_is_refused(office):
    stand_in(office)

    with pytest.raises(Conflict):
        stand_in(office, agent="c")
    with pytest.raises(Invalid):
        stand_in(office, agent="c", ends=now(office) - DAY)


def test_a_substitution_ends_once(office):
    made = stand_in(office)
    first = office.do(substitutions.end, made.id, by="a")
    office.advance(hours=1)

    assert office.do(substitutions.end, made.id, by="a") == first
    with pytest.raises(NotFound):
        office.do(substitutions.end, uuid4(), by="a")


# headcount


def places(office, **more):
    kept = Headcount(**{"unit": "HY01", "post": "clerk", "year": 2026, "quota": 1, **more})
    office.store.run(lambda tx: tx.headcounts.replace([kept]))


def take(office, ref, **more):
    return office.store.run(
        lambda tx: headcounts.reserve(tx, ref, "HY01", "clerk", **{"year": 2026, **more})
    )


def test_a_place_is_taken_once_and_given_back_once(office):
    places(office)

    assert take(office, "x")
    assert take(office, "x")
    assert not take(office, "y")
    assert office.store.run(lambda tx: headcounts.release(tx, "x"))
    assert not office.store.run(lambda tx: headcounts.release(tx, "x"))
    assert take(office, "y")
    assert office.store.run(lambda tx: headcounts.fill(tx, "y"))
    assert not office.store.run(lambda tx: headcounts.fill(tx, "y"))
    assert office.store.run(lambda tx: headcounts.release(tx, "y"))
    assert office.store.run(lambda tx: tx.headcounts.every())[0].left == 1


def test_mistakes_about_places_are_refused(office):
    places(office, quota=5)
    take(office, "x")

    for wrong, error in (
        (lambda tx: headcounts.reserve(tx, "x", "HY01", "clerk", year=2026, places=2), Conflict),
        (lambda tx: headcounts.reserve(tx, "z", "HY01", "clerk", year=2026, places=0), Invalid),
        (lambda tx: headcounts.reserve(tx, "z", "HY01", "clerk", year=1999), NotFound),
        (lambda tx: headcounts.fill(tx, "nothing"), NotFound),
    ):
        with pytest.raises(error):
            office.store.run(wrong)
    for unit, quota in (("moon", 1), ("HY01", -1)):
        wanted = Headcount(unit=unit, post="clerk", year=2026, quota=quota)
        with pytest.raises(Invalid):
            office.do(headcounts.set_quota, wanted, by="ada")


def test_a_quota_that_is_set_leaves_what_is_reserved_and_is_on_record(office):
    places(office, quota=5)
    take(office, "x")
    wanted = Headcount(unit="HY01", post="clerk", year=2026, quota=9, actual=1)

    kept = office.do(headcounts.set_quota, wanted, by="ada", reason="二期交付")
    again = office.do(headcounts.set_quota, wanted, by="ada")
    other = replace(wanted, year=2027)
    office.do(headcounts.set_quota, other, by="ada")

    assert (kept.reserved, kept.left) == (1, 7)
    assert again == kept
    new, old = office.do(organisations.changes, by="ada").items
    assert (old.actor, old.way, old.reason) == ("ada", "headcount", "二期交付")
    ((old,), (new,)) = old.differences, new.differences
    assert (old["kind"], old["sheet"]) == ("changed", "编制")
    assert [list(field[1:]) for field in old["fields"]] == [["5", "9"], ["0", "1"]]
    assert new["kind"] == "added"


def test_a_place_taken_while_the_spreadsheet_is_read_stays_taken(office):
    places(office, quota=5)
    read = office.store.run(lambda tx: tx.headcounts.every())
    take(office, "x")

    office.store.run(lambda tx: tx.headcounts.replace([replace(each, quota=6) for each in read]))
    office.store.run(lambda tx: tx.headcounts.replace([]))

    (kept,) = office.store.run(lambda tx: tx.headcounts.every())
    assert (kept.quota, kept.reserved) == (6, 1)


def test_of_two_who_settle_a_claim_the_second_changes_nothing(office):
    places(office)
    take(office, "x")
    hold = office.store.run(lambda tx: tx.headcounts.hold("x"))

    first = office.store.run(lambda tx: tx.headcounts.settle(hold, HoldState.RELEASED))
    second = office.store.run(lambda tx: tx.headcounts.settle(hold, HoldState.FILLED))

    assert (first, second) == (True, False)


def service(type_, **inputs):
    mapped = "".join(
        f'<zeebe:input source="={value}" target="{name}"/>' for name, value in inputs.items()
    )
    io = f"<zeebe:ioMapping>{mapped}</zeebe:ioMapping>" if mapped else ""
    return (
        f'<serviceTask id="ST_1"><extensionElements><zeebe:taskDefinition type="{type_}"/>{io}'
        "</extensionElements></serviceTask>"
    )


def run_job(office, type_, **inputs):
    office.deploy(
        bpmn(
            "p",
            START
            + service(type_, **inputs)
            + user("UT_1", groups="staff")
            + '<endEvent id="End_1"/>'
            + path("StartEvent_1", "ST_1", "UT_1", "End_1"),
        )
    )
    case = office.start("p", project="HY01")
    office.run_due()
    return case


def test_a_process_gives_back_what_it_took(office):
    places(office)

    case = run_job(office, "headcount-reserve", post="&quot;clerk&quot;", year="2026")
    other = run_job(office, "headcount-release")

    assert office.variables(case)["headcount"]["reserved"] is True
    assert office.variables(other)["headcount"] == {"released": False}
    assert checked(office, case)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("headcount-reserve", {}),
        ("headcount-reserve", {"post": "&quot;clerk&quot;", "places": "&quot;x&quot;"}),
        ("headcount-fill", {}),
    ],
)
def test_a_job_that_cannot_be_done_is_an_incident(office, type_, inputs):
    case = run_job(office, type_, **inputs)

    (incident,) = office.incidents(case)
    assert incident.kind == "job"


def test_a_job_of_a_case_that_is_over_does_nothing(office):
    places(office)
    office.deploy(
        bpmn(
            "q",
            START
            + service("headcount-fill")
            + '<endEvent id="End_1"/>'
            + path("StartEvent_1", "ST_1", "End_1"),
        )
    )
    case = office.start("q", project="HY01")
    (job,) = office.do(jobs.activate, "headcount-fill", by="ada")
    office.do(instances.terminate, case.id, by="ada", reason="x")

    office.store.run(lambda tx: headcounts.perform(tx, job))

    assert office.incidents(case) == []


# rosters and routing


def turn(office, person, *, kind=RosterKind.SHIFT, post="approver", unit="HY01"):
    day = today(office)
    turns = [
        Shift(kind=kind, unit=unit, day=d, person=person, post=post)
        for d in (day - DAY, day, day + DAY)
    ]
    office.store.run(lambda tx: tx.rosters.replace_days(kind, unit, day - DAY, day + DAY, turns))


def send(office, **settings):
    named = {f"gj:{name}": value for name, value in settings.items()}
    office.deploy(
        bpmn(
            "r",
            START
            + user("UT_R", groups="", settings=named)
            + '<endEvent id="End_1"/>'
            + path("StartEvent_1", "UT_R", "End_1"),
        )
    )
    case = office.start("r", by="ann", project="HY01", variables={"unit": "KF", "bad": {"unit": 7}})
    return case, office.task("UT_R", case)


def people(task):
    return list(task.routing["people"])


def test_only_who_is_on_shift_is_offered_the_work_and_who_comes_next_after_a_change(office):
    turn(office, "b")
    case, task = send(office, assign="post(approver)", mode="on_shift")
    assert people(task) == ["b"]

    turn(office, "c")
    office.do(user_tasks.reroute, task.id, by="boss")

    assert people(office.task("UT_R", case)) == ["c"]
    assert office.store.run(lambda tx: tx.handovers.pools("HY01")) == [task.id]
    assert office.store.run(lambda tx: tx.handovers.pools(None)) == [task.id]
    day = today(office)
    assert (
        len(
            office.store.run(lambda tx: tx.rosters.between(RosterKind.SHIFT, day, day, unit="HY01"))
        )
        == 1
    )
    assert len(office.store.run(lambda tx: tx.rosters.between(RosterKind.SHIFT, day, day))) == 1
    every = office.store.run(lambda tx: tx.rosters.every())
    office.store.run(lambda tx: tx.rosters.replace(every[:1]))
    office.store.run(lambda tx: tx.rosters.replace([]))
    assert office.store.run(lambda tx: tx.rosters.every()) == []
    assert checked(office, case)


def test_what_somebody_has_claimed_is_not_offered_anew(office):
    _, task = send(office, assign="post(approver)")
    office.do(user_tasks.claim, task.id, by="a")

    with pytest.raises(Conflict):
        office.do(user_tasks.reroute, task.id, by="boss")


def test_who_is_on_duty_is_found_by_his_duty(office):
    turn(office, "out", kind=RosterKind.DUTY, post="duty_manager")

    assert people(send(office, assign="duty(duty_manager)")[1]) == ["out"]
    assert people(send(office, assign="user(gone)", fallback="duty_manager")[1]) == ["out"]


def test_a_fallback_may_be_the_post_of_duty_or_any_rule(office):
    assert people(send(office, assign="user(gone)", fallback="duty_manager, user(c)")[1]) == ["c"]
    found = send(office, assign="user(gone)", fallback="process_admin, user(c)")[1]
    assert found.routing["fallback"] == "process_admin"


def test_candidates_are_sought_in_the_initiators_unit_or_in_one_of_the_form(office):
    assert people(send(office, assign="post(manager)", scope="initiator.unit")[1]) == ["f"]
    assert people(send(office, assign="post(manager)", scope="form.unit")[1]) == ["f"]
    assert set(people(send(office, assign="post(manager)", scope="form.bad.unit")[1])) == {
        "f",
        "boss",
    }
    assert set(people(send(office, assign="post(manager)", scope="form.unit.more")[1])) == {
        "f",
        "boss",
    }


def test_an_amount_that_is_no_number_is_none(office):
    assert send(office, assign="user(a)", amount="=unit")[1].routing["amount"] is None
    assert send(office, assign="user(a)", amount="=true")[1].routing["amount"] is None


def test_an_administrator_of_a_project_leads_there(office):
    _, task = send(office, assign="post(approver)")
    with pytest.raises(NotFound):
        office.do(user_tasks.assign, task.id, by="out", to="a")

    change(office, grants=(RoleGrant(role=Role.ADMINISTRATOR, person="out", unit="HY01"),))

    assert office.do(user_tasks.assign, task.id, by="out", to="a").assignee == "a"


# hand-over


def test_a_hand_over_is_refused_to_nobody_and_to_oneself(office):
    with pytest.raises(Invalid):
        office.do(handovers.begin, "a", to="a", by="ada", reason="")
    with pytest.raises(NotFound):
        office.do(handovers.begin, "nobody", to="a", by="ada", reason="")
    with pytest.raises(NotPermitted):
        office.do(handovers.begin_shift, "a", to="b", by="c", reason="")


def test_who_leaves_leaves_his_posts_roles_lines_and_substitutions_to_the_successor(office):
    change(
        office,
        grants=(RoleGrant(role=Role.AUDITOR, person="a", unit="HY01"),),
        lines=(ReportingLine(person="c", superior="a"), ReportingLine(person="d", superior="boss")),
    )
    stand_in(office, agent="a", principal="c")
    stand_in(office, agent="e", principal="a")
    over = stand_in(office, agent="a", principal="d")
    office.do(substitutions.end, over.id, by="d")

    made = office.do(handovers.begin, "a", to="f", by="ada", reason="离职")

    company = office.store.run(lambda tx: tx.people.organisation())
    assert {each.kind for each in made.items} == {"post", "substitution"}
    assert (company.people["a"].active, company.people["a"].successor) == (False, "f")
    assert [each.agent for each in company.substitutions] == ["f"]
    assert company.grants[0].person == company.lines[0].superior == "f"
    day = today(office)
    assert "f" in company.holders("approver", "HY01", day)
    again = office.do(handovers.begin, "b", to="c", by="ada", reason="")
    assert [each.detail for each in again.items if each.kind == "post"] == ["→ 陈"]


def carry(office, made, by="ada"):
    for ordinal, _ in enumerate(made.items):
        office.do(handovers.carry_on, made.id, ordinal, by=by)


def test_what_is_done_meanwhile_is_kept_and_what_is_offered_by_name_finds_the_successor(office):
    _, done = send(office, assign="user(a)")
    made = office.do(handovers.begin_shift, "a", to="b", by="boss", reason="")
    assert made.items == ()
    office.advance(seconds=1)
    left = office.do(handovers.begin, "a", to="b", by="ada", reason="")

    carry(office, left)
    carry(office, left)

    assert office.worklist("b") == ["UT_R"]
    task = office.store.run(lambda tx: tx.tasks.get(done.id))
    assert task.principals == ("person:b",)
    newest = office.do(handovers.newest, by="b")
    assert [each.kind for each in newest] == ["leaving", "shift"]
    assert len(office.do(handovers.newest, by="ada")) == 2
    with pytest.raises(NotFound):
        office.do(handovers.get, left.id, by="c")
    with pytest.raises(NotFound):
        office.do(handovers.get, uuid4(), by="ada")


def test_a_task_that_was_done_before_its_turn_stays_as_it_is(office):
    send(office, assign="user(b), user(a)")
    claimed = office.task("UT_R")
    office.do(user_tasks.claim, claimed.id, by="a")
    shift = office.do(handovers.begin_shift, "a", to="b", by="a", reason="")
    office.do(user_tasks.complete, claimed.id, by="a")

    carry(office, shift, by="a")

    assert office.do(handovers.get, shift.id, by="a").items[0].state == "kept"
    office.do(handovers.sign, shift.id, by="a")
    office.do(handovers.sign, shift.id, by="b")
    with pytest.raises(Conflict):
        office.do(handovers.sign, shift.id, by="a")


def test_a_superior_hands_over_the_shift_of_his_people_and_signs_nothing(office):
    _, task = send(office, assign="post(approver)")
    office.do(user_tasks.claim, task.id, by="a")
    shift = office.do(handovers.begin_shift, "a", to="b", by="boss", reason="")

    carry(office, shift, by="boss")

    assert office.store.run(lambda tx: tx.tasks.get(task.id)).assignee == "b"
    with pytest.raises(NotPermitted):
        office.do(handovers.sign, shift.id, by="boss")


def test_a_claimed_task_that_the_successor_may_not_take_goes_back_to_the_candidates(office):
    _, task = send(office, assign="post(approver)", exclude="user(f)")
    office.do(user_tasks.claim, task.id, by="a")
    made = office.do(handovers.begin, "a", to="f", by="ada", reason="")

    with pytest.raises(Invalid) as refused:
        carry(office, made)
    office.do(handovers.fail, made.id, 0, by="ada", error=refused.value)

    found = office.store.run(lambda tx: tx.tasks.get(task.id))
    assert (found.assignee, found.state) == (None, "ready")
    assert office.do(handovers.get, made.id, by="ada").items[0].state == "failed"


def test_handing_on_is_for_what_one_has_claimed_and_to_who_may(office):
    _, task = send(office, assign="post(approver)", exclude="user(f)")
    with pytest.raises(Conflict):
        office.do(user_tasks.hand_on, task.id, by="a", to="b", reason="")
    office.do(user_tasks.claim, task.id, by="a")
    for to in ("nobody", "gone", "f"):
        with pytest.raises(Invalid):
            office.do(user_tasks.hand_on, task.id, by="a", to=to, reason="")


def test_a_seat_in_a_group_is_handed_on_and_one_that_is_done_is_not(office):
    office.send(approval("and", people="ac"))
    task = office.task("UT_Approve")
    made = office.do(handovers.begin, "a", to="b", by="ada", reason="")
    carry(office, made)
    assert office.states()["b"] == "todo"
    office.do(user_tasks.hand_on, task.id, by="c", to="d", reason="")
    assert office.states()["d"] == "todo"


def test_somebody_with_no_open_part_in_a_group_is_a_failure_on_the_list(office):
    office.send(approval("and", people="ac"))
    made = office.do(handovers.begin, "a", to="b", by="ada", reason="")
    number = office.number("a")
    office.act("transfer", "ada", to="e", participant=number)

    with pytest.raises(Conflict):
        carry(office, made)


# customers


def test_the_number_of_a_customer_is_kept_encrypted_and_shown_masked(office):
    kept = [
        Customer(code="K1", name="钱女士", phone="13812345678", units=("3-1-1502",)),
        Customer(code="K2", name="孙先生", phone="5678"),
    ]
    office.store.run(lambda tx: tx.customers.replace(kept))

    found = office.store.run(lambda tx: tx.customers.every())
    assert found == kept
    assert [each.masked_phone for each in found] == ["138****5678", "****"]
    assert office.store.run(lambda tx: tx.customers.get("K1")) == kept[0]
    with pytest.raises(NotFound):
        office.store.run(lambda tx: tx.customers.get("K3"))
    office.store._shared.key = b"another key, and no longer right."
    with pytest.raises(Invalid):
        office.store.run(lambda tx: tx.customers.every())
    office.store.run(lambda tx: tx.customers.replace([]))


def test_the_groups_of_who_leaves_are_on_the_list_and_become_the_successors(office):
    company = office.store.run(lambda tx: tx.people.organisation())
    member = replace(company.people["a"], groups=frozenset({"fire-watch"}))
    change(office, people={**company.people, "a": member})

    made = office.do(handovers.begin, "a", to="b", by="ada", reason="")
    carry(office, made)

    assert ("group", "fire-watch") in {(each.kind, each.ref) for each in made.items}
    present = office.store.run(lambda tx: tx.people.organisation())
    assert present.people["b"].groups == {"fire-watch"}


def test_two_people_may_stand_in_for_one_in_different_processes(office):
    office.deploy(approval(), approval(key="other"))
    stand_in(office, agent="b", processes=("approval",))

    stand_in(office, agent="c", processes=("other",))

    found = office.store.run(lambda tx: tx.substitutions.every(person="a"))
    assert {each.agent for each in found} == {"b", "c"}
