"""docs/processes.md says which story plays which edge case; this keeps the page honest."""

import re
from pathlib import Path

import pytest

from engine.scenarios.reading import ENDING, read
from processes import shipped

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "processes.md").read_text(encoding="utf-8")
STORIES = {
    process: {
        scenario.en
        for scenario in read(ROOT / "processes" / process / f"{process}{ENDING}").scenarios
    }
    for process in shipped()
}


def chapter(process):
    [found] = re.findall(
        rf"^## \S+ {process}$(.*?)(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE
    )
    return found


@pytest.mark.parametrize("process", shipped())
def test_every_story_that_the_page_names_exists_and_every_story_is_named(process):
    named = {
        (other or process, story)
        for story, other in re.findall(r"`([^`]+)`(?: in ([a-z-]+))?", chapter(process))
    }

    strange = {story for of, story in named if story not in STORIES[of]}
    silent = STORIES[process] - {story for of, story in named if of == process}

    assert (strange, silent) == (set(), set())


@pytest.mark.parametrize("process", shipped())
def test_tests_that_play_an_edge_case_instead_of_a_story_exist(process):
    named = re.findall(r"(?:tests/acceptance/)?(test_\w+\.py)", chapter(process))

    assert [name for name in named if not (ROOT / "tests" / "acceptance" / name).exists()] == []
