"""Sign-in at an OpenID provider: authorization code with PKCE, state and nonce, `iss` checked.

`GUANJIA_OIDC_ISSUER`       address of the provider; without it there is no such sign-in
`GUANJIA_OIDC_CLIENT_ID`    as the provider knows this installation
`GUANJIA_OIDC_SECRET_FILE`  file with the client's secret; none: a public client, PKCE alone
`GUANJIA_OIDC_NAME`         what the button says; default 统一身份登录 / Single sign-on
`GUANJIA_OIDC_LOGIN_CLAIM`  claim that is the account's name here; default preferred_username
`GUANJIA_OIDC_GROUPS_CLAIM` claim with the groups; default groups
`GUANJIA_OIDC_SCOPES`       default "openid profile email"
`GUANJIA_OIDC_RULES`        JSON file: what groups mean here (docs/howto/sign-in.md)
`GUANJIA_OIDC_CREATE`       on: whom the provider vouches for is taken in; default off
`GUANJIA_PUBLIC_URL`        address of this installation, to which the provider sends back
"""

import logging
import os
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from engine import identities
from engine.channels import Endpoint, Undeliverable, Unreachable
from engine.errors import Invalid, NotSignedIn, ProviderUnavailable
from engine.identities import Identity

_log = logging.getLogger("guanjia.oidc")

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures of ID tokens; never `none`, never a shared secret."""
ONCE: Final[Mapping[str, str]] = {}
ANEW: Final[Mapping[str, str]] = {"prompt": "login", "max_age": "0"}
"""Asked for a proof of who somebody is (OpenID Connect Core, 3.1.2.1)."""
_LEEWAY: Final = 60  # seconds that the provider's clock may be off
_FRESH: Final = 3600.0  # seconds that what the provider says of itself is kept
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL: Final = ("userinfo_endpoint", "end_session_endpoint")
_HERE: Final = Endpoint(private=True)  # whoever sets a provider up may name a host of his own


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """One OpenID provider, and what this installation is to it."""

    issuer: str
    client_id: str
    public_url: str
    secret: str = field(default="", repr=False)
    name: str = ""
    login_claim: str = "preferred_username"
    groups_claim: str = "groups"
    scopes: str = "openid profile email"
    mapping: identities.Mapping = field(default_factory=identities.Mapping)

    @property
    def redirect_uri(self) -> str:
        return f"{self.public_url.rstrip('/')}/sign-in/oidc/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in that has begun; the browser keeps it until it comes back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    next: str


def of_environment(environment: Mapping[str, str] = os.environ) -> Oidc | None:
    """Read the settings; None without an issuer, Invalid where something is missing or wrong."""
    issuer = environment.get("GUANJIA_OIDC_ISSUER", "")
    if not issuer:
        return None
    for name in ("GUANJIA_OIDC_CLIENT_ID", "GUANJIA_PUBLIC_URL"):
        if not environment.get(name):
            raise Invalid(f"{name} is missing: sign-in at {issuer} needs it")
    secret = environment.get("GUANJIA_OIDC_SECRET_FILE", "")
    rules = environment.get("GUANJIA_OIDC_RULES", "")
    create = environment.get("GUANJIA_OIDC_CREATE", "off").lower()
    if create not in {"on", "off"}:
        raise Invalid(f"GUANJIA_OIDC_CREATE is {create!r}: expected on or off")
    return Oidc(
        issuer=issuer,
        client_id=environment["GUANJIA_OIDC_CLIENT_ID"],
        public_url=environment["GUANJIA_PUBLIC_URL"],
        secret=_read(secret).decode().strip() if secret else "",
        name=environment.get("GUANJIA_OIDC_NAME", ""),
        login_claim=environment.get("GUANJIA_OIDC_LOGIN_CLAIM", "preferred_username"),
        groups_claim=environment.get("GUANJIA_OIDC_GROUPS_CLAIM", "groups"),
        scopes=environment.get("GUANJIA_OIDC_SCOPES", "openid profile email"),
        mapping=identities.Mapping(
            rules=identities.read_rules(_read(rules), name="GUANJIA_OIDC_RULES") if rules else (),
            create=create == "on",
        ),
    )


class Provider:
    """Talks to the OpenID provider; what it says of itself is kept for an hour.

    Every question raises ProviderUnavailable where no answer comes, or none that can be read.
    """

    def __init__(
        self, settings: Oidc, *, clock: Callable[[], float] = time.time, http: Endpoint = _HERE
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._http = http
        self._about: tuple[float, Mapping[str, Any]] | None = None

    def begin(self, next_: str, *, more: Mapping[str, str] = ONCE) -> tuple[str, Pending]:
        """Return where the browser goes to sign in, and what it keeps meanwhile.

        `more` is asked besides: ANEW wants the person to sign in though the provider knows him.
        """
        pending = Pending(
            state=token_urlsafe(24),
            nonce=token_urlsafe(24),
            verifier=token_urlsafe(48),
            next=next_,
        )
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": self.settings.scopes,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge(pending.verifier),
            "code_challenge_method": "S256",
            **more,
        }
        return f"{self._said()['authorization_endpoint']}?{urlencode(asked)}", pending

    def finish(self, answer: Mapping[str, str], pending: Pending) -> Identity:
        """Return whom the provider vouches for; raises NotSignedIn where anything is not right."""
        self._check_answer(answer, pending)
        tokens = self._tokens(answer["code"], pending)
        claims = self._checked(str(tokens.get("id_token", "")), pending)
        return self._identity(self._completed(claims, str(tokens.get("access_token", ""))))

    def sign_out_url(self) -> str | None:
        """Return where a browser signs out at the provider; None where it has no such page."""
        page = self._said().get("end_session_endpoint")
        if page is None:
            return None
        back = f"{self.settings.public_url.rstrip('/')}/sign-in"
        asked = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return f"{page}?{urlencode(asked)}"

    def _check_answer(self, answer: Mapping[str, str], pending: Pending) -> None:
        """Check state, issuer (RFC 9207, section 2.4) and that there is a code."""
        if not compare_digest(answer.get("state", "").encode(), pending.state.encode()):
            raise NotSignedIn("the answer belongs to another sign-in")
        always = self._said().get("authorization_response_iss_parameter_supported", False)
        if (always or "iss" in answer) and answer.get("iss") != self.settings.issuer:
            raise NotSignedIn("the answer is another provider's")
        if "code" not in answer:
            raise NotSignedIn(f"the provider refused: {answer.get('error', 'no code')[:100]}")

    def _tokens(self, code: str, pending: Pending) -> Mapping[str, Any]:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "client_id": self.settings.client_id,
            "code_verifier": pending.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._credentials()}
        return self._ask("POST", self._said()["token_endpoint"], urlencode(asked), headers)

    def _credentials(self) -> Mapping[str, str]:
        """Return the client's name and secret, each encoded as RFC 6749, 2.3.1 wants it."""
        if not self.settings.secret:
            return {}
        pair = f"{quote(self.settings.client_id, '')}:{quote(self.settings.secret, '')}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _checked(self, id_token: str, pending: Pending) -> Mapping[str, Any]:
        """Check signature and claims of an ID token (OpenID Connect Core, 3.1.3.7)."""
        keys = self._keys()
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": pending.nonce},
        )
        try:
            token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
            wanted.validate(token.claims)
        except (JoseError, ValueError) as error:
            raise NotSignedIn(f"the ID token is not right: {type(error).__name__}") from error
        if token.claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise NotSignedIn("the ID token is another client's")
        return token.claims

    def _keys(self) -> KeySet:
        found: Any = self._get(self._said()["jwks_uri"])
        try:
            return KeySet.import_key_set(found)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise _away(error) from error

    def _completed(self, claims: Mapping[str, Any], access_token: str) -> Mapping[str, Any]:
        """Ask for what the ID token does not say; it must be of the same person."""
        needed = (self.settings.login_claim, self.settings.groups_claim)
        page = self._said().get("userinfo_endpoint")
        if page is None or all(name in claims for name in needed):
            return claims
        bearer = {"Authorization": f"Bearer {access_token}"}
        more = self._ask("GET", page, "", bearer)
        if more.get("sub") != claims["sub"]:
            raise NotSignedIn("the provider told of somebody else")
        return {**more, **claims}

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        login = claims.get(self.settings.login_claim)
        if not isinstance(login, str) or not login:
            raise NotSignedIn(f"the provider does not say {self.settings.login_claim}")
        groups = claims.get(self.settings.groups_claim, [])
        return Identity(
            login=login,
            issuer=self.settings.issuer,
            subject=claims["sub"],
            name=str(claims.get("name", "")),
            email=str(claims.get("email", "")),
            groups=tuple(map(str, groups)) if isinstance(groups, list) else (str(groups),),
            proved=self._ago(claims.get("auth_time")),
        )

    def _ago(self, auth_time: Any) -> timedelta | None:
        """Return how long ago the provider saw the person (OpenID Connect Core, 2)."""
        if not isinstance(auth_time, int) or auth_time < 0:
            return None
        return timedelta(seconds=max(0.0, self._clock() - auth_time))

    def _said(self) -> Mapping[str, Any]:
        """Return what the provider says of itself (OpenID Connect Discovery, 4)."""
        now = self._clock()
        if self._about is None or now - self._about[0] > _FRESH:
            found = self._get(self.settings.issuer.rstrip("/") + _WELL_KNOWN)
            if found.get("issuer") != self.settings.issuer:
                raise _away(ValueError("the identity provider calls itself by another name"))
            told = [found.get(name) for name in _NEEDED]
            told += [found[name] for name in _OPTIONAL if name in found]
            if not all(isinstance(each, str) for each in told):
                raise _away(TypeError("the identity provider does not say where it is asked"))
            self._about = now, found
        return self._about[1]

    def _get(self, url: str) -> Mapping[str, Any]:
        """Ask for what everybody may know: being refused that is no word on who signs in."""
        try:
            return self._ask("GET", url, "", {})
        except NotSignedIn as error:
            raise _away(error) from error

    def _ask(
        self, method: str, url: str, body: str, headers: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """Return the JSON object that is answered; raises NotSignedIn for a refusal (4xx)."""
        sent = {"Accept": "application/json", **headers}
        try:
            found = orjson.loads(self._http.request(method, url, body.encode(), sent))
        except Undeliverable as error:
            raise NotSignedIn("the identity provider refused the sign-in") from error
        except (Unreachable, ValueError) as error:  # the latter: no URL, or no JSON
            raise _away(error) from error
        if not isinstance(found, dict):
            raise _away(TypeError("no object"))
        return found


def _away(error: Exception) -> ProviderUnavailable:
    """Note what failed by its kind alone: what a provider says besides may name people."""
    _log.warning("the identity provider cannot be used: %s", type(error).__name__)
    return ProviderUnavailable("the identity provider does not answer, or not as it should")


def challenge(verifier: str) -> str:
    """Return what is told of a verifier before it is shown (RFC 7636, 4.2)."""
    digest = sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}") from error
