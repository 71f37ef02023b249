"""F7: PostgreSQL's disk is full: it is told, what was acknowledged is there, and work goes on after.

The tables of one database lie on a small file system of their own; its log lies elsewhere.
"""

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from engine.errors import Unavailable
from engine.store import CaseQuery, Store
from tests.conftest import KEY
from tests.databases import execute
from tests.faults.check import check
from tests.usecases import diagrams
from tests.usecases.world import World

SIZE = 40  # megabytes: a database of ours takes some fifteen
ROOM = 3_000_000  # bytes that are left beside the ballast


@pytest.fixture
def small_disk(postgresql_server):
    """A folder on a small file system that the server of the tests may write to."""
    server, _ = postgresql_server
    data = Path(server.query.get("host", "") or "/nowhere")
    if os.geteuid() != 0 or not (data / "PG_VERSION").exists():
        pytest.skip("needs root, and a PostgreSQL server of this machine")
    with tempfile.TemporaryDirectory(prefix="gj") as folder:
        size = ["-o", f"size={SIZE}m"]
        mounted = subprocess.run(["mount", "-t", "tmpfs", *size, "none", folder], check=False)
        if mounted.returncode:
            pytest.skip("no file system can be mounted here")
        owner = (data / "PG_VERSION").stat()
        Path(folder).chmod(0o755)
        inner = Path(folder) / "tables"
        inner.mkdir()
        os.chown(inner, owner.st_uid, owner.st_gid)
        yield inner
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def full(postgresql_server, small_disk):
    """A store whose tables lie there, and the ballast that leaves them little room."""
    server, template = postgresql_server
    name = f"guanjia_full_{os.getpid()}"
    execute(server, f"CREATE TABLESPACE {name} LOCATION '{small_disk}'")
    execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" TABLESPACE {name}')
    url = server.set(database=name).render_as_string(hide_password=False)
    store = Store(url, key=KEY)
    world = World(store)
    world.deploy(diagrams.PARALLEL)
    free = os.statvfs(small_disk)
    ballast = small_disk.parent / "ballast"
    ballast.write_bytes(bytes(max(free.f_bavail * free.f_frsize - ROOM, 0)))
    yield world, ballast
    store.close()
    execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')
    execute(server, f"DROP TABLESPACE {name}")


@pytest.mark.slow
def test_a_full_disk_under_postgresql_is_told_and_nothing_acknowledged_is_lost(full, tally):
    world, ballast = full
    begun = []

    with pytest.raises(Unavailable, match="No space left on device"):
        fill(world, begun)
    kept = {case.id for case in world.store.run(_cases)}
    with suppress(FileNotFoundError):
        ballast.unlink()
    again = world.start("parallel")

    violations = check(world.store)
    tally(acknowledged=len(begun) + 1, violations=len(violations) + len(set(begun) - kept))
    assert begun
    assert kept == set(begun)
    assert {case.id for case in world.store.run(_cases)} == {*begun, again.id}
    assert violations == []


def fill(world, begun):
    """Start cases with what cannot be compressed, and note those that were."""
    for _ in range(2_000):
        text = os.urandom(20_000).hex()
        begun.append(world.start("parallel", variables={"text": text}).id)


def _cases(tx):
    return tx.cases.page(CaseQuery(), limit=2_001).items
