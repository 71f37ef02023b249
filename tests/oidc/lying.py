"""An OpenID provider of its own that says what a test wants, and signs with a key of its own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import orjson
from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig"})
NOW = 1_790_000_000
DISCOVERY = "/.well-known/openid-configuration"


class Lying:
    """Answers by path; what a test puts into `says` comes instead, None never comes."""

    def __init__(self):
        self.says = {}
        self.release = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self)

            def do_POST(self):
                provider.answer(self)

            def log_message(self, *_):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/out",
        }

    def hands_out(self, id_token):
        """Let the token endpoint answer with this ID token."""
        self.says["/token"] = (200, orjson.dumps({"id_token": id_token, "access_token": "a"}))

    def claims(self, nonce, /, **other):
        """Return right claims but for `other`; None leaves one out."""
        right = {
            "iss": self.issuer,
            "aud": "guanjia",
            "sub": "s-1",
            "iat": NOW,
            "exp": NOW + 300,
            "nonce": nonce,
            "preferred_username": "limin",
            "groups": [],
        }
        return {name: value for name, value in {**right, **other}.items() if value is not None}

    def answer(self, asked):
        usual = {
            DISCOVERY: (200, orjson.dumps(self.discovery())),
            "/jwks": (200, orjson.dumps({"keys": [KEY.as_dict(private=False)]})),
        }
        said = self.says.get(path := urlsplit(asked.path).path, usual.get(path))
        if said is None:
            self.release.wait()
            return
        status, content = said
        asked.send_response(status)
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)


def signed(claims, key=KEY, alg="RS256", kid="k1"):
    """Return an ID token."""
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg])
