"""The page of policies: every diagram is drawn as it is, and every setting on it is explained."""

from pathlib import Path

import pytest

from engine import diagram
from engine.drawing import draw

FOLDER = Path(__file__).parents[2] / "docs" / "howto" / "policies"
POLICIES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")


def drawn(policy):
    return diagram.read((FOLDER / policy / f"{policy}.bpmn").read_bytes())


@pytest.mark.parametrize("policy", POLICIES)
def test_the_drawing_on_the_page_is_the_diagram(policy):
    name = drawn(policy).processes[policy].name

    fresh = draw(drawn(policy), title=name)

    file = FOLDER / policy / f"{policy}.svg"
    assert file.read_text(encoding="utf-8") == fresh + "\n"
    assert f"]({policy}/{policy}.svg)" in PAGE


@pytest.mark.parametrize("policy", POLICIES)
def test_every_setting_of_a_diagram_is_explained_on_the_page(policy):
    elements = drawn(policy).processes[policy].elements.values()

    settings = {name for element in elements for name in element.properties}

    assert [name for name in settings if f"`{name}" not in PAGE] == []
    assert settings


@pytest.mark.parametrize("policy", POLICIES)
def test_each_policy_has_stories(policy):
    assert (FOLDER / policy / f"{policy}.scenario.yaml").exists()
