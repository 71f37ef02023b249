"""A story of each shipped process through REST; `make stories` plays them all that way."""

from importlib.resources import files
from pathlib import Path

import pytest

from api.scenarios.playing import playing
from engine.scenarios.reading import ENDING, read
from engine.scenarios.stage import Stage
from engine.scenarios.telling import tell
from processes import shipped


@pytest.mark.parametrize("process", shipped())
def test_the_first_story_of_a_process_goes_over_rest_as_through_the_use_cases(process, tmp_path):
    suite = read(Path(str(files("processes") / process / f"{process}{ENDING}")))

    with playing(Stage(tmp_path), suite) as play:
        tell(play, suite.scenarios[0])
