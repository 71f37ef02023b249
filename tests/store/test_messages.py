"""Messages and signals: kept, found, handed over once."""

from datetime import timedelta

import pytest

from engine.errors import Conflict, NotFound
from engine.model import events as ev
from engine.model import part_id
from engine.store import StartSubscription
from engine.store.tables.definitions import message as message_table

HOUR = timedelta(hours=1)


def listen(ordinal, key="TS-1"):
    return lambda i, _: ev.MessageSubscribed(
        subscription_id=part_id(i, ordinal),
        element_id=f"M{ordinal}",
        name="Msg_Confirm",
        correlation_key=key,
    )


def test_a_message_finds_the_case_that_waits_for_its_name_and_key(desk, store):
    first = desk.start(listen(1))
    desk.start(listen(1, key="TS-2"))

    with store.begin() as tx:
        ((process_key, found),) = tx.messages.receivers("Msg_Confirm", "TS-1")
        case, subscription = tx.cases.lock_of_subscription(found.id)

    assert (process_key, found.instance_id) == (case.instance.key, first)
    assert (case.instance.id, subscription) == (first, found)


def test_a_subscription_is_used_up_by_the_message_it_got(desk, store):
    instance_id = desk.start(listen(1), listen(2))
    got = ev.MessageCorrelated(
        subscription_id=part_id(instance_id, 1), element_id="M1", name="Msg_Confirm", variables={}
    )

    desk.record(instance_id, got)

    with store.read() as tx:
        assert [sub.element_id for sub in tx.messages.of(instance_id)] == ["M2"]
    with pytest.raises(NotFound), store.begin() as tx:
        tx.cases.lock_of_subscription(part_id(instance_id, 1))


def test_an_element_that_goes_on_listening_subscribes_again_in_the_same_step(desk, store):
    instance_id = desk.start(listen(1))
    gone = ev.MessageUnsubscribed(subscription_id=part_id(instance_id, 1), element_id="M1")

    desk.record(instance_id, gone, listen(1)(instance_id, None))

    with store.read() as tx:
        assert [sub.element_id for sub in tx.messages.of(instance_id)] == ["M1"]


def test_a_message_that_nobody_waits_for_is_kept_for_its_time(manual_store):
    store = manual_store
    with store.begin() as tx:
        message, is_new = tx.messages.publish("M", "k", {"a": 1}, ttl=HOUR)

    with store.read() as tx:
        waiting = tx.messages.waiting("M", {"k"})
    with store.begin() as tx:
        tx.clock.advance(HOUR)
    with store.begin() as tx:
        over = tx.messages.waiting("M", {"k"})
        dropped = tx.messages.drop_expired()
        again = tx.messages.drop_expired()

    assert is_new
    assert waiting == [message]
    assert (over, dropped, again) == ([], 1, 0)


def test_of_a_message_whose_time_is_over_the_name_and_the_times_are_left(manual_store):
    store = manual_store
    with store.begin() as tx:
        tx.messages.publish("M", "13912345678", {"name": "欧阳锋利"}, message_id="m", ttl=HOUR)
        tx.clock.advance(HOUR)
    with store.begin() as tx:
        tx.messages.drop_expired()

    with store.begin() as tx:
        [row] = tx._session.rows(message_table.select())
        found, is_new = tx.messages.publish("M", "13912345678", {}, message_id="m")
        with pytest.raises(Conflict, match="another message"):
            tx.messages.publish("N", "13912345678", {}, message_id="m")

    assert "13912345678" not in str(row)
    assert "欧阳锋利" not in str(row)
    assert (row["name"], row["state"], row["expires_at"] - row["published_at"]) == (
        "M",
        "expired",
        HOUR,
    )
    assert (found.id, is_new) == ("m", False)


def test_a_message_sent_twice_is_one_message(desk, store):
    instance_id = desk.start()
    with store.begin() as tx:
        first, was_new = tx.messages.publish("M", "k", {"a": 1}, message_id="m1", ttl=HOUR)
        assert tx.messages.correlated("m1", instance_id)

    with store.begin() as tx:
        second, is_new = tx.messages.publish("M", "k", {"a": 2}, message_id="m1", ttl=HOUR)
        handed_over_again = tx.messages.correlated("m1", instance_id)

    assert (was_new, is_new, handed_over_again) == (True, False, False)
    assert (second.variables, second.state, second.instance_id) == (
        {"a": 1},
        "correlated",
        instance_id,
    )
    assert first.state == "buffered"


def test_a_message_and_a_subscription_that_missed_each_other_are_brought_together(desk, store):
    with store.begin() as tx:
        message, _ = tx.messages.publish("Msg_Confirm", "TS-1", {}, ttl=HOUR)
        tx.messages.publish("Msg_Confirm", "TS-9", {}, ttl=HOUR)
    instance_id = desk.start(listen(1))

    with store.read() as tx:
        pairs = tx.messages.deliverable(10)

    assert [(m.id, sub.instance_id) for m, sub in pairs] == [(message.id, instance_id)]


def test_everybody_who_listens_to_a_signal_is_found(desk, store):
    one, two = desk.start(), desk.start()
    for instance_id in (one, two):
        desk.record(
            instance_id,
            ev.SignalSubscribed(
                subscription_id=part_id(instance_id, 1), element_id="S", name="Sig"
            ),
        )
    desk.record(two, ev.SignalUnsubscribed(subscription_id=part_id(two, 1), element_id="S"))

    with store.read() as tx:
        assert [sub.instance_id for sub in tx.messages.signal_subscribers("Sig")] == [one]


def test_start_events_of_the_newest_version_alone_wait_for_messages(desk, store):
    desk.start()

    def start(element_id, kind="message"):
        return StartSubscription(element_id=element_id, kind=kind, name="Start")

    with store.begin() as tx:
        tx.messages.replace_start_subscriptions("complaint", "complaint:1", [start("Old")])
        tx.messages.replace_start_subscriptions(
            "complaint", "complaint:1", [start("A"), start("B", "signal")]
        )

    with store.read() as tx:
        found = tx.messages.starts("message", "Start")
    assert [(sub.element_id, sub.definition_id, sub.key) for sub in found] == [
        ("A", "complaint:1", "complaint")
    ]
