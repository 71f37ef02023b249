"""What a story consists of, and how a module of stories becomes tests."""

from dataclasses import dataclass, field

import pytest


@dataclass(frozen=True)
class Story:
    """A sentence about the product, the diagram that shows it, and what has to happen."""

    title: str
    diagram: str
    script: str
    files: dict[str, bytes] = field(default_factory=dict)


def on_stages(stories, every=4):
    """Return the parameters: each story on SQLite, each fourth on PostgreSQL as well."""
    params = []
    for number, story in enumerate(stories):
        name = story.title.replace(" ", "_")
        params.append(pytest.param("sqlite", story, id=f"{name}-sqlite"))
        if number % every == 0:
            params.append(pytest.param("postgresql", story, id=f"{name}-postgresql"))
    return pytest.mark.parametrize(("stage", "story"), params, indirect=["stage"])
