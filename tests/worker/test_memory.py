"""What a process that serves for long does about its memory."""

import gc

import pytest

from engine import memory


@pytest.fixture(autouse=True)
def _as_before():
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_a_start_has_made_is_set_aside_and_rubbish_is_looked_for_less_often():
    before = gc.get_freeze_count()

    memory.settle()

    assert gc.get_freeze_count() > before
    assert gc.get_threshold()[0] == memory.YOUNG
