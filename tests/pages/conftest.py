"""A served company with the shipped processes, in memory or behind a real socket for a browser."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager

import httpx2 as httpx
import pytest
import uvicorn

from tests.api.serving import PASSWORD, Client, app_of, furnish, settings_of
from tests.pages import every

PATIENCE = 60_000
"""Milliseconds: a busy machine plays a dry run slowly."""
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
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
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A served company that has something to show on every page; some of its work is late."""
    folder = tmp_path_factory.mktemp("whole")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    app = app_of(settings)
    with serving(app) as address:
        chief = Client(app, every.CHIEF)
        chief.send("PUT", "/clock", {"now": "2031-03-03T09:00:00+08:00"})
        ids = every.examples(app)
        chief.post("/clock/advance", {"duration": "PT5H"})
        yield every.Whole(app=app, address=address, ids=ids)


@contextmanager
def serving(app):
    """Let a real server run an application; yield its address."""
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


@pytest.fixture
def sign_in(chromium, served):
    """Open a browser for somebody."""
    opened = []

    def take(login, **profile):
        profile = {"viewport": {"width": 1440, "height": 1000}, **profile}
        context = chromium.new_context(locale="zh-CN", bypass_csp=False, **profile)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(served)
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/tasks**")
        return page

    yield take
    for context in opened:
        context.close()


@pytest.fixture
def task(app):
    """The id of a complaint that limin is to register."""
    clerk = Client(app, "limin")
    given = {"process_key": "complaint-handling", "project": "HY01"}
    found = clerk.task_of(clerk.post("/process-instances", given).json()["id"])["id"]
    clerk.post(f"/user-tasks/{found}/claim")
    return found


@pytest.fixture
def begin(sign_in, served):
    """Open the designer over a new process."""

    def begun(key, template="blank", login="caoying"):
        page = sign_in(login)
        page.goto(f"{served}/designer")
        page.get_by_label("流程名称").fill("钥匙交接")
        page.get_by_label("流程标识").fill(key)
        page.get_by_label("模板").select_option(template)
        page.get_by_role("button", name="开始设计").click()
        page.wait_for_selector("#designer[data-ready]")
        return page

    return begun
