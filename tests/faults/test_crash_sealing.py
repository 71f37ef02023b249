"""F1, seal: a sealer that is killed leaves a whole checkpoint or none, and the next one goes on."""

import multiprocessing
import signal

import pytest

from engine import seals
from engine.history import checkpoints
from engine.sealer import Sealer, kept, of_environment
from tests.faults import crashing
from tests.faults.check import CHECKER, check_at_rest
from tests.faults.company import WORK, furnish
from tests.faults.crashing import POINTS
from tests.usecases.world import World

FORK = multiprocessing.get_context("forkserver")


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS[2:])  # a seal is no event of a case
def test_a_sealer_killed_in_the_middle_loses_no_checkpoint_and_seals_nothing_twice(
    database_url, tmp_path, point, tally
):
    FORK.set_forkserver_preload(["tests.faults.crashing"])
    company = furnish(database_url, tmp_path, WORK)
    store = company.open()
    world = World(store)
    cases = [world.start("work", variables={"mark": f"m{n}"}) for n in range(3)]
    victim = FORK.Process(target=crashing.seal, args=(company.settings, point))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL

    sealing = of_environment(company.settings, {})
    Sealer(store, sealing).run_all()

    with store.read() as tx:
        flaws = seals.check(tx, by=CHECKER, kept=kept(sealing.folder))
        leaves = [tx.seals.of_case(case.id) for case in cases]
    violations = check_at_rest(store)
    store.close()
    found = [
        checkpoints.Checkpoint.of_body(note.body).size
        for note in checkpoints.notes(kept(sealing.folder))
    ]
    tally(kills=1, violations=len(flaws) + len(violations))
    assert (flaws, violations) == ([], [])
    assert found == [3]
    assert [(one[0].first, one[-1].last) for one in leaves] == [(1, case.seq) for case in cases]
