"""The docs on the shipped processes are as the processes are: edge cases, drawings."""

import re
from pathlib import Path

import pytest

from engine import diagram, drawing
from engine.scenarios.reading import ENDING, read
from processes import resources, shipped

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


@pytest.mark.parametrize("process", ["complaint-handling", "recruitment-approval"])
def test_the_drawings_in_the_docs_show_the_shipped_diagrams(process):
    read_ = diagram.read(resources(process)[f"{process}.bpmn"])

    drawn = drawing.draw(read_, title=read_.processes[process].name)

    assert (ROOT / "docs" / f"{process}.svg").read_text(encoding="utf-8") == drawn
