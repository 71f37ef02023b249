import time

import pytest

from engine.interpreter import run
from engine.model import commands, events


@pytest.mark.slow
def test_round_one_thousand_costs_what_round_ten_did(play):
    sizes, took = _rounds(play(), 1000)

    assert sizes[999] <= 1.2 * sizes[9]
    assert min(took[900:]) <= 1.5 * min(took[5:105])


def test_the_loop_ends_when_it_is_told_to(play):
    case = play().start().complete("U", again=True).complete("U", again=False)

    assert case.ended


def _rounds(case, count):
    case.start(form={f"f{n}": n for n in range(20)})
    snapshot, (task,) = case.snapshot, case.tasks()
    sizes, took = [], []
    for number in range(1, count + 1):
        command = commands.CompleteActivity(
            activity_id=task.task_id, variables={"round": number % 10, "again": number < count}
        )
        before = time.process_time()
        step = run(case.definition, snapshot, command, case.now)
        took.append(time.process_time() - before)
        snapshot = step.snapshot
        sizes.append(len(snapshot))
        task = next((e for e in step.events if isinstance(e, events.UserTaskCreated)), None)
    assert task is None
    return sizes, took
