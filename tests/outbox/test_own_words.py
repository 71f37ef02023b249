"""A process says things in its own words (`gj:messages`)."""

from html import escape
from uuid import UUID

import orjson
import pytest

from engine import inbox, telling
from engine.errors import NotFound
from tests.approvals.office import approval

EMPTY = b"<zeebe:properties></zeebe:properties>"


def worded(messages):
    """Return the approval with words of its own."""
    value = escape(orjson.dumps(messages).decode())
    ours = (
        f'<zeebe:properties><zeebe:property name="gj:messages" value="{value}"/></zeebe:properties>'
    )
    return approval().replace(EMPTY, ours.encode(), 1)


def test_a_process_tells_of_a_new_task_in_its_own_words(office):
    office.send(worded({"task.created": {"zh": ["请您审批", "{task}等您"]}}))

    office.run_due()

    (notice,) = office.do(inbox.mine, by="a").items
    assert (notice.title, notice.text) == ("请您审批", "UT_Approve等您")


def test_what_has_no_words_is_told_by_its_facts():
    said = telling.words("something.new", {"title": "标题", "text": "内容"}, "zh")

    assert (said.title, said.text) == ("标题", "内容")


def test_a_delivery_that_there_is_not_is_not_found(office):
    with pytest.raises(NotFound):
        office.store.run(lambda tx: tx.outbox.get(UUID(int=9)))
