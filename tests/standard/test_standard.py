"""Small diagrams, as anybody would draw them who has the standard, run as the standard says."""

import pytest

from tests.standard import stories

FILES = sorted(file.stem for file in stories.FOLDER.glob("*.md"))


@stories.on_stages(*FILES)
def test_a_diagram_of_the_standard_runs_as_the_standard_says(stage, story):
    stage.play(story)


@pytest.mark.parametrize("name", FILES)
def test_every_story_has_a_sentence_of_its_own(name):
    titles = [story.title for story in stories.read(name)]

    assert len(titles) == len(set(titles)) > 0
