"""Customers as who acts: never one of the staff, by the directory's name where it knows them."""

import pytest

from engine import actors
from engine.store.customers import Customer


@pytest.mark.parametrize(("code", "name"), [("K-1", "张三"), ("K-2", "李四")])
def test_a_customer_acts_under_a_name_of_his_own(world, code, name):
    world.store.run(lambda tx: tx.customers.replace([Customer(code="K-1", name="张三")]))
    program = world.actor("ann")

    actor = world.store.run(lambda tx: actors.of_customer(tx, code, name="李四", through=program))

    assert (actor.id, actor.name) == (f"customer:{code}", name)
    assert (actor.client, actor.principals, actor.roles) == ("ann", frozenset(), frozenset())
