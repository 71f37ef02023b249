"""Where people are reached is known to the organisation; they may state another address."""

from dataclasses import replace

from engine import deliveries, inbox
from engine.model import Preferences
from engine.store import DeliveryQuery
from tests.approvals.office import approval


def reachable(office, name, **addresses):
    """Let the organisation know where somebody is reached."""

    def change(tx):
        present = tx.people.organisation()
        who = replace(present.people[name], **addresses)
        tx.people.replace(replace(present, people={**present.people, name: who}))

    office.store.run(change)


def sent(office):
    page = office.do(deliveries.page, DeliveryQuery(), by="ada")
    return {each.channel: each.address for each in page.items}


def test_a_person_is_told_where_the_organisation_knows_him_to_be_reached(office):
    reachable(office, "a", email="a@example.com", wecom="an", dingtalk="d1", feishu="ou_1", mobile="13800138000")  # fmt: skip
    office.send(approval(people="a"))

    office.run_due()

    assert sent(office) == {
        "email": "a@example.com",
        "sms": "13800138000",
        "wecom": "an",
        "dingtalk": "d1",
        "feishu": "ou_1",
    }
    assert office.do(inbox.known_addresses, by="a")["wecom"] == "an"


def test_what_a_person_prefers_goes_before_what_the_organisation_knows(office):
    reachable(office, "a", email="a@example.com", wecom="an")
    wanted = Preferences(
        addresses={"email": "other@example.com"}, muted={"task.created": ("wecom",)}
    )
    office.do(inbox.prefer, wanted, by="a")
    office.send(approval(people="a"))

    office.run_due()

    assert sent(office) == {"email": "other@example.com"}


def test_somebody_who_is_no_member_of_the_organisation_has_no_addresses(office):
    stranger = replace(office.actor("ann"), id="stranger")

    assert office.store.run(lambda tx: inbox.known_addresses(tx, by=stranger)) == {}
