"""F11: a backup under load is a whole company: it verifies, nothing is stuck, and it goes on."""

import subprocess
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from engine import seals
from engine.errors import Invalid
from engine.sealer import Sealer, Sealing
from engine.store import CaseQuery, Store
from tests.conftest import KEY
from tests.faults.check import CHECKER, check_at_rest
from tests.faults.company import FOLLOW, WORK
from tests.usecases.world import World

BEFORE, DURING = 6, 6  # cases


@pytest.fixture
def busy(database_url):
    """A store in which somebody starts cases until the test ends; at first there are a few."""
    store = Store(database_url, key=KEY)
    world = World(store)
    world.deploy(WORK, FOLLOW)
    stop, marks = threading.Event(), iter(range(10_000))

    def start():
        world.start("work", variables={"mark": f"m{next(marks)}"})

    def work():
        while not stop.is_set():
            start()

    for _ in range(BEFORE):
        start()
    store.run(lambda tx: seals.seal(tx, bytes(32), algorithm="sha256"))
    clerk = threading.Thread(target=work)
    clerk.start()
    yield store
    stop.set()
    clerk.join()
    store.close()


@pytest.fixture
def restored(busy, database_url, tmp_path, request):
    """The URL of another database with what the backup has."""
    if database_url.startswith("sqlite"):
        busy.backup(tmp_path / "backup.db")
        busy.backup(tmp_path / "backup.db")
        yield f"sqlite:///{tmp_path / 'backup.db'}"
    else:
        yield from dumped(make_url(database_url), tmp_path)


def dumped(url, folder):
    """Dump, restore beside it with the same server's programs, and drop that in the end."""
    plain = url.set(drivername="postgresql")
    other = plain.set(database=f"{url.database}_restored")
    at, to = (one.render_as_string(hide_password=False) for one in (plain, other))
    with psycopg.connect(at, autocommit=True) as connection:
        query = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
        programs = Path(connection.execute(query).fetchone()[0])
        if not (programs / "pg_dump").exists():
            pytest.skip(f"the server's own pg_dump is not in {programs}")
        connection.execute(f'DROP DATABASE IF EXISTS "{other.database}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{other.database}"')
    file = folder / "backup.dump"
    subprocess.run([programs / "pg_dump", "-Fc", "-f", file, at], check=True)
    subprocess.run([programs / "pg_restore", "-d", to, file], check=True)
    yield other.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    with psycopg.connect(at, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{other.database}" WITH (FORCE)')


@pytest.mark.slow
def test_a_backup_under_load_verifies_and_work_goes_on_in_it(restored, tmp_path, tally):
    store = Store(restored, key=KEY)
    store.migrate()
    world = World(store)
    with store.read() as tx:
        flaws = seals.check(tx, by=CHECKER)
        cases = tx.cases.page(CaseQuery(), limit=500).items
    violations = check_at_rest(store, fold_every=5)

    case = world.start("work", variables={"mark": "after"})
    world.complete("UT_Work", case=case, mark="after")
    (tmp_path / "seal.key").write_text(bytes(32).hex())
    sealing = Sealing(key_file=tmp_path / "seal.key", folder=tmp_path / "checkpoints")
    leaves = Sealer(store, sealing).run_all()
    after = check_at_rest(store, fold_every=5)
    store.close()

    tally(cases=len(cases), violations=len(flaws) + len(violations) + len(after))
    assert (flaws, violations, after) == ([], [], [])
    assert len(cases) >= BEFORE
    assert leaves > BEFORE


def test_postgresql_is_not_copied_file_by_file(postgresql_url, tmp_path):
    store = Store(postgresql_url, key=KEY)

    with pytest.raises(Invalid, match="pg_dump"):
        store.backup(tmp_path / "backup.db")
    store.close()
