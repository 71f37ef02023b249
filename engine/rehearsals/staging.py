"""Where a dry run is played: a store in memory with the company in it and the files in force."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from engine import deployments
from engine.rehearsals.company import Company
from engine.scenarios.stage import DIRECTOR, KEY
from engine.store import Store


@contextmanager
def stage(files: Mapping[str, bytes], company: Company, clock: datetime) -> Iterator[Store]:
    """Open a store for one story that begins at `clock`.

    Raises DeploymentRefused where the files cannot be put in force.
    """
    store = Store("sqlite://", key=KEY, clock="manual")
    try:
        store.migrate()
        store.run(lambda tx: tx.people.replace(company.organisation))
        store.run(lambda tx: tx.clock.set(clock))
        release = {**company.release, **files}
        store.run(lambda tx: deployments.deploy(tx, release, by=DIRECTOR))
        yield store
    finally:
        store.close()
