"""The stories of the shipped processes on PostgreSQL; on SQLite pytest plays the files themselves."""

from importlib.resources import files
from pathlib import Path

import pytest

from engine.scenarios.playing import Play
from engine.scenarios.reading import ENDING, read
from engine.scenarios.telling import tell
from processes import shipped

STORIES = [
    pytest.param(suite, scenario, id=f"{suite.process}: {scenario.en}")
    for process in shipped()
    for suite in [read(Path(str(files("processes") / process / f"{process}{ENDING}")))]
    for scenario in suite.scenarios
]


@pytest.mark.parametrize(("suite", "scenario"), STORIES)
def test_a_story_goes_as_people_expect_it_and_replays_to_the_same(company, suite, scenario):
    tell(Play(company(suite), suite), scenario)
