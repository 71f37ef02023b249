"""An account belongs to an issuer and its subject, not to a name (OpenID Connect Core, 5.7)."""

from dataclasses import replace

import pytest

from engine import demo, identities, organisations
from engine import settings as environment
from engine.errors import Invalid, NotFound, NotPermitted, NotSignedIn
from engine.identities import DIRECTORY, Identity, Mapping
from engine.model import Role
from engine.organisations import Rule
from tests.api.serving import Client, app_of, furnish, settings_of
from tests.cli.test_cli import guanjia, home  # noqa: F401 - fixtures
from tests.pages.test_administration import send
from tests.pages.test_pages import Reader

ISSUER = "https://id.example"
LIMIN = Identity(login="limin", issuer=ISSUER, subject="s-1")
RULES = (
    Rule(group="desk", unit="HY01", post="cs_front"),
    Rule(group="auditors", role=Role.AUDITOR),
    Rule(group="night", code="night"),
)


@pytest.fixture
def office(manual_store):
    manual_store.run(lambda tx: tx.people.replace(demo.organisation()))
    return manual_store


def sign_in(store, identity, mapping=None):
    told = mapping or Mapping()
    return store.run(lambda tx: identities.open_session(tx, identity, told, client="x")).actor.id


def changes(store):
    return store.run(lambda tx: organisations.changes(tx, by=DIRECTORY)).items


def unbind(store, person="limin", by=DIRECTORY, reason="换了身份平台"):
    store.run(lambda tx: identities.unbind(tx, person, by=by, reason=reason))


def test_the_first_sign_in_binds_an_account_on_record(office):
    found = [sign_in(office, LIMIN), sign_in(office, LIMIN)]

    assert found == ["limin", "limin"]
    [change] = changes(office)
    assert (change.way, change.actor_name) == ("binding", "统一身份认证")
    assert change.differences[0]["key"] == "limin"
    assert ["签发方", "", ISSUER] in [list(each) for each in change.differences[0]["fields"]]


@pytest.mark.parametrize(
    "other", [{"subject": "s-2"}, {"issuer": "https://another.example"}], ids=str
)
def test_the_same_name_from_elsewhere_is_refused_until_the_binding_is_cleared(office, other):
    sign_in(office, LIMIN)
    stranger = replace(LIMIN, **other)

    with pytest.raises(NotSignedIn, match="bound to another identity") as refused:
        sign_in(office, stranger)
    unbind(office)

    assert "请联系管理员解除绑定" in refused.value.facts["zh"]
    assert sign_in(office, stranger) == "limin"
    with pytest.raises(NotSignedIn, match="bound to another identity"):
        sign_in(office, LIMIN)


def test_who_is_renamed_at_the_provider_keeps_his_account_and_takes_nobody_elses(office):
    sign_in(office, LIMIN)

    assert sign_in(office, replace(LIMIN, login="limin.new")) == "limin"
    assert sign_in(office, replace(LIMIN, login="fangyuan")) == "limin"
    assert sign_in(office, Identity(login="fangyuan", issuer=ISSUER, subject="s-9")) == "fangyuan"


def test_somebody_new_is_bound_as_he_is_taken_in(office):
    new = Identity(login="newcomer", issuer=ISSUER, subject="s-7")
    sign_in(office, new, Mapping(create=True))

    with pytest.raises(NotSignedIn, match="bound to another identity"):
        sign_in(office, replace(new, subject="s-8"), Mapping(create=True))


def test_a_person_of_the_directory_is_bound_to_nothing(office):
    sign_in(office, Identity(login="limin"))

    assert office.run(lambda tx: tx.people.binding("limin")) is None


def test_a_binding_is_cleared_by_an_administrator_with_a_reason_and_ends_his_sessions(office):
    sign_in(office, LIMIN)
    staff = replace(DIRECTORY, roles=frozenset())

    with pytest.raises(NotPermitted):
        unbind(office, by=staff)
    with pytest.raises(Invalid):
        unbind(office, reason=" ")
    before = office.run(lambda tx: tx.people.signed_in())
    unbind(office)
    after = office.run(lambda tx: tx.people.signed_in())
    with pytest.raises(NotFound):
        unbind(office)

    assert (before, after) == ({"limin": 1}, {})
    newest = changes(office)[0]
    assert (newest.way, newest.reason) == ("binding", "换了身份平台")
    assert newest.differences[0]["kind"] == "left"


