"""What people keep on their desk: filters, alone or for their unit, and phrases."""

import pytest

from engine import desk
from engine.errors import Invalid, NotFound
from tests.approvals.office import Office, approval


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def kept(office, who, name="超时", shared=None, **content):
    content = content or {"box": "todo", "only": "late"}
    return office.do(desk.save_filter, by=who, name=name, content=content, shared=shared)


def names(office, who):
    return [each.name for each in office.do(desk.filters, by=who)]


def test_a_filter_is_seen_by_its_maker_and_by_the_unit_it_is_shared_with(office):
    kept(office, "ann", "自己的")
    kept(office, "ann", "大家的", shared="KF", q="")

    assert set(names(office, "ann")) == {"自己的", "大家的"}
    assert names(office, "f") == ["大家的"]
    assert names(office, "a") == []
    assert office.do(desk.units, by="ann") == {"KF": "客服部"}


def test_only_its_maker_throws_a_filter_away(office):
    mine = kept(office, "ann", shared="KF")

    with pytest.raises(NotFound):
        office.do(desk.drop_filter, mine.id, by="f")
    office.do(desk.drop_filter, mine.id, by="ann")

    assert names(office, "ann") == []


@pytest.mark.parametrize(
    ("name", "shared", "content"),
    [
        ("  ", None, {}),
        ("x" * 201, None, {}),
        ("x", "HY01", {}),
        ("x", None, {"sort": "due"}),
        ("x", None, {"q": "长" * 201}),
    ],
    ids=["no name", "long name", "another unit", "unknown parameter", "long words"],
)
def test_a_filter_that_makes_no_sense_is_refused(office, name, shared, content):
    with pytest.raises(Invalid):
        kept(office, "ann", name, shared=shared, **content)


def test_nobody_keeps_more_filters_than_one_can_look_through(office):
    for at in range(desk.FILTERS):
        kept(office, "ann", f"{at}")

    with pytest.raises(Invalid, match="at most 30 filters"):
        kept(office, "ann", "one more")


def test_phrases_are_the_usual_ones_until_one_keeps_ones_own(office):
    usual = office.do(desk.phrases, by="ann")
    texts = ["同意", " 请核实 ", "", "同意"]

    office.do(desk.keep_phrases, texts, by="ann")
    office.do(desk.keep_phrases, [*texts, "已转交"], by="ann")

    assert usual == desk.USUAL
    assert office.do(desk.phrases, by="ann") == (
        "同意",
        "请核实",
        "已转交",
    )
    assert office.do(desk.phrases, by="f") == desk.USUAL


@pytest.mark.parametrize("texts", [["长" * 201], [str(at) for at in range(31)]])
def test_phrases_are_short_and_few(office, texts):
    with pytest.raises(Invalid, match="at most 30 phrases"):
        office.do(desk.keep_phrases, texts, by="ann")


def test_favourites_keep_their_order_and_name_processes_that_there_are(office):
    office.deploy(approval("", people=["ann"], key="one"))

    kept = office.do(desk.keep_favourites, ["one.Start", "one", "one"], by="ann")

    assert kept == ("one.Start", "one")
    assert office.do(desk.favourites, by="ann") == ("one.Start", "one")
    assert office.do(desk.favourites, by="f") == ()
    with pytest.raises(NotFound):
        office.do(desk.keep_favourites, ["one", "other"], by="ann")
    with pytest.raises(Invalid):
        office.do(desk.keep_favourites, [f"one.{n}" for n in range(51)], by="ann")
