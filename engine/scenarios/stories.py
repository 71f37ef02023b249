"""What one run of pytest keeps, and the stories that its tests tell in Python."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import Invalid
from engine.scenarios.opening import Opening
from engine.scenarios.playing import Play
from engine.scenarios.reading import ENDING, read
from engine.scenarios.stage import Stage
from engine.scenarios.story import Story
from engine.scenarios.trodden import Trodden


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of pytest keeps: where stories are played, and what they came by."""

    stage: Stage
    scratch: Path
    """Where its databases are; removed when the run is over."""
    opening: Opening
    """Through what its stories are played."""
    trodden: Trodden = field(default_factory=Trodden)
    folders: set[str] = field(default_factory=set)
    """Of the processes whose stories were played."""


class Stories:
    """Plays that a test tells in Python instead of YAML."""

    def __init__(self, run: Run, here: Path, root: Path, opened: ExitStack) -> None:
        self._run = run
        self._root = root
        self._places = (Path(), here, root, root / "processes")
        self._opened = opened
        self._plays: list[Play] = []
        self._stories: list[Story] = []

    def __call__(self, path: Path | str) -> Play:
        """Return a play on a fresh database with the processes of a file of scenarios."""
        suite = read(self._file(Path(path)))
        play = self._opened.enter_context(self._run.opening(self._run.stage, suite))
        self._plays.append(play)
        return play

    def start(self, process: str, *, as_: str, project: str | None = None, **values: Any) -> Story:
        """Begin a case in a fresh database; further arguments are fields of the start form.

        `process` is a file of scenarios, a process's folder, or the name of a folder beside the
        test, in the root or in its `processes`. Raises Invalid where there is none.
        """
        story = Story(self(process))
        story.start(as_=as_, project=project, **values)
        self._stories.append(story)
        return story

    def finish(self, test: str) -> None:
        """Check what every story left behind, and add what all came by to the coverage.

        A process outside the root of the run is not the run's to cover.
        """
        for story in self._stories:
            story.check()
        for play in self._plays:
            folder = play.suite.path.parent
            if folder.resolve().is_relative_to(self._root):
                self._run.trodden.add(play, test)
                self._run.folders.add(str(folder))

    def _file(self, named: Path) -> Path:
        for place in self._places:
            path = place / named
            file = path / f"{path.name}{ENDING}" if path.is_dir() else path
            if file.is_file():
                return file
        raise Invalid(f"no scenarios in {named}; looked for {named.name}{ENDING}")
