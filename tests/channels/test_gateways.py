"""Web hooks and the gateway of text messages say where the page is, and who it was."""

import contextlib
import socket
import threading
from dataclasses import replace

import pytest

from engine.channels import Endpoint, SmsChannel, Undeliverable, Unreachable, WebhookChannel
from tests.channels.conftest import delivery

OWN = Endpoint(private=True)


def test_a_text_message_goes_to_the_gateway_signed_and_with_its_link(platform):
    platform.answers = {"/sms": [(200, {"ok": True})]}
    channel = SmsChannel(
        endpoint=OWN,
        url=f"{platform.url}/sms",
        secret="S3CRET",
        public_url="https://g.example.com",
        clock=lambda: 1000,
    )

    outcome = channel.send(delivery(address="13800138000"), "")

    ((_, _, body, headers),) = platform.asked
    assert (body["to"], body["url"]) == ("13800138000", "https://g.example.com/tasks/1")
    assert headers["Guanjia-Signature"].startswith("sha256=")
    assert headers["Idempotency-Key"] == body["id"]
    assert "ok" in outcome.result
    assert "S3CRET" not in repr(channel)


def test_a_web_hook_says_under_which_address_people_find_the_page(platform):
    platform.answers = {"/hook": [(204, b"")]}
    address = f"{platform.url}/hook?from=guanjia"
    known = WebhookChannel(endpoint=OWN, public_url="https://g.example.com")
    unknown = WebhookChannel(endpoint=OWN)

    for channel in (known, unknown):
        channel.send(delivery(address=address), "secret")

    (_, query, told, _), (_, _, told_less, _) = platform.asked
    assert query == {"from": "guanjia"}
    assert told["url"] == "https://g.example.com/tasks/1"
    assert "url" not in told_less


def test_a_receiver_that_is_not_there_may_be_there_the_next_time(platform):
    platform.close()

    with pytest.raises(Unreachable, match="Connection"):
        OWN.post(f"{platform.url}/hook", b"", {})
    with pytest.raises(Unreachable, match="not known"):
        OWN.post("http://nowhere.invalid/hook", b"", {})


@pytest.fixture
def dripping():
    """The address of a receiver that promises an answer and sends a byte of it now and then."""
    listener, ended = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            while not ended.wait(0.02):
                connection.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    ended.set()
    thread.join()
    listener.close()


def test_a_receiver_that_answers_byte_by_byte_holds_nobody_up(dripping):
    hasty = replace(OWN, whole=0.3)

    with pytest.raises(Unreachable, match=r"no whole answer within 0\.3 s"):
        hasty.post(dripping, b"", {})


def test_a_call_that_was_cut_off_says_so_whatever_the_network_made_of_it():
    hasty = replace(OWN, whole=0.1)

    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(Unreachable, match=r"no whole answer within 0\.1 s"),
    ):
        hasty.post(f"http://127.0.0.1:{silent.getsockname()[1]}/hook", b"", {})


def test_a_receiver_that_says_nothing_is_not_waited_for():
    hasty = replace(OWN, timeout=0.1)

    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(Unreachable, match="timed out"),
    ):
        hasty.post(f"http://127.0.0.1:{silent.getsockname()[1]}/hook", b"", {})


def test_a_receiver_is_encrypted_to_by_the_name_that_was_judged(mail):
    _, port = mail("implicit")

    with pytest.raises(Unreachable, match="certificate"):
        OWN.post(f"https://127.0.0.1:{port}/hook", b"", {})
    with pytest.raises(Undeliverable, match="port"):
        OWN.post("https://127.0.0.1:99999/hook", b"", {})
