import pytest

from engine.errors import NotFound
from engine.model import commands


def test_the_payload_becomes_variables_and_the_case_goes_on(play):
    case = play().start(order=12).message("paid", "12", amount=99)

    assert case.open == ["U"]
    assert case.variables == {"order": 12, "amount": 99}


def test_a_key_that_is_null_is_an_incident(play):
    case = play().start()
    (incident,) = case.incidents()

    case.write(order="a").retry()

    assert "correlation key" in incident.message
    assert case.subscriptions()[0].correlation_key == "a"


def test_a_subscription_is_served_once(play):
    case = play().start(order=1)
    (subscription,) = case.subscriptions()
    case.message("paid", "1")

    with pytest.raises(NotFound):
        case.do(commands.DeliverMessage(subscription_id=subscription.subscription_id))
