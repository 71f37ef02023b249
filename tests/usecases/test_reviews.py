"""A draft on its way into force: reviewed by a second person, released as reviewed, rolled back."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine import deployments, inbox, outbox_common, signals
from engine.deployments import drafts, policies, reviews
from engine.errors import Conflict, DeploymentRefused, Invalid, NotFound, NotPermitted
from engine.model import Actor, Preferences, ReleaseMark, ReleasePolicy, ReleaseStage, Role
from engine.model.organisation import Person
from engine.store import DeliveryQuery
from tests.usecases import diagrams

DRAWER = Actor(id="dan", name="设计甲", roles=frozenset({Role.DESIGNER}))
SECOND = Actor(id="dora", name="设计乙", roles=frozenset({Role.DESIGNER}))
THIRD = Actor(id="dirk", name="设计丙", roles=frozenset({Role.DESIGNER}))
CHIEF = Actor(id="ada", name="管理员", roles=frozenset({Role.ADMINISTRATOR}))
CLERK = Actor(id="ann", name="安", roles=frozenset({Role.STAFF}))
FILES = {"a.bpmn": diagrams.PARALLEL}
OTHER = {"a.bpmn": diagrams.PARALLEL.replace(b"</", b" </", 1)}


@pytest.fixture
def at(world):
    """Do something in a transaction of its own, as one of the designers."""

    def run(verb, *given, by=DRAWER, **more):
        return world.store.run(lambda tx: verb(tx, *given, by=by, **more))

    return run


@pytest.fixture
def look(world):
    """Return where a draft stands."""

    def run(draft):
        return world.store.run(lambda tx: reviews.of(tx, tx.drafts.get(draft.id)))

    return run


@pytest.fixture
def draft(at):
    return at(drafts.keep, FILES)


def _submitted(at, draft):
    return at(reviews.submit, draft, note="请审核").content


def test_a_second_person_reviews_what_is_released(at, look, draft):
    content = _submitted(at, draft)
    waiting = look(draft)
    at(reviews.approve, draft, content=content, by=SECOND, note="同意")

    released = at(drafts.release, draft.id)

    assert (waiting.stage, waiting.last.reason) == (ReleaseStage.SUBMITTED, "请审核")
    assert waiting.may_review(SECOND)
    assert not waiting.may_review(DRAWER)
    assert not waiting.may_release()
    assert [each.key for each in released.definitions] == ["parallel"]
    assert look(draft).stage is ReleaseStage.RELEASED
    assert [(each.kind, each.actor_name) for each in look(draft).events] == [
        (ReleaseMark.KEPT, "设计甲"),
        (ReleaseMark.SUBMITTED, "设计甲"),
        (ReleaseMark.APPROVED, "设计乙"),
        (ReleaseMark.RELEASED, "设计甲"),
    ]


def test_without_a_review_a_designer_releases_nothing(at, draft):
    with pytest.raises(NotPermitted, match="second person"):
        at(drafts.release, draft.id)
    _submitted(at, draft)
    with pytest.raises(NotPermitted, match="submitted"):
        at(drafts.release, draft.id)


def test_an_administrator_answers_for_a_release_without_review(at, look, draft):
    at(drafts.release, draft.id, by=CHIEF)

    assert look(draft).events[-1].kind is ReleaseMark.RELEASED_UNREVIEWED
    assert look(draft).events[-1].actor == "ada"


def test_nobody_who_drew_or_submitted_reviews(at, draft):
    changed = at(drafts.replace, draft, OTHER, by=SECOND)
    content = at(reviews.submit, changed, by=THIRD).content

    for author in (DRAWER, SECOND, THIRD):
        with pytest.raises(NotPermitted, match="drew or submitted"):
            at(reviews.approve, changed, content=content, by=author)
    assert at(reviews.approve, changed, content=content, by=CHIEF).may_release()


def test_a_change_after_the_submission_needs_a_new_review(at, look, draft):
    content = _submitted(at, draft)
    at(reviews.approve, draft, content=content, by=SECOND)

    changed = at(drafts.replace, draft, OTHER)

    assert look(changed).stage is ReleaseStage.OPEN
    with pytest.raises(NotPermitted):
        at(drafts.release, changed.id)
    with pytest.raises(Conflict, match="not submitted"):
        at(reviews.approve, changed, content=content, by=SECOND)
    at(reviews.submit, changed)
    with pytest.raises(Conflict, match="not what you saw"):
        at(reviews.approve, changed, content=content, by=SECOND)


def test_saving_the_same_files_again_voids_no_review_and_makes_nobody_an_author(at, look, draft):
    content = _submitted(at, draft)

    same = at(drafts.replace, draft, FILES, by=SECOND)

    assert look(same).stage is ReleaseStage.SUBMITTED
    assert at(reviews.approve, same, content=content, by=SECOND).stage is ReleaseStage.APPROVED


def test_a_rejection_says_why_and_the_draft_is_submitted_again(at, look, draft):
    content = _submitted(at, draft)

    with pytest.raises(Invalid, match="reason"):
        at(reviews.reject, draft, content=content, reason=" ", by=SECOND)
    at(reviews.reject, draft, content=content, reason="缺少时限", by=SECOND)

    assert look(draft).stage is ReleaseStage.REJECTED
    assert look(draft).last.reason == "缺少时限"
    assert at(reviews.submit, draft).stage is ReleaseStage.SUBMITTED


def test_a_submission_is_withdrawn_by_whoever_made_it(at, draft):
    with pytest.raises(Conflict, match="not submitted"):
        at(reviews.withdraw, draft)
    _submitted(at, draft)
    with pytest.raises(NotPermitted, match="设计甲"):
        at(reviews.withdraw, draft, by=SECOND)

    assert at(reviews.withdraw, draft).stage is ReleaseStage.OPEN


def test_what_waits_for_a_review_is_not_submitted_twice(at, draft):
    _submitted(at, draft)

    with pytest.raises(Conflict, match="submitted already"):
        at(reviews.submit, draft)


def test_what_could_not_be_released_is_not_submitted(at):
    broken = at(drafts.keep, {"broken.bpmn": b"<a>"})

    with pytest.raises(DeploymentRefused):
        at(reviews.submit, broken)


def test_authors_count_from_the_last_release(at, look, draft):
    at(reviews.approve, draft, content=_submitted(at, draft), by=SECOND)
    at(drafts.release, draft.id)

    changed = at(drafts.replace, draft, OTHER, by=SECOND)
    content = at(reviews.submit, changed, by=SECOND).content

    assert look(changed).authors == {"dora"}
    assert at(reviews.approve, changed, content=content, by=DRAWER).may_release()


def test_what_needs_a_review_is_decided_by_an_administrator_with_a_reason(at, world, draft):
    with pytest.raises(NotPermitted):
        at(policies.put, ReleasePolicy.OFF, reason="小公司")
    with pytest.raises(Invalid):
        at(policies.put, ReleasePolicy.OFF, reason="", by=CHIEF)

    at(policies.put, ReleasePolicy.OFF, reason="小公司", by=CHIEF)

    at(drafts.release, draft.id)
    released, decided, _ = world.store.run(lambda tx: tx.releases.page()).items
    assert released.kind is ReleaseMark.RELEASED_UNREVIEWED
    assert (decided.kind, decided.reason) == (ReleaseMark.POLICY_SET, "off: 小公司")


def test_where_everything_needs_a_review_designers_deploy_no_files(at):
    at(policies.put, ReleasePolicy.ALL, reason="集团要求", by=CHIEF)

    with pytest.raises(NotPermitted):
        at(deployments.deploy, FILES)
    with pytest.raises(NotPermitted):
        at(deployments.deploy, FILES, by=CLERK)

    assert at(deployments.deploy, FILES, by=CHIEF).definitions


def test_a_reviewed_draft_is_released_where_everything_needs_a_review(at, draft):
    at(policies.put, ReleasePolicy.ALL, reason="集团要求", by=CHIEF)
    at(reviews.approve, draft, content=_submitted(at, draft), by=SECOND)

    assert at(drafts.release, draft.id).definitions


def test_an_earlier_version_is_in_force_again_and_running_cases_stay(at, world):
    first = at(deployments.deploy, FILES).definitions[0]
    second = at(deployments.deploy, OTHER).definitions[0]
    running = world.start("parallel")

    replaced = at(deployments.roll_back, first.id, reason="新版漏了一步")
    begun = world.start("parallel")

    assert replaced.id == running.definition_id == second.id
    assert begun.definition_id == first.id
    page = world.store.run(lambda tx: tx.definitions.page(latest_only=True)).items
    assert [each.id for each in page] == [first.id]
    said = world.store.run(lambda tx: tx.releases.page(key="parallel")).items[0]
    assert (said.kind, said.definition_id, said.replaced, said.reason, said.actor) == (
        ReleaseMark.ROLLED_BACK,
        first.id,
        second.id,
        "新版漏了一步",
        "dan",
    )


def test_a_rolled_back_version_may_be_in_force_once_more(at, world):
    first = at(deployments.deploy, FILES).definitions[0]
    second = at(deployments.deploy, OTHER).definitions[0]
    at(deployments.roll_back, first.id, reason="试")

    at(deployments.roll_back, second.id, reason="已修复")
    third = at(deployments.deploy, FILES).definitions[0]

    assert third.version == 3
    assert world.start("parallel").definition_id == third.id


def test_what_is_rolled_back_to_begins_cases_by_its_own_start_events(at, world):
    drawn = (Path(__file__).parents[1] / "bpmn" / "start_events.bpmn").read_bytes()
    first = at(deployments.deploy, {"a.bpmn": drawn}).definitions[0]
    other = drawn.replace(b'id="U" name="U"', b'id="U" name="V"')
    at(deployments.deploy, {"a.bpmn": other})

    at(deployments.roll_back, first.id, reason="新版有误")

    started = world.do(signals.broadcast, "ring").started
    assert [case.version for case in started] == [1]


def test_rolling_back_needs_a_reason_a_version_and_a_role(at):
    first = at(deployments.deploy, FILES).definitions[0]
    at(deployments.deploy, OTHER)

    with pytest.raises(Invalid, match="reason"):
        at(deployments.roll_back, first.id, reason="  ")
    with pytest.raises(NotFound):
        at(deployments.roll_back, "parallel:9", reason="试")
    with pytest.raises(NotPermitted):
        at(deployments.roll_back, first.id, reason="试", by=CLERK)
    with pytest.raises(Conflict, match="in force"):
        at(deployments.roll_back, "parallel:2", reason="试")


def test_a_process_has_the_record_of_the_drafts_that_made_it(at, world, draft):
    at(reviews.approve, draft, content=_submitted(at, draft), by=SECOND)
    at(drafts.release, draft.id)
    at(drafts.keep, {"x.bpmn": b"<x/>"})

    page = world.store.run(lambda tx: tx.releases.page(key="parallel", limit=2))
    rest = world.store.run(lambda tx: tx.releases.page(key="parallel", limit=5, cursor=page.next))

    kinds = [each.kind for each in (*page.items, *rest.items)]
    assert kinds == [
        ReleaseMark.RELEASED,
        ReleaseMark.APPROVED,
        ReleaseMark.SUBMITTED,
        ReleaseMark.KEPT,
    ]


@pytest.mark.parametrize(
    "statement", ["UPDATE release_event SET reason = ''", "DELETE FROM release_event"]
)
def test_no_database_alters_the_record_of_releases(world, draft, statement):
    assert draft.version == 1

    with pytest.raises(Exception, match="append-only"):
        world.store.run(lambda tx: tx._session.connection.exec_driver_sql(statement))


@pytest.fixture
def told(world):
    """Return what somebody finds in his message centre: kind, text, and the draft it leads to."""

    def run(who):
        page = world.store.run(lambda tx: inbox.mine(tx, by=who))
        return [(each.kind, each.text, each.draft_id) for each in reversed(page.items)]

    return run


@pytest.fixture
def staffed(world):
    """Let the organisation know the designers; one of them has left."""
    gone = Person(id="gus", name="已走", roles=frozenset({Role.DESIGNER}), active=False)
    here = [
        Person(id=each.id, name=each.name, roles=each.roles)
        for each in (DRAWER, SECOND, THIRD, CHIEF, CLERK)
    ]

    def work(tx):
        present = tx.people.organisation()
        people = {**present.people, **{each.id: each for each in (*here, gone)}}
        tx.people.replace(replace(present, people=people))

    world.store.run(work)


@pytest.mark.usefixtures("staffed")
def test_reviewers_hear_of_a_submission_and_authors_of_its_end(at, told, look):
    draft = at(drafts.keep, FILES, name="请假")
    at(reviews.submit, draft, note="急")
    at(reviews.approve, draft, content=look(draft).content, note="可以", by=SECOND)
    at(drafts.release, draft.id, by=THIRD)

    asked = ("draft.submitted", "设计甲提交了流程草稿，请审核。急", draft.id)
    assert told(SECOND) == [asked]
    assert told(CHIEF) == [asked]
    assert told(CLERK) == told(Actor(id="gus", name="")) == []
    assert told(DRAWER) == [
        ("draft.approved", "设计乙审核通过，可以发布。可以", draft.id),
        ("draft.released", "设计丙发布了这份流程草稿。", draft.id),
    ]


@pytest.mark.usefixtures("staffed")
def test_whoever_submits_for_an_author_hears_of_the_rejection_too(at, told, look):
    draft = at(drafts.keep, FILES, name="请假")
    at(reviews.submit, draft, by=SECOND)
    at(reviews.withdraw, draft, by=SECOND)
    at(reviews.submit, draft, by=SECOND)
    at(reviews.reject, draft, content=look(draft).content, reason="缺时限", by=THIRD)

    back = ("draft.rejected", "设计丙退回：缺时限", draft.id)
    assert told(DRAWER) == [back]
    assert told(SECOND) == [back]
    assert [kind for kind, _, _ in told(THIRD)] == ["draft.submitted", "draft.submitted"]


@pytest.mark.usefixtures("staffed")
def test_a_review_is_told_on_ones_channels_as_one_wants_to_be_told(world, at, told):
    def prefer(who, **wanted):
        world.store.run(lambda tx: tx.notices.prefer(who.id, Preferences(**wanted)))

    prefer(SECOND, addresses={"email": "second@example.cn", "wecom": "second"}, language="en",
           muted={"draft.submitted": ("wecom",)})  # fmt: skip
    prefer(CHIEF, addresses={"email": "chief@example.cn"}, digest_at="08:30",
           muted={"draft.submitted": (outbox_common.INBOX,)})  # fmt: skip
    draft = at(drafts.keep, FILES, name="请假")

    at(reviews.submit, draft, note="急")

    sent = world.store.run(lambda tx: tx.outbox.page(DeliveryQuery()).items)
    assert {(each.address, each.title, each.digest) for each in sent} == {
        ("second@example.cn", "To review: 请假", False),
        ("chief@example.cn", "请审核：请假", True),
    }
    assert {each.data["path"] for each in sent} == {f"/designer/{draft.id}"}
    assert [kind for kind, _, _ in told(SECOND)] == ["draft.submitted"]
    assert told(CHIEF) == []


@pytest.mark.usefixtures("staffed")
def test_a_notice_leads_to_a_draft_that_is_there_and_for_its_reader(world, at):
    draft = at(drafts.keep, FILES, name="请假")
    at(reviews.submit, draft)

    def leads(who):
        def work(tx):
            (notice,) = inbox.mine(tx, by=SECOND).items
            return inbox.leads_to_draft(tx, notice, by=who)

        return world.store.run(work)

    assert leads(SECOND)
    assert not leads(CLERK)
    at(drafts.delete, draft)
    assert not leads(SECOND)
