"""docs/operations.md: every operation, its route, its event and its tests exist."""

import re
from pathlib import Path

import pytest

from api.app import create_app
from engine.model.events import EVENTS
from engine.participation import REGISTRY
from engine.participation.cases import OPERATIONS
from engine.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| operation")
]


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openapi")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'x.db'}", key_file=folder / "key", clock="manual"
    )
    return create_app(settings).openapi()["paths"]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_route_event_and_tests_of_an_operation_exist(row, paths):
    operation, _, _, _, event, route, tests = row

    method, path = re.fullmatch(r"`([A-Z]+) (\S+)`", route).groups()
    assert method.lower() in paths[f"/api/v1{path}"], operation
    named = re.fullmatch(r"`(\w+)`", event)
    assert named is None or named[1] in EVENTS
    files = re.findall(r"`(tests/\S+\.py)`", tests)
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_operation_that_is_offered_stands_on_the_page():
    said = {row[0].split()[0] for row in ROWS}

    offered = {each.zh for each in (*REGISTRY.values(), *OPERATIONS.values())}

    assert offered <= said
