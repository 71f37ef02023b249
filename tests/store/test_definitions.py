"""Definitions: versions, what is bound to them, and what stays as it was."""

import threading

import pytest

from engine.errors import NotFound
from engine.store import Release


def release(digest, key="complaint", **fields):
    return Release(key=key, name="投诉处理", digest=digest, xml=digest.encode(), **fields)


def test_a_changed_diagram_is_a_new_version_and_an_unchanged_one_is_not(desk, store):
    one = desk.deploy(release("d1")).definitions[0]
    same = desk.deploy(release("d1")).definitions[0]
    two = desk.deploy(release("d2")).definitions[0]

    assert (one.id, same.id, two.id) == ("complaint:1", "complaint:1", "complaint:2")
    with store.read() as tx:
        assert tx.definitions.latest("complaint") == two
        assert tx.definitions.version("complaint", 1) == one
        assert tx.definitions.same("complaint", "d1") == one
        assert tx.definitions.same("complaint", "d9") is None


def test_a_definition_carries_everything_it_was_released_with(desk, store, clerk):
    bound = {"decisions": {"sla": b"<dmn/>"}, "forms": {"register": {"title": "登记"}}}
    desk.deploy(release("d1", version_tag="v1", settings={"gj:number": "TS"}, **bound))

    store._shared.definitions = {}
    with store.read() as tx:
        found = tx.definitions.get("complaint:1")
        again = tx.definitions.get("complaint:1")
    assert found is again
    assert (found.xml, found.decisions, found.forms) == (b"d1", bound["decisions"], bound["forms"])
    assert (found.version_tag, found.settings, found.deployed_by) == (
        "v1",
        {"gj:number": "TS"},
        "li",
    )


def test_a_version_is_found_by_its_tag_and_by_its_deployment(desk, store):
    first = desk.deploy(release("d1", version_tag="spring"))
    desk.deploy(release("d2"))

    with store.read() as tx:
        assert tx.definitions.by_tag("complaint", "spring").version == 1
        assert tx.definitions.in_deployment("complaint", first.id).version == 1


def test_what_was_never_deployed_is_not_found(store):
    for ask in (
        lambda d: d.get("x:1"),
        lambda d: d.latest("x"),
        lambda d: d.by_tag("x", "t"),
        lambda d: d.in_deployment("x", "d"),
        lambda d: d.deployment("d"),
        lambda d: d.content("00"),
    ):
        with pytest.raises(NotFound), store.read() as tx:
            ask(tx.definitions)


def test_decisions_and_forms_are_kept_in_their_own_right(store, clerk):
    def deploy(dmn, form):
        with store.begin() as tx:
            tx.definitions.add_deployment(
                by=clerk,
                resources={"sla.dmn": dmn},
                releases=[],
                decisions={"sla": dmn},
                forms={"register": form},
            )

    deploy(b"1", {"title": "a"})
    deploy(b"2", {"title": "a"})

    with store.read() as tx:
        assert tx.definitions.latest_decision("sla") == b"2"
        assert tx.definitions.latest_decision("other") is None
        assert tx.definitions.latest_form("register") == {"title": "a"}
        assert tx.definitions.latest_form("other") is None
        assert tx.definitions.decisions() == ["sla"]


def test_a_deployment_can_be_read_with_its_files(store, clerk):
    with store.begin() as tx:
        made = tx.definitions.add_deployment(
            by=clerk,
            resources={"a.bpmn": b"<a/>"},
            releases=[release("d1")],
            decisions={},
            forms={},
        )

    with store.read() as tx:
        assert tx.definitions.deployment(made.id) == made
        assert tx.definitions.content(made.resources["a.bpmn"]) == b"<a/>"


def test_definitions_and_deployments_are_listed_page_by_page(desk, store):
    for digest in ("d1", "d2", "d3"):
        desk.deploy(release(digest), release("e1", key="escalation"))

    def listed(**query):
        with store.read() as tx:
            return [found.id for found in tx.definitions.page(**query).items]

    everything = ["complaint:3", "complaint:2", "complaint:1", "escalation:1"]
    assert listed() == everything
    assert listed(latest_only=True) == ["complaint:3", "escalation:1"]
    assert listed(key="escalation") == ["escalation:1"]
    with store.read() as tx:
        first = tx.definitions.page(limit=3)
        rest = tx.definitions.page(limit=3, cursor=first.next)
        newest = tx.definitions.deployments(limit=2)
        oldest = tx.definitions.deployments(limit=2, cursor=newest.next)
    assert [found.id for found in (*first.items, *rest.items)] == everything
    brought = [[d.id for d in found.definitions] for found in (*newest.items, *oldest.items)]
    assert brought == [["complaint:3"], ["complaint:2"], ["complaint:1", "escalation:1"]]


def test_a_deployment_that_fails_leaves_nothing_behind(store, clerk):
    with pytest.raises(KeyError), store.begin() as tx:
        _deploy_and_fail(tx, clerk)

    with pytest.raises(NotFound), store.read() as tx:
        tx.definitions.get("complaint:1")


def _deploy_and_fail(tx, clerk):
    tx.definitions.add_deployment(
        by=clerk, resources={}, releases=[release("d1")], decisions={}, forms={}
    )
    assert tx.definitions.get("complaint:1").version == 1
    raise KeyError


def test_two_deployments_at_once_give_two_versions(store, clerk):
    def deploy(digest):
        def work(tx):
            tx.definitions.add_deployment(
                by=clerk, resources={}, releases=[release(digest)], decisions={}, forms={}
            )

        store.run(work)

    threads = [threading.Thread(target=deploy, args=(f"d{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as tx:
        versions = [found.version for found in tx.definitions.page(key="complaint").items]
    assert versions == [4, 3, 2, 1]
