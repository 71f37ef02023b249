"""A served company with the shipped processes, in memory or behind a real socket for a browser."""

import shutil
import socket
import threading
import time

import httpx2 as httpx
import pytest
import uvicorn

from tests.api.serving import app_of, furnish, settings_of

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over a company of this module's own, with the shipped processes."""
    folder = tmp_path_factory.mktemp("pages")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder, clock="system")
    furnish(settings)
    return app_of(settings, worker=True)


@pytest.fixture(scope="module")
def served(app):
    """The address of a server that runs the application."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{port}"
    _wait_for(address)
    yield address
    server.should_exit = True
    thread.join(10)


def _wait_for(address):
    for _ in range(200):
        try:
            httpx.get(f"{address}/api/v1/health/ready", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)  # a server that starts cannot be awaited otherwise
        else:
            return
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chromium():
    """A browser; the tests that need one are skipped where the machine has none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
