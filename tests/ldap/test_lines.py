"""Lines to servers that do not do what a server of a directory does."""

import contextlib
import socket
import ssl
import threading

import pytest

from engine.directory import Unanswered, lines
from tests.ldap import certificates

YES = bytes.fromhex("300c02010178070a010004000400")
YES_AT_LENGTH = bytes.fromhex("30840000000c02010178070a010004000400")
NO = bytes.fromhex("300c02010178070a013404000400")
SHORT = 0.3  # seconds
LONG = 20.0


@contextlib.contextmanager
def server(serve):
    """Serve one connection in a thread; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run():
            with contextlib.suppress(OSError):
                one, _ = listening.accept()
                with one:
                    serve(one)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def silent(one):
    """Take what comes, and say nothing until the other side gives up."""
    while one.recv(4096):
        pass


def answering(answer, then=silent):
    def serve(one):
        one.recv(4096)
        one.sendall(answer)
        then(one)

    return serve


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def good(folder):
    return certificates.make(folder, "good")


def speaking_tls(pem, key, then):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)

    def serve(one):
        with context.wrap_socket(one, server_side=True) as safe:
            then(safe)

    return serve


def echo(safe):
    while asked := safe.recv(65536):
        safe.sendall(asked)


def test_a_server_that_is_not_there_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    with pytest.raises(Unanswered, match="ConnectionRefusedError"):
        lines.opened(f"ldaps://127.0.0.1:{port}", None, patience=LONG)


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_a_server_that_takes_a_connection_and_says_nothing_is_given_up(scheme):
    with server(silent) as port, pytest.raises(Unanswered, match="TimeoutError"):
        lines.opened(f"{scheme}://127.0.0.1:{port}", lines.trusting(""), patience=SHORT)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (NO, "ValueError"),
        (bytes.fromhex("3084000f4240"), "ValueError"),
        (bytes.fromhex("3003020101"), "ValueError"),
        (bytes.fromhex("300c02010165070a010004000400"), "ValueError"),
    ],
    ids=["it refuses", "without end", "with nothing", "of another kind"],
)
def test_without_tls_nothing_is_said(answer, reason):
    with server(answering(answer)) as port, pytest.raises(Unanswered, match=reason):
        lines.opened(f"ldap://127.0.0.1:{port}", lines.trusting(""), patience=LONG)


def test_a_server_that_hangs_up_does_not_answer():
    with (
        server(answering(b"0", then=lambda _: None)) as port,
        pytest.raises(Unanswered, match="ConnectionResetError"),
    ):
        lines.opened(f"ldap://127.0.0.1:{port}", lines.trusting(""), patience=LONG)


@pytest.mark.parametrize("answer", [YES, YES_AT_LENGTH])
def test_after_starttls_what_is_said_is_hidden(good, answer):
    pem, key = good
    serve = answering(answer, then=speaking_tls(pem, key, echo))

    with server(serve) as port:
        line = lines.opened(f"ldap://127.0.0.1:{port}", lines.trusting(str(pem)), patience=LONG)
        with line:
            line.sendall(b"x" * 100_000)
            heard = b""
            while len(heard) < 100_000:
                heard += line.recv(65536)

    assert heard == b"x" * 100_000


def test_a_line_ends_when_the_server_hangs_up(good):
    pem, key = good

    with server(speaking_tls(pem, key, lambda _: None)) as port:
        line = lines.opened(f"ldaps://127.0.0.1:{port}", lines.trusting(str(pem)), patience=LONG)
        with line:
            assert line.recv(1) == b""


def test_a_certificate_that_has_expired_is_not_trusted(folder):
    pem, key = certificates.make(folder, "old", days=-1)

    with (
        server(speaking_tls(pem, key, echo)) as port,
        pytest.raises(Unanswered, match="certificate has expired"),
    ):
        lines.opened(f"ldaps://127.0.0.1:{port}", lines.trusting(str(pem)), patience=LONG)


def test_a_certificate_of_nobody_known_is_not_trusted(good):
    with (
        server(speaking_tls(*good, echo)) as port,
        pytest.raises(Unanswered, match="self-signed certificate"),
    ):
        lines.opened(f"ldaps://127.0.0.1:{port}", lines.trusting(""), patience=LONG)


def test_a_certificate_of_another_host_is_not_trusted(good):
    pem, _ = good

    with server(speaking_tls(*good, echo)) as port, pytest.raises(Unanswered, match="mismatch"):
        lines.opened(f"ldaps://localhost:{port}", lines.trusting(str(pem)), patience=LONG)


def test_an_address_without_a_port_means_the_usual_one(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "engine.directory.lines.socket.create_connection",
        lambda place, timeout: asked.append((place, timeout)) or "a line",
    )

    assert lines.opened("ldap://[::1]", None, patience=SHORT) == "a line"
    assert lines.opened("ldaps://dc.example", None, patience=SHORT) == "a line"
    assert asked == [(("::1", 389), SHORT), (("dc.example", 636), SHORT)]