def test_a_company_that_changes_its_provider_clears_all_bindings_to_the_old_one(office):
    others = Identity(login="fangyuan", issuer="https://new.example", subject="s-1")
    sign_in(office, LIMIN)
    sign_in(office, others)

    cleared = office.run(
        lambda tx: identities.unbind_all(tx, ISSUER, by=DIRECTORY, reason="换了身份平台")
    )

    assert cleared == 1
    assert list(office.run(lambda tx: tx.people.bindings())) == ["fangyuan"]
    with pytest.raises(Invalid):
        office.run(lambda tx: identities.unbind_all(tx, ISSUER, by=DIRECTORY, reason=""))


def held(store, name):
    found = store.run(lambda tx: tx.people.organisation()).assignments
    return sorted((each.unit, each.post) for each in found if each.person == name)


def test_a_group_that_is_gone_takes_away_what_it_gave_and_nothing_else(office):
    mapping = Mapping(rules=RULES)
    by_hand = held(office, "zhuting")
    someone = Identity(login="zhuting", issuer=ISSUER, subject="s-3")
    was = office.run(lambda tx: tx.people.organisation()).people["zhuting"]

    sign_in(office, replace(someone, groups=("desk", "auditors", "night")), mapping)
    given = office.run(lambda tx: tx.people.organisation()).people["zhuting"]
    with_post = held(office, "zhuting")
    sign_in(office, replace(someone, groups=("night",)), mapping)
    less = office.run(lambda tx: tx.people.organisation()).people["zhuting"]
    without_post = held(office, "zhuting")
    sign_in(office, someone, mapping)
    left = office.run(lambda tx: tx.people.organisation()).people["zhuting"]

    assert by_hand
    assert with_post == sorted([*by_hand, ("HY01", "cs_front")])
    assert (given.roles - was.roles, given.groups - was.groups) == ({Role.AUDITOR}, {"night"})
    assert without_post == by_hand
    assert (less.roles, less.groups) == (was.roles, was.groups | {"night"})
    assert (left.roles, left.groups, held(office, "zhuting")) == (was.roles, was.groups, by_hand)


def test_an_administrator_sees_and_clears_a_binding_on_page_and_over_rest(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    path = "/organisation/people/limin/binding?reason=换了身份平台"
    with Client(app).http:
        rest, chief = Client(app, "fangyuan"), Reader(app, "fangyuan")
        sign_in(app.state.store, LIMIN)
        listed = {e["person"]: e for e in rest.get("/organisation/accounts").json()["items"]}
        first = [rest.send("DELETE", path).status_code for _ in range(2)]
        sign_in(app.state.store, LIMIN)
        chief.get("/admin/accounts/limin")
        shown = chief.text()
        send(chief, "/admin/accounts/limin", reason="换了身份平台", do="unbind")
        after = chief.text()

    assert (listed["limin"]["issuer"], listed["limin"]["subject"]) == (ISSUER, "s-1")
    assert listed["fangyuan"]["issuer"] is None
    assert first == [204, 404]
    assert "https://id.example s-1" in shown
    assert "https://id.example" not in after


def test_the_command_line_clears_one_binding_or_all_of_a_provider(guanjia, home):  # noqa: F811
    settings = environment.of_environment()
    furnish(settings)

    def bind():
        store = environment.open_store(settings)
        sign_in(store, LIMIN)
        store.close()

    bind()
    one = guanjia("unbind", "limin", "--reason", "换了身份平台")
    bind()
    every = guanjia("unbind", "--issuer", ISSUER, "--reason", "换了身份平台")
    neither = guanjia("unbind", "--reason", "x")

    assert one == (0, "", "")
    assert every == (0, "1\n", "")
    assert neither[0] == 1
    assert "name a person" in neither[2]
