"""Mutating: whether the stories of a process notice what goes wrong in its diagram.

A diagram that says something else is put in force in a database of its own, and the stories that
come by the place are told until one goes another way. Where none does, nothing tells that part of
the diagram from a wrong one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from engine.errors import DeploymentRefused, Invalid
from engine.scenarios.mutants import Mutant, mutants
from engine.scenarios.opening import through_use_cases
from engine.scenarios.reading import Scenario, Suite, read
from engine.scenarios.stage import Stage
from engine.scenarios.telling import tell
from engine.scenarios.trodden import Trodden
from engine.scenarios.unmet import Unmet


class Verdict(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    """A story went another way."""
    REFUSED = "refused"
    """It cannot be put in force."""
    SURVIVED = "survived"
    """No story noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """A mutant and what became of it."""

    mutant: Mutant
    verdict: Verdict
    by: str = ""
    """The story that noticed, or why it was refused."""


def walk(path: Path) -> tuple[Suite, Trodden]:
    """Tell all stories of a file; return them with what they came by.

    Raises Invalid for a mistake in the file, and where a story does not go as it says.
    """
    suite, trodden = read(path), Trodden()
    with TemporaryDirectory(prefix="guanjia-stories-") as folder:
        stage = Stage(Path(folder))
        for scenario in suite.scenarios:
            with through_use_cases(stage, suite) as play:
                try:
                    tell(play, scenario)
                except Unmet as trouble:
                    raise Invalid(f"{scenario.en} does not go as it says: {trouble}") from trouble
                trodden.add(play, scenario.en)
    return suite, trodden


def mutate(suite: Suite, trodden: Trodden, part: str = "") -> Iterator[Fate]:
    """Yield the fate of each mutant of the diagrams beside the stories, or of one part."""
    for diagram in sorted(suite.path.parent.glob("*.bpmn")):
        for mutant in mutants(diagram.read_bytes()):
            if part in {"", mutant.part}:
                yield _fate(suite, diagram.name, mutant, _near(suite, trodden, mutant))


def _near(suite: Suite, trodden: Trodden, mutant: Mutant) -> list[Scenario]:
    """Return the stories that come by the place: to the others it makes no difference."""
    names = {
        story
        for key in trodden.stories.get("elements", {})
        for element, stories in trodden.told_by("elements", key).items()
        if element in mutant.at
        for story in stories
    }
    return [scenario for scenario in suite.scenarios if scenario.en in names]


def _fate(suite: Suite, name: str, mutant: Mutant, near: list[Scenario]) -> Fate:
    with TemporaryDirectory(prefix="guanjia-mutant-") as scratch:
        other = _copied(suite, Path(scratch))
        (other.path.parent / name).write_bytes(mutant.diagram)
        stage = Stage(Path(scratch))
        try:
            noticed = next((each.en for each in near if _notices(stage, other, each)), None)
        except DeploymentRefused as refusal:
            return Fate(mutant=mutant, verdict=Verdict.REFUSED, by=str(refusal))
    if noticed is None:
        return Fate(mutant=mutant, verdict=Verdict.SURVIVED)
    return Fate(mutant=mutant, verdict=Verdict.NOTICED, by=noticed)


def _notices(stage: Stage, suite: Suite, scenario: Scenario) -> bool:
    """Tell whether a story goes another way."""
    with through_use_cases(stage, suite) as play:
        try:
            tell(play, scenario)
        except Unmet:
            return True
    return False


def _copied(suite: Suite, folder: Path) -> Suite:
    """Return the suite in a copy of its process, its forms, and of what it needs."""
    own = suite.path.parent
    for process in (own, *(own.parent / need for need in suite.needs)):
        forms = process.parent.parent / "forms" / process.name
        copytree(process, folder / "processes" / process.name)
        if forms.is_dir():
            copytree(forms, folder / "forms" / process.name)
    return replace(suite, path=folder / "processes" / own.name / suite.path.name)
