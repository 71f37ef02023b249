"""A real directory (OpenLDAP's slapd) beside a served company."""

import io
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from engine import accounts
from engine.directory import Ldap
from engine.directory.settings import meaning
from engine.model import Role
from engine.organisations import Rule
from engine.settings import open_store
from tests.api.serving import app_of, furnish, password_hash, settings_of
from tests.ldap import certificates

HERE = Path(__file__).parent
BASE = "dc=hengyue,dc=example"
FRONT_DESK = f"CN=front-desk-hy01, OU=groups, {BASE}"
RULES = (
    Rule(group=FRONT_DESK, unit="HY01", post="cs_front"),
    Rule(group="auditors", role=Role.AUDITOR),
    Rule(group="night-watch", code="night"),
)
PATIENCE = 20.0  # seconds: this machine may be busy with other tests


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Hash cheaply: these tests are not about how long that takes."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(accounts, "_hasher", lambda: hasher)
    monkeypatch.setattr(accounts, "_nobodys_hash", password_hash)


@pytest.fixture(scope="session")
def slapd(tmp_path_factory):
    """Addresses and certificate of a directory that runs as long as the tests do."""
    program = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin")
    if program is None:
        pytest.skip("no slapd: sign-in by a directory is not tried against a real one")
    pytest.importorskip("ldap", reason="no python-ldap: sign-in by a directory is not tried")
    folder = tmp_path_factory.mktemp("slapd")
    pem, key = certificates.make(folder, "server")
    (folder / "data").mkdir()
    modules = next((p for p in ("/usr/lib/ldap", "/usr/lib64/openldap") if Path(p).is_dir()), "")
    words = {"MODULES": modules, "CERTIFICATE": pem, "KEY": key, "DATA": folder / "data"}
    text = (HERE / "slapd.conf").read_text()
    for word, meant in words.items():
        text = text.replace(f" {word}\n", f" {meant}\n")
    (folder / "slapd.conf").write_text(text)
    plain, safe = (f"{scheme}://127.0.0.1:{_free()}" for scheme in ("ldap", "ldaps"))
    listening = f"{plain} {safe}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-d", "0", "-f", folder / "slapd.conf", "-h", listening],
            stdout=log,
            stderr=log,
        )
        try:
            _filled(plain, process, folder / "log")
            yield SimpleNamespace(plain=plain, safe=safe, pem=pem, key=key)
        finally:
            process.terminate()
            process.wait()


def _free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _filled(url, process, log):
    """Wait until the server answers, and give it the company."""
    library, until = pytest.importorskip("ldap"), time.monotonic() + PATIENCE
    while True:
        handle = library.initialize(url)
        try:
            handle.simple_bind_s(f"cn=admin,{BASE}", "of the administrator")
            break
        except library.SERVER_DOWN:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"slapd does not start: {log.read_text()}")
    records = pytest.importorskip("ldif").LDIFRecordList(
        io.BytesIO((HERE / "company.ldif").read_bytes())
    )
    records.parse()
    for dn, values in records.all_records:
        handle.add_s(dn, list(values.items()))
    handle.unbind_s()


@pytest.fixture
def ldap_settings(slapd):
    return settings(slapd.safe, ca_file=str(slapd.pem))


def settings(*urls, **more):
    usual = {
        "urls": urls,
        "base": f"ou=people,{BASE}",
        "bind_dn": f"cn=search,{BASE}",
        "password": "of the account that searches",
        "groups_base": f"ou=groups,{BASE}",
        "mapping": meaning(RULES, create=True),
        "timeout": PATIENCE,
    }
    return Ldap(**{**usual, **more})


@pytest.fixture
def app_with(tmp_path):
    """Build an application with these settings of the directory; limin and sunli have no password here."""
    own = settings_of(f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path)
    furnish(own)
    store = open_store(own)
    store.run(_without_passwords)
    store.close()
    return lambda ldap: app_of(own, shipped=False, ldap=ldap)


def _without_passwords(tx):
    for person in ("limin", "sunli"):
        accounts.drop_password(tx, person)
