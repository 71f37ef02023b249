"""Reads stories: a sentence about the product, the diagram that shows it, and what has to happen.

A file of stories is Markdown: a heading is the sentence, what is indented is drawn (see `drawing`),
the rest is played (see `playing`).  A line of `===` parts the versions of a diagram.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "stories"
DECISIONS = {file.name: file.read_bytes() for file in FOLDER.glob("*.dmn")}


@dataclass(frozen=True)
class Story:
    title: str
    diagrams: tuple[str, ...]
    script: str

    @property
    def files(self):
        """The decision tables that the diagram names."""
        return {name: xml for name, xml in DECISIONS.items() if name[:-4] in self.diagrams[0]}


def read(name):
    """Return the stories of a file."""
    _, *blocks = (FOLDER / f"{name}.md").read_text(encoding="utf-8").split("\n# ")
    return [_story(block.splitlines()) for block in blocks]


def _story(lines):
    title, *rest = lines
    diagram = "\n".join(line.strip() for line in rest if line.startswith("    "))
    script = "\n".join(line for line in rest if line and not line.startswith("    "))
    return Story(title, tuple(diagram.split("\n===\n")), script)


def on_stages(*names):
    """Return the tests: each story on SQLite, each fourth on PostgreSQL as well."""
    stories = [(name, story) for name in names for story in read(name)]
    params = []
    for number, (name, story) in enumerate(stories):
        id_ = f"{name}-{story.title.replace(' ', '_')}"
        params.append(pytest.param("sqlite", story, id=f"{id_}-sqlite"))
        if number % 4 == 0:
            params.append(pytest.param("postgresql", story, id=f"{id_}-postgresql"))
    return pytest.mark.parametrize(("stage", "story"), params, indirect=["stage"])
