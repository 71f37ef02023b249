"""Starts a case of one version, and lets it go on as another."""

import pytest

from engine.errors import MigrationRefused
from tests.bpmn.migration.pairs import document


class Refused:
    """Why a case could not go on: the rules by element."""

    def __init__(self, findings):
        self.findings = findings
        self.rules = {(f.element_id, f.rule.removeprefix("migration-")) for f in findings}


@pytest.fixture
def begin(playing):
    """Start a case of a process given by its parts."""
    return lambda *parts, **variables: playing(document(*parts)).start(**variables)


@pytest.fixture
def refusal():
    """Try to migrate a case; returns why it cannot be, and makes sure that nothing changed."""

    def refused(case, *parts, **more):
        before = case.snapshot
        with pytest.raises(MigrationRefused) as caught:
            case.migrate(document(*parts).encode(), **more)
        assert case.snapshot == before
        return Refused(caught.value.findings)

    return refused
