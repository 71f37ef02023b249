"""What an ID token must be to open a session (OpenID Connect Core, 3.1.3.7)."""

import hmac
from base64 import urlsafe_b64encode

import orjson
import pytest
from joserfc.jwk import RSAKey

from api.oidc import Oidc, Provider
from engine.errors import NotSignedIn
from tests.oidc.lying import KEY, NOW, Lying, signed

SECRET = "a shared secret of the client and the provider"
ANOTHER = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig"})


@pytest.fixture(scope="module")
def lying():
    provider = Lying()
    yield provider
    provider.close()


@pytest.fixture
def sign_in(lying):
    """Sign in with the token that `make` gives; what is asked for carries the nonce."""
    settings = Oidc(
        issuer=lying.issuer,
        client_id="guanjia",
        public_url="http://testserver",
        secret=SECRET,
    )
    provider = Provider(settings, clock=lambda: float(NOW))

    def sign_in(make):
        _, pending = provider.begin("/")
        lying.hands_out(make(lying, pending.nonce))
        return provider.finish({"state": pending.state, "code": "c"}, pending)

    yield sign_in
    lying.says.clear()


def with_claims(**other):
    return lambda lying, nonce: signed(lying.claims(nonce, **other))


def unsigned(lying, nonce):
    parts = ({"alg": "none"}, lying.claims(nonce))
    return ".".join(_encoded(orjson.dumps(each)) for each in parts) + "."


def altered(lying, nonce):
    head, _, seal = signed(lying.claims(nonce)).split(".")
    return f"{head}.{_encoded(orjson.dumps(lying.claims(nonce, sub='another')))}.{seal}"


def cut(lying, nonce):
    return signed(lying.claims(nonce)).rpartition(".")[0]


def _encoded(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def by_secret(secret):
    """Sign as HS256 does: with what the client knows, or with what everybody knows."""

    def made(lying, nonce):
        parts = ({"alg": "HS256", "kid": "k1"}, lying.claims(nonce))
        text = ".".join(_encoded(orjson.dumps(each)) for each in parts)
        return f"{text}.{_encoded(hmac.digest(secret, text.encode(), 'sha256'))}"

    return made


def test_a_right_token_names_its_person(sign_in):
    found = sign_in(with_claims())

    assert found.login == "limin"


@pytest.mark.parametrize(
    "right",
    [
        with_claims(aud=["guanjia", "another"], azp="guanjia"),
        with_claims(exp=NOW - 30),  # within what clocks may differ
        with_claims(auth_time=-5),
    ],
    ids=["one audience of several", "a clock that is slow", "a time that is none"],
)
def test_what_the_standard_lets_pass_is_let_pass(sign_in, right):
    found = sign_in(right)

    assert (found.login, found.proved) == ("limin", None)


WRONG = {
    "another key": (lambda p, n: signed(p.claims(n), ANOTHER), "BadSignatureError"),
    "no such key": (lambda p, n: signed(p.claims(n), kid="k2"), "is not right"),
    "altered": (altered, "BadSignatureError"),
    "alg none": (unsigned, "is not right"),
    "alg HS256 by the secret": (by_secret(SECRET.encode()), "is not right"),
    "alg HS256 by the public key": (by_secret(KEY.as_pem(private=False)), "is not right"),
    "iss of another": (with_claims(iss="https://evil.example"), "InvalidClaimError"),
    "no iss": (with_claims(iss=None), "MissingClaimError"),
    "aud of another": (with_claims(aud="another"), "InvalidClaimError"),
    "aud of others": (with_claims(aud=["another"]), "InvalidClaimError"),
    "no aud": (with_claims(aud=None), "MissingClaimError"),
    "azp of another": (with_claims(aud=["guanjia", "another"], azp="another"), "another client's"),
    "expired": (with_claims(exp=NOW - 120), "ExpiredTokenError"),
    "no exp": (with_claims(exp=None), "MissingClaimError"),
    "exp that is no time": (with_claims(exp="tomorrow"), "InvalidClaimError"),
    "iat to come": (with_claims(iat=NOW + 120), "is not right"),
    "no iat": (with_claims(iat=None), "MissingClaimError"),
    "nbf to come": (with_claims(nbf=NOW + 120), "is not right"),
    "nonce of another": (with_claims(nonce="another"), "InvalidClaimError"),
    "no nonce": (with_claims(nonce=None), "MissingClaimError"),
    "no sub": (with_claims(sub=None), "MissingClaimError"),
    "sub that is no text": (with_claims(sub=17), "InvalidClaimError"),
    "cut": (cut, "is not right"),
    "empty": (lambda *_: "", "is not right"),
    "dots": (lambda *_: "....", "is not right"),
    "other letters": (lambda *_: "名.名.名", "is not right"),
    "a list": (lambda *_: ["no", "text"], "is not right"),
    "null": (lambda *_: None, "is not right"),
}


@pytest.mark.parametrize(("wrong", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_token_opens_nothing(sign_in, wrong, reason):
    with pytest.raises(NotSignedIn, match=reason):
        sign_in(wrong)
