"""An auditor finds cases by what people say of them, on either database."""

import pytest
import sqlalchemy as sa

from engine import comments
from engine.auditing import searching
from engine.errors import Invalid
from engine.model import InstanceState
from engine.store import CaseSearch, case_search
from tests.usecases.diagrams import END, START, bpmn, path, user

COMPLAINT = bpmn(
    "complaint",
    START
    + user("UT_Register", groups="managers")
    + END
    + path("StartEvent_1", "UT_Register", "End_1"),
    settings={
        "gj:search": "room, phone",
        "gj:title": "=room + &quot; &quot; + content",
        "gj:number": "TS",
    },
)


@pytest.fixture
def complaints(world):
    """Three complaints: an elevator twice, a leak by somebody else in another project."""
    world.deploy(COMPLAINT)
    cases = [
        complain(world, "8-2-501", "电梯异响", "13800138000"),
        complain(world, "8-2-502", "电梯停运", "13900139000"),
        complain(world, "3-1502", "卫生间漏水", "13700137000", by="bob", project="HY02"),
    ]
    world.complete("UT_Register", case=cases[1], by="max")
    return cases


def complain(world, room, content, phone, *, by="ann", project="HY01"):
    said = {"room": room, "content": content, "phone": phone}
    case = world.start("complaint", by=by, project=project, variables=said)
    world.advance(minutes=1)
    return case


def found(world, *, by="aud", **wanted):
    page = world.do(searching.page, CaseSearch(**wanted), by=by)
    return [case.title for case in page.items]


ELEVATORS = ["8-2-502 电梯停运", "8-2-501 电梯异响"]
LEAK = ["3-1502 卫生间漏水"]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"words": ("电梯",)}, ELEVATORS),
        ({"words": ("梯异", "501")}, ELEVATORS[1:]),
        ({"words": ("13700137000",)}, LEAK),
        ({"words": ("2-1卫",)}, []),
        ({"words": ("2 卫",)}, LEAK),
        ({"words": ("100%",)}, []),
        ({"number": "ts-hy02"}, LEAK),
        ({"people": frozenset({"bob"})}, LEAK),
        ({"people": frozenset({"max"})}, ELEVATORS[:1]),
        ({"people": frozenset({"nobody"})}, []),
        ({"project": "HY02"}, LEAK),
        ({"key": "complaint", "outcome": "End_1"}, ELEVATORS[:1]),
        ({"states": frozenset({InstanceState.COMPLETED})}, ELEVATORS[:1]),
        ({"field": "room", "value": "3-1502"}, LEAK),
        ({"field": "room", "value": "3-15"}, []),
        ({}, LEAK + ELEVATORS),
    ],
)
def test_cases_are_found_by_what_is_said_of_them(world, complaints, wanted, titles):
    shown = found(world, **wanted)

    assert shown == titles


def test_cases_are_found_by_when_they_began(world, complaints):
    second = complaints[1].started_at

    assert found(world, since=second) == LEAK + ELEVATORS[:1]
    assert found(world, until=second) == ELEVATORS[1:]


def test_a_search_finds_only_what_its_asker_may_see(world, complaints):
    assert found(world, by="bob", words=("电梯",)) == []
    assert found(world, by="bob") == LEAK
    assert found(world, by="out") == []


@pytest.mark.parametrize("recent", [1, 20_000])
def test_pages_of_a_search_follow_each_other_without_loss(world, complaints, recent, monkeypatch):
    monkeypatch.setattr(case_search, "RECENT", recent)
    search = CaseSearch(words=("电梯",))

    first = world.do(searching.page, search, by="aud", limit=1)
    second = world.do(searching.page, search, by="aud", limit=1, cursor=first.next)

    assert [case.title for case in (*first.items, *second.items)] == ELEVATORS
    assert second.next is None


@pytest.mark.parametrize("word", ["梯", "50"])
def test_a_word_that_stands_nearly_everywhere_is_refused(world, complaints, word):
    with pytest.raises(Invalid, match=f"'{word}' is too short"):
        found(world, words=(word,))


def test_more_words_than_anybody_types_are_refused(world, complaints):
    with pytest.raises(Invalid, match="9 words are too many"):
        found(world, words=("电梯",) * 9)


def test_people_are_meant_by_name_or_id_and_all_of_one_name(world):
    organisation = world.store.run(lambda tx: tx.people.organisation())

    assert searching.people_of(organisation, " 安 ") == {"ann"}
    assert searching.people_of(organisation, "bob") == {"bob"}
    assert searching.people_of(organisation, "旧人") == {"旧人"}
    assert searching.people_of(organisation, " ") == frozenset()


def test_a_field_is_named_with_its_value():
    search = searching.of_field(CaseSearch(), " room = 8-2-501 ")

    assert (search.field, search.value) == ("room", "8-2-501")
    assert searching.of_field(CaseSearch(), " ") == CaseSearch()
    with pytest.raises(Invalid, match="expected name=value"):
        searching.of_field(CaseSearch(), "room")


def test_words_are_what_stands_between_spaces():
    assert searching.words_of(" 电梯  异响 ") == ("电梯", "异响")


SAID = "外墙瓷砖脱落，已联系工程部"


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        (("瓷砖脱落",), LEAK),
        (("外墙", "工程部"), LEAK),
        (("脱落瓷砖",), []),
        (("外墙", "直升飞机"), []),
        (("8-2-502",), ELEVATORS[:1]),
        (("外墙", "8-2-502"), []),
    ],
)
def test_cases_are_found_by_what_people_wrote_with_an_index_and_without(
    world, complaints, said, titles
):
    world.do(comments.add, complaints[2].id, by="bob", text=SAID)

    assert found(world, said=said) == titles


def test_the_index_tells_which_cases_a_rare_word_leaves(world, complaints):
    world.do(comments.add, complaints[2].id, by="bob", text=SAID)

    def asked(*words, most=4000):
        return world.store.run(lambda tx: tx.history.mentioning(words, most=most))

    if world.store.run(lambda tx: tx._session.connection.dialect.name) == "sqlite":
        assert asked("瓷砖") is None
    else:
        assert asked("瓷砖脱落") == asked("瓷砖", "abc") == {complaints[2].id}
        assert asked("直升飞机") == frozenset()
        assert asked("电梯", most=1) is None
        assert asked("电梯", "瓷砖", most=1) == {complaints[2].id}
        assert asked("a字b", "电") is None


def test_what_is_erased_has_no_entry_in_the_index(manual_store):
    with manual_store.begin() as tx:
        connection = tx._session.connection
        if connection.dialect.name == "sqlite":
            pytest.skip("SQLite has no such index")
        asked = ("情况属实，同意", '{"element_id":"UT_1","at":"二0三"}')
        pairs = [connection.scalar(sa.select(sa.func.guanjia_said(each))) for each in asked]
        nothing = connection.scalar(sa.select(sa.func.guanjia_said(sa.cast(None, sa.Text))))

    assert [set(each) for each in pairs] == [{"情况", "况属", "属实", "同意"}, set()]
    assert nothing is None
