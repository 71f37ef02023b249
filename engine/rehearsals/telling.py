"""Telling the stories of a draft, each in a store of its own, and what they came by."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.rehearsals.company import Company
from engine.rehearsals.staging import stage
from engine.scenarios.coverage import Covered, measure
from engine.scenarios.playing import Play
from engine.scenarios.reading import ENDING, Scenario, Suite, parse
from engine.scenarios.telling import tell
from engine.scenarios.trodden import Trodden
from engine.scenarios.unmet import Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of the stories of a draft."""

    stories: tuple[tuple[str, str, str], ...]
    """File, name, and where it went another way; empty where it did not."""
    covered: tuple[Covered, ...]


def told(files: Mapping[str, bytes], company: Company) -> Told:
    """Tell every story among the files; raises Invalid for a file of stories with a mistake.

    The company is the one of today, so that a story of the demo company may find other people.
    """
    suites = [
        parse(content.decode(), Path(name))
        for name, content in sorted(files.items())
        if name.endswith(ENDING)
    ]
    trodden = Trodden()
    stories = tuple(
        (suite.path.name, scenario.name, _complaint(files, company, suite, scenario, trodden))
        for suite in suites
        for scenario in suite.scenarios
    )
    return Told(stories=stories, covered=tuple(measure(files, trodden)))


def _complaint(
    files: Mapping[str, bytes],
    company: Company,
    suite: Suite,
    scenario: Scenario,
    trodden: Trodden,
) -> str:
    with stage(files, company, suite.clock) as store:
        play = Play(store, suite)
        try:
            tell(play, scenario)
        except Unmet as trouble:
            return str(trouble)
        finally:
            trodden.add(play)
    return ""
