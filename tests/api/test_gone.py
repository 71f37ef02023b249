"""A client that goes away before its request has arrived whole leaves a quiet line in the log."""

import logging

import pytest
from anyio.from_thread import start_blocking_portal

PATHS = {"/api/v1/imports": 400, "/admin/workbook": 499}
"""And what nobody reads any more."""


def part(path, headers):
    """Return a request of which the first bytes arrive, and then nothing more."""
    head = {"content-type": "multipart/form-data; boundary=b", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in head.items()],
        "server": ("test", 80),
        "client": ("10.0.0.7", 5),
    }
    messages = iter(
        [
            {"type": "http.request", "body": b"--b\r\nContent-", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive():
        return next(messages)

    return scope, receive


@pytest.mark.parametrize("path", PATHS)
def test_an_upload_that_is_broken_off_is_no_fault_of_ours(app, sign_in, caplog, path):
    chief, sent = sign_in("fangyuan"), []
    cookies = "; ".join(f"{name}={value}" for name, value in chief.http.cookies.items())
    scope, receive = part(
        path, {"cookie": cookies, **{k.lower(): v for k, v in chief.headers.items()}}
    )

    async def send(message):
        sent.append(message)

    own_loop = start_blocking_portal()  # a browser's may run in this thread
    with caplog.at_level(logging.INFO), own_loop as portal:
        portal.call(app, scope, receive, send)

    assert [each for each in caplog.records if each.levelno > logging.INFO or each.exc_info] == []
    assert sent[0]["status"] == PATHS[path]
    assert ("its client went away" in caplog.text) == (PATHS[path] == 499)
