"""What the record says of each operation: who, with whom, in which order, from what to what, why.

Events are built before anything is stored, so that one kind of database is enough here.
"""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from engine import audit, copies, deliveries, form_drafts, inbox, user_tasks
from engine.errors import NotFound, NotPermitted, TaskNotOpen
from engine.model import Preferences
from engine.store import DeliveryQuery, Store
from engine.user_tasks import Said, Signature
from tests.approvals.office import ORGANISATION, Office, approval
from tests.approvals.test_around import FORM
from tests.conftest import KEY

FORMS = {"sheet": FORM}


@pytest.fixture
def office(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield Office(store)
    store.close()


def rows_of(office, case, *types):
    rows = office.do(audit.history, case.id, by="ada")
    return [row for row in rows if not types or row.type in types]


def test_who_agrees_is_on_record_with_opinion_signature_and_what_he_changed(office):
    case = office.send(approval("and", people="a"), amount=5)
    image = office.act("attach", "a", name="签.png", media_type="image/png", content=b"\x89PNG")
    signed = Signature(attachment=image, device="平板")

    said = Said(opinion="同意", signature=signed, variables={"amount": 7})
    office.do(user_tasks.approve, office.id, by="a", said=said)

    (row,) = [each for each in rows_of(office, case) if getattr(each.event, "decision", None)]
    (file,) = rows_of(office, case, "AttachmentAdded")
    assert (row.actor, row.actor_name, row.actor_post) == ("a", "安", "花园一期·审批员")
    created = rows_of(office, case, "UserTaskCreated")[-1]
    assert (created.element_id, created.event.name) == ("UT_Approve", "UT_Approve")
    assert row.event.task_id == created.event.task_id
    assert (file.actor, file.event.sha256) == ("a", sha256(b"\x89PNG").hexdigest())
    assert (row.event.decision, row.event.opinion) == ("approve", "同意")
    assert row.event.signature["sha256"] == sha256(b"\x89PNG").hexdigest()
    assert (row.event.signature["attachment"], row.event.signature["device"]) == (
        str(image),
        "平板",
    )
    changed = rows_of(office, case, "VariablesChanged")[-1]
    assert (changed.actor, changed.event.changes["amount"]) == ("a", (5, 7))


def test_who_says_no_is_on_record_with_how_it_stood_at_that_moment(office):
    case = office.send(approval("vote", people="abc", **{"pass": "60%"}))
    office.approve("a")

    office.reject("b", opinion="太贵")

    told = office.changes(case, "reject")[0]
    assert (told.decision, told.opinion) == ("reject", "太贵")
    assert {name: told.tally[name] for name in ("yes", "no", "open", "total", "needed")} == {
        "yes": 1,
        "no": 1,
        "open": 1,
        "total": 3,
        "needed": 2,
    }


def test_the_order_in_which_people_decide_is_on_record_and_so_is_each_change_of_it(office):
    case = office.send(approval("sequential", people="cab"))
    office.act("add_before", "c", people=("d",), reason="请先看")

    (formed,) = office.changes(case, "form")
    (added,) = office.changes(case, "add-before")
    assert [(each["person"], each["order"]) for each in formed.after] == [
        ("c", 1),
        ("a", 2),
        ("b", 3),
    ]
    assert [each["state"] for each in formed.after] == ["todo", "waiting", "waiting"]
    (new,) = [each for each in added.after if each.get("person") == "d"]
    assert new["state"] == "todo"
    assert {"id": 1, "state": "waiting"}.items() <= added.after[0].items()


def test_who_adds_whom_how_and_why_is_on_record_and_so_is_the_new_denominator(office):
    case = office.send(approval("vote", people="ab", **{"pass": "60%"}))

    office.act("add_after", "a", people=("c",), reason="再看")
    office.act("add_parallel", "b", people=("d", "e"), reason="专业意见")

    (after,), (beside,) = office.changes(case, "add-after"), office.changes(case, "add-parallel")
    (first, second) = [
        row
        for row in rows_of(office, case, "ParticipantsChanged")
        if row.event.operation.startswith("add-")
    ]
    assert (first.actor, after.participant, after.targets, after.reason) == (
        "a",
        1,
        ("c",),
        "再看",
    )
    assert (second.actor, beside.targets, beside.reason) == ("b", ("d", "e"), "专业意见")
    assert (after.tally["total"], beside.tally["total"]) == (2, 4)


def test_who_is_taken_out_and_who_took_him_out_stand_apart_on_the_record(office):
    case = office.send(approval("and", people="ab"))
    number = office.number("b")

    office.act("remove_signer", "boss", participant=number, reason="已离场")

    (row,) = [
        each
        for each in rows_of(office, case, "ParticipantsChanged")
        if each.event.operation == "remove-signer"
    ]
    assert (row.actor, row.event.targets, row.event.reason) == ("boss", ("b",), "已离场")
    assert (row.event.participant, row.event.tally["total"]) == (number, 1)


def test_the_chain_of_those_through_whose_hands_an_item_went_is_on_record(office):
    case = office.send(approval("and", people="ab"))

    office.act("transfer", "a", to="c", reason="出差")
    office.act("transfer", "c", to="d", reason="休假")

    handed = [
        (row.actor, row.event.targets, row.event.reason)
        for row in rows_of(office, case, "ParticipantsChanged")
        if row.event.operation == "transfer"
    ]
    assert handed == [("a", ("c",), "出差"), ("c", ("d",), "休假")]


def test_when_somebody_took_a_task_and_gave_it_back_is_on_record(office):
    case = office.send(approval("claim", people="ab"))
    begun = office.store.run(lambda tx: tx.now)

    office.advance(minutes=5)
    office.act("claim", "a")
    assert office.mine("a", "b") == "a"
    office.advance(minutes=10)
    office.act("release", "a")

    kept = rows_of(office, case, "UserTaskClaimed", "UserTaskReleased")
    assert [(row.type, row.actor, row.at - begun) for row in kept] == [
        ("UserTaskClaimed", "a", timedelta(minutes=5)),
        ("UserTaskReleased", "a", timedelta(minutes=15)),
    ]
    assert office.mine("a", "b") == "ab"


def test_what_somebody_is_called_today_does_not_change_what_the_record_calls_him(office):
    case = office.send(approval("and", people="ab"))
    office.approve("a")
    renamed = {**ORGANISATION.people, "a": replace(ORGANISATION.people["a"], name="改名")}
    moved = tuple(
        replace(each, unit="KF", post="clerk") if each.person == "a" else each
        for each in ORGANISATION.assignments
    )

    company = replace(ORGANISATION, people=renamed, assignments=moved)
    office.store.run(lambda tx: tx.people.replace(company))

    (row,) = [each for each in rows_of(office, case) if each.actor == "a"]
    assert (row.actor_name, row.actor_post) == ("安", "花园一期·审批员")


def test_each_urge_is_on_record_and_what_became_of_its_message_names_it(office):
    address = Preferences(addresses={"email": "a@example.com"}, muted={"task.created": ("email",)})
    office.do(inbox.prefer, address, by="a")
    case = office.send(approval("and", people="ab"))
    office.approve("b")

    office.do(user_tasks.urge, office.id, by="ann", text="业主在等")
    office.run_due()

    (urged,) = rows_of(office, case, "UserTaskUrged")
    (mail,) = office.do(deliveries.page, DeliveryQuery(channel="email"), by="ada").items
    assert (urged.actor, dict(urged.event.people)) == ("ann", {"a": "安"})
    assert (mail.kind, mail.recipient, mail.instance_id, mail.seq) == (
        "task.urged",
        "a",
        case.id,
        urged.seq,
    )
    assert not [each for each in office.do(inbox.mine, by="b").items if each.kind == "task.urged"]


def test_a_copy_is_sent_while_a_task_is_open_and_when_it_is_done_and_changes_nothing(office):
    case = office.send(approval("and", people="a"))
    task = office.id
    office.do(copies.send, task, by="a", people=("c",))
    office.approve("a")

    office.do(copies.send, task, by="ann", people=("d",))
    (copy,) = office.do(copies.page, by="d").items
    office.do(copies.read, copy.id, by="d")

    sent = rows_of(office, case, "CaseCopied")
    (read,) = rows_of(office, case, "CopyRead")
    assert [(row.actor, dict(row.event.people)) for row in sent] == [
        ("a", {"c": "陈"}),
        ("ann", {"d": "丁"}),
    ]
    assert (read.actor, office.do(copies.page, by="d").items[0].read_at) == ("d", read.at)
    with pytest.raises((NotFound, NotPermitted)):
        office.do(user_tasks.comment, task, by="out", text="x")


def test_a_draft_is_kept_as_it_stands_and_only_that_it_was_kept_is_on_record(office):
    rights = "{&quot;note&quot;: &quot;required&quot;}"
    case = office.send(approval("and", people="ab", form="sheet", rights=rights), forms=FORMS)
    wrong = {"amount": "viel", "unknown": 1}

    office.do(form_drafts.save_of_task, office.id, by="a", values=wrong)

    (row,) = rows_of(office, case, "DraftSaved")
    assert office.do(form_drafts.of_task, office.id, by="a").values == wrong
    assert (row.actor, "viel" in row.payload) == ("a", False)
    assert {"amount", "unknown"}.isdisjoint(office.variables(case))
    with pytest.raises(NotFound):
        office.do(form_drafts.save_of_task, office.id, by="c", values={})
    task = office.id
    office.reject("b")
    with pytest.raises(TaskNotOpen):
        office.do(form_drafts.save_of_task, task, by="a", values={})
