"""A real OpenID provider (npm `oidc-provider`) beside a served company."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from api.oidc import Oidc
from engine.identities import Mapping
from engine.model import Role
from engine.organisations import Rule
from tests.api.serving import app_of, furnish, settings_of

HERE = Path(__file__).parent
WANTED = "oidc-provider@9"
REDIRECT = "http://testserver/sign-in/oidc/callback"
RULES = (
    Rule(group="front-desk-hy01", unit="HY01", post="cs_front"),
    Rule(group="auditors", role=Role.AUDITOR),
    Rule(group="night-watch", code="night"),
)


@pytest.fixture(scope="session")
def issuer():
    """The address of a provider that runs as long as the tests do."""
    home = _installed()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        ["node", HERE / "provider.mjs", str(port), REDIRECT],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    for line in process.stdout:
        if line == "ready\n":
            break
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate()


def _installed():
    """Install the provider once on a machine, outside the repository."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node and npm: OpenID Connect is not tried against a real provider")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    home = cache / "guanjia-tests" / WANTED
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "node_modules" / "oidc-provider" / "package.json").exists():
            command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", home, WANTED]
            done = subprocess.run(command, capture_output=True, check=False, text=True)
            if done.returncode:
                pytest.skip(f"npm cannot install {WANTED}: {done.stderr.strip()[-200:]}")
    return home


@pytest.fixture
def oidc(issuer):
    return Oidc(
        issuer=issuer,
        client_id="guanjia",
        public_url="http://testserver",
        secret="a secret / of the client",
        mapping=Mapping(rules=RULES, create=True),
    )


@pytest.fixture
def app_with(tmp_path):
    """Build an application with these settings of the provider."""
    settings = settings_of(f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path)
    furnish(settings)
    return lambda oidc: app_of(settings, shipped=False, oidc=oidc)


@pytest.fixture
def at_provider():
    """Sign somebody in at the provider: returns what its answer carries back to us."""

    def sign_in(url, login):
        with httpx.Client(trust_env=False, follow_redirects=False) as browser:
            page = _followed(browser, browser.get(url))
            while isinstance(page, httpx.Response):
                action = re.search(r'action="([^"]+)"', page.text)[1]
                prompt = re.search(r'name="prompt" value="([^"]+)"', page.text)[1]
                filled = {"prompt": prompt, "login": login, "password": "any will do"}
                page = _followed(browser, browser.post(action, data=filled))
            return page

    return sign_in


def _followed(browser, answer):
    """Follow a browser's way: to a page with a form, or to what is brought back to us."""
    while answer.is_redirect:
        goal = str(answer.next_request.url)
        if goal.startswith(REDIRECT):
            return dict(parse_qsl(urlsplit(goal).query))
        answer = browser.get(goal)
    assert answer.status_code == 200, answer.text
    return answer
