"""A provider that is away, or answers what nobody can read."""

import logging

import orjson
import pytest

from api.oidc import Oidc, Provider
from engine.channels import Endpoint
from engine.errors import NotSignedIn, ProviderUnavailable
from tests.api.serving import Client, app_of, furnish, settings_of
from tests.oidc.lying import DISCOVERY, NOW, Lying, signed

HTML = (200, b"<!doctype html><title>Limin, please sign in</title>")
CUT = (200, b'{"issuer": "http://id.exam')
BROKEN = (500, b"Traceback: limin@example")
LIST = (200, b"[]")
REFUSED = (404, b"{}")


@pytest.fixture
def lying():
    provider = Lying()
    yield provider
    provider.close()


@pytest.fixture
def oidc(lying):
    return Oidc(issuer=lying.issuer, client_id="guanjia", public_url="http://testserver")


def provider_of(oidc):
    return Provider(oidc, clock=lambda: float(NOW), http=Endpoint(private=True, timeout=0.5))


def changed(lying, **other):
    said = {**lying.discovery(), **other}
    return 200, orjson.dumps({name: value for name, value in said.items() if value is not None})


@pytest.mark.parametrize("said", [HTML, CUT, BROKEN, LIST, REFUSED, None], ids=str)
def test_what_a_provider_says_of_itself_must_be_readable(lying, oidc, said, caplog):
    lying.says[DISCOVERY] = said

    with caplog.at_level(logging.WARNING), pytest.raises(ProviderUnavailable):
        provider_of(oidc).begin("/")

    assert "the identity provider cannot be used" in caplog.text
    assert "limin" not in caplog.text.casefold()


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "https://another.example"},
        {"authorization_endpoint": None},
        {"token_endpoint": 7},
        {"jwks_uri": None},
        {"userinfo_endpoint": ["x"]},
        {"end_session_endpoint": None, "userinfo_endpoint": 1},
    ],
    ids=str,
)
def test_what_a_provider_says_of_itself_must_be_whole_and_its_own(lying, oidc, other):
    lying.says[DISCOVERY] = changed(lying, **other)
    provider = provider_of(oidc)

    with pytest.raises(ProviderUnavailable):
        provider.begin("/")

    del lying.says[DISCOVERY]
    assert provider.begin("/")[0].startswith(f"{lying.issuer}/auth?")  # what was wrong is not kept


def finish(lying, provider):
    _, pending = provider.begin("/")
    if "/token" not in lying.says:
        lying.hands_out(signed(lying.claims(pending.nonce)))
    return provider.finish({"state": pending.state, "code": "c"}, pending)


@pytest.mark.parametrize("said", [HTML, CUT, BROKEN, LIST, None], ids=str)
def test_an_exchange_that_brings_no_tokens_tells_that_the_provider_is_away(lying, oidc, said):
    lying.says["/token"] = said

    with pytest.raises(ProviderUnavailable):
        finish(lying, provider_of(oidc))


def test_a_code_that_the_provider_refuses_is_a_refusal(lying, oidc):
    lying.says["/token"] = (400, b'{"error": "invalid_grant"}')

    with pytest.raises(NotSignedIn, match="refused the sign-in"):
        finish(lying, provider_of(oidc))


@pytest.mark.parametrize(
    "said",
    [
        HTML,
        BROKEN,
        REFUSED,
        (200, b"{}"),
        (200, b'{"keys": 7}'),
        (200, b'{"keys": [7]}'),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [{"kty": "RSA"}]}'),
        (200, b'{"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]}'),
    ],
    ids=str,
)
def test_keys_that_cannot_be_read_tell_that_the_provider_is_away(lying, oidc, said):
    lying.says["/jwks"] = said

    with pytest.raises(ProviderUnavailable):
        finish(lying, provider_of(oidc))


@pytest.mark.parametrize(
    "page", ["http://[x/", "http://127.0.0.1:1/私"], ids=["no host", "no path"]
)
def test_an_address_that_is_none_tells_that_the_provider_is_away(lying, oidc, page):
    lying.says[DISCOVERY] = changed(lying, token_endpoint=page)

    with pytest.raises(ProviderUnavailable):
        finish(lying, provider_of(oidc))


def test_what_is_told_beside_the_token_must_be_readable(lying, oidc):
    lying.says[DISCOVERY] = changed(lying, userinfo_endpoint=f"{lying.issuer}/who")
    lying.says["/who"] = HTML
    provider = provider_of(oidc)
    _, pending = provider.begin("/")
    lying.hands_out(signed(lying.claims(pending.nonce, groups=None)))

    with pytest.raises(ProviderUnavailable):
        provider.finish({"state": pending.state, "code": "c"}, pending)


def test_the_page_says_that_the_provider_is_away_and_takes_a_password(lying, oidc, tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path)
    furnish(settings)
    with Client(app_of(settings, shipped=False, oidc=oidc)).http as http:
        began = http.get("/sign-in/oidc", follow_redirects=False)
        lying.says["/token"] = BROKEN
        state = began.headers["location"].partition("state=")[2].partition("&")[0]
        came_back = http.get("/sign-in/oidc/callback", params={"state": state, "code": "c"})
        http.app.state.provider = provider_of(oidc)
        lying.says[DISCOVERY] = HTML
        begun = http.get("/sign-in/oidc?next=/tasks", headers={"Accept-Language": "en"})
        left = http.get("/sign-in/oidc/sign-out")

    assert [each.status_code for each in (came_back, begun, left)] == [503, 503, 503]
    assert "统一身份认证服务暂时不可用" in came_back.text
    assert "does not answer" in begun.text
    assert 'name="next" value="/tasks"' in begun.text
    assert 'name="password"' in left.text
