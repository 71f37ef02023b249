"""A platform and a mail server on this machine, which answer what they are told to."""

import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.model import Delivery, DeliveryState

AT = datetime(2026, 7, 1, 1, 5, tzinfo=UTC)


def delivery(**facts):
    usual = {
        "id": UUID(int=7),
        "dedupe": "x",
        "channel": "x",
        "recipient": "zhang",
        "address": "zhang",
        "kind": "task.created",
        "title": "新待办：受理",
        "text": "TS-HY01-20260701-001 请办理。",
        "data": {"path": "/tasks/1"},
        "instance_id": None,
        "seq": 1,
        "task_id": None,
        "state": DeliveryState.WAITING,
        "attempts": 1,
        "next_try": AT,
        "result": "",
        "provider_id": "",
        "created_at": AT,
        "ended_at": None,
    }
    return Delivery(**{**usual, **facts})


class Platform:
    """Answers each path with what is next in its list, and keeps what was asked."""

    def __init__(self):
        self.asked = []
        self.methods = []
        self.answers = {}
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                said = json.loads(body) if body else None
                platform.asked.append((parts.path, query, said, dict(self.headers)))
                platform.methods.append(self.command)
                answers = platform.answers[parts.path]
                status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PATCH = do_PUT = do_POST  # noqa: N815 - the library's names

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def paths(self):
        return [path for path, *_ in self.asked]

    def bodies(self, path):
        return [body for asked, _, body, _ in self.asked if asked == path]

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def platform():
    platform = Platform()
    yield platform
    platform.close()


class Postbox:
    """Keeps the mails that were taken, and refuses with what it is told to."""

    def __init__(self):
        self.letters = []
        self.refusals = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "rcpt" in self.refusals:
            return self.refusals["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "data" in self.refusals:
            return self.refusals["data"]
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.letters.append((encrypted, envelope))
        return "250 OK"


class _AnyPort(Controller):
    """Listens on a port that is free, and waits long enough on a busy machine."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticator(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"guanjia", b"right")
    return AuthResult(success=known, handled=False)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for this machine, and a context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


@pytest.fixture
def mail(certificate):
    """Start a mail server of the wanted kind; returns its postbox and its port."""
    running = []

    def start(tls="starttls"):
        postbox = Postbox()
        own, _ = certificate
        settings = {
            "implicit": {"ssl_context": own, "auth_require_tls": False},
            "starttls": {"tls_context": own, "require_starttls": True},
            "none": {"auth_require_tls": False},
        }[tls]
        controller = _AnyPort(
            postbox,
            hostname="127.0.0.1",
            port=0,
            ready_timeout=30,
            authenticator=_authenticator,
            **settings,
        )
        controller.start()
        running.append(controller)
        return postbox, controller.port

    yield start
    for controller in running:
        controller.stop()
